import { ConnectError } from '../../sdk/errors.ts'
import { describeValue } from '../../sdk/type-name.ts'
import { Decimal, Float64, newStruct, type Value } from '../../sdk/value.ts'
import type { ByteInput } from './byte-input.ts'
import type { ByteOutput } from './byte-output.ts'
import { ANYTHING } from './names.ts'
import { parseSchema } from './parse-schema.ts'
import type { AvroNode } from './schema-node.ts'

const nullable = ['boolean', 'bytes', 'double', 'float', 'int', 'long', 'string']
  .map(type => `{"name":"${type}","type":["null","${type}"],"default":null}`)
  .join(',')

/** The schema of schemaless data: a record of which one field is set, none for null. */
export const anything: AvroNode = parseSchema(
  `{"type":"record","name":"Anything","namespace":"io.confluent.connect.avro","fields":[${nullable},{"name":"array","type":["null",{"type":"array","items":"Anything"}],"default":null},{"name":"map","type":["null",{"type":"array","items":{"type":"record","name":"MapEntry","fields":[{"name":"key","type":"Anything"},{"name":"value","type":"Anything"}]}}],"default":null}]}`,
)

const names = ['boolean', 'bytes', 'double', 'float', 'int', 'long', 'string', 'array', 'map'] as const
type Kind = (typeof names)[number]

/** Whether a schema is that of schemaless data. */
export const isAnything = (node: AvroNode): boolean =>
  node.type === 'record' &&
  node.fullName === ANYTHING &&
  node.fields.map(field => field.name).join() === names.join()

const ARRAY_LEAST = names.length

const kindOf = (value: Value): Kind | undefined => {
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as Kind
  if (typeof value === 'bigint') return 'long'
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'long' : 'double'
  if (value instanceof Float64) return 'double'
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value)) return 'array'
  return value instanceof Date || value instanceof Decimal || value === null ? undefined : 'map'
}

const writeLong = (output: ByteOutput, value: number | bigint): void => {
  if (typeof value === 'number') output.long(value)
  else if (value === BigInt.asIntN(64, value)) output.bigLong(value)
  else throw new ConnectError('DATA', 'Invalid value for INT64: an integer that needs more bits')
}

const writeEntries = (output: ByteOutput, entries: readonly (readonly [Value, Value])[]): void => {
  if (entries.length > 0) output.int(entries.length)
  for (const [key, value] of entries) {
    writeAnything(output, key)
    writeAnything(output, value)
  }
  output.byte(0)
}

const writeItems = (output: ByteOutput, items: readonly Value[]): void => {
  if (items.length > 0) output.int(items.length)
  for (const item of items) writeAnything(output, item)
  output.byte(0)
}

const writeKind = (output: ByteOutput, kind: Kind, value: Value): void => {
  if (kind === 'boolean') output.byte(value === true ? 1 : 0)
  else if (kind === 'string') output.string(value as string)
  else if (kind === 'long') writeLong(output, value as number)
  else if (kind === 'double') output.double(Number(value))
  else if (kind === 'bytes') output.bytes(value as Uint8Array)
  else if (kind === 'array') writeItems(output, value as readonly Value[])
  else writeEntries(output, value instanceof Map ? [...value] : Object.entries(value as object))
}

export const writeAnything = (output: ByteOutput, value: Value): void => {
  const kind = kindOf(value)
  if (kind === undefined && value !== null)
    throw new ConnectError('DATA', `Unknown type for schemaless data: ${describeValue(value)}`)
  for (const name of names) {
    output.byte(name === kind ? 2 : 0)
    if (name === kind) writeKind(output, kind, value)
  }
}

const double = (value: number): Value => (Number.isInteger(value) ? new Float64(value) : value)

const readItems = (input: ByteInput): Value => {
  const items: Value[] = []
  for (let count = input.block(ARRAY_LEAST); count > 0; count = input.block(ARRAY_LEAST))
    for (let i = 0; i < count; i++) items.push(readAnything(input))
  return items
}

const readMap = (input: ByteInput): Value => {
  const entries: [Value, Value][] = []
  for (let count = input.block(2 * ARRAY_LEAST); count > 0; count = input.block(2 * ARRAY_LEAST))
    for (let i = 0; i < count; i++) entries.push([readAnything(input), readAnything(input)])
  if (!entries.every(([key]) => typeof key === 'string')) return new Map(entries)
  const object = newStruct()
  for (const [key, value] of entries) object[key as string] = value
  return object
}

const readKind = (input: ByteInput, kind: Kind): Value => {
  if (kind === 'boolean') return input.boolean()
  if (kind === 'string') return input.string()
  if (kind === 'int') return input.int()
  if (kind === 'long') return input.long()
  if (kind === 'float') return double(input.float())
  if (kind === 'double') return double(input.double())
  if (kind === 'bytes') return input.bytes()
  return kind === 'array' ? readItems(input) : readMap(input)
}

/** The first field that is set counts, as for the peer. */
export const readAnything = (input: ByteInput): Value => {
  let found: Value = null
  for (const name of names) {
    if (input.branch(2) === 0) continue
    const value = readKind(input, name)
    if (found === null) found = value
  }
  return found
}
