import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Attributes, ItemKey, Json, Write } from '../../runtime/ports/table.ts'

const MAX_WRITES = 100
const MAX_ITEM_BYTES = 400 * 1024
const MAX_PK_BYTES = 2048
const MAX_SK_BYTES = 1024

/** Names that adapters keep for themselves. */
export const reservedNames: ReadonlySet<string> = new Set(['pk', 'sk', 'dueShard', '__proto__'])

const invalidWrite = (message: string) => new ConnectError('STATE', message, { retriable: false })

const checkKey = ({ pk, sk }: ItemKey) => {
  for (const [part, text, most] of [
    ['pk', pk, MAX_PK_BYTES],
    ['sk', sk, MAX_SK_BYTES],
  ] as const) {
    const bytes = Buffer.byteLength(text)
    if (bytes === 0 || bytes > most)
      throw invalidWrite(`Key ${part} has ${bytes} bytes, allowed are 1 to ${most}`)
  }
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
const isStorable = (value: number) => value === 0 || (Math.abs(value) >= 1e-130 && Math.abs(value) <= 1e125)

const checkAttribute = (name: string, value: Json | undefined) => {
  if (name === '' || reservedNames.has(name))
    throw invalidWrite(
      `Attribute name is "${name}", allowed are all but "" and ${[...reservedNames].join(', ')}`,
    )
  if (name === 'dueAt' && value !== undefined && typeof value !== 'number')
    throw invalidWrite(`Attribute dueAt is ${JSON.stringify(value)}, allowed are a number or none`)
  if (typeof value === 'number' && !isStorable(value))
    throw invalidWrite(`Attribute ${name} is ${value}, allowed are 0 and magnitudes of 1e-130 to 1e125`)
}

/** Throws what no adapter may accept, so that all refuse the same. */
export const checkWrites = (writes: readonly Write[]): void => {
  if (writes.length === 0 || writes.length > MAX_WRITES)
    throw invalidWrite(`A transaction has ${writes.length} writes, allowed are 1 to ${MAX_WRITES}`)
  const keys = new Set(writes.map(({ key }) => JSON.stringify([key.pk, key.sk])))
  if (keys.size < writes.length)
    throw invalidWrite(`A transaction writes ${keys.size} items ${writes.length} times, allowed is once each`)
  for (const write of writes) {
    checkKey(write.key)
    for (const [name, value] of Object.entries(write.set)) checkAttribute(name, value)
  }
}

const attribute = (attributes: Attributes | undefined, name: string) =>
  attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined

/** The item's attributes after the write; `undefined` when its condition does not hold. */
export const applyWrite = (before: Attributes | undefined, write: Write): Attributes | undefined => {
  for (const [name, expected] of Object.entries(write.when))
    if (attribute(before, name) !== expected) return undefined
  const after = new Map<string, Json>(Object.entries(before ?? {}))
  for (const [name, value] of Object.entries(write.set))
    if (value === undefined) after.delete(name)
    else after.set(name, value)
  return Object.fromEntries(after)
}

/** Attributes as the text that is stored; rejects what DynamoDB would not hold either. */
export const attributesText = (key: ItemKey, attributes: Attributes): string => {
  const text = JSON.stringify(attributes)
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_ITEM_BYTES)
    throw invalidWrite(`Item ${key.pk} / ${key.sk} would have ${bytes} bytes, allowed are ${MAX_ITEM_BYTES}`)
  return text
}
