import { ConnectError } from '../../sdk/errors.ts'
import type { Schema, StructSchema } from '../../sdk/schema.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { fieldNamed } from '../copy-fields.ts'

/** A field of an envelope, or of a struct in it, that goes on under a name. */
export interface FieldReference {
  readonly struct: string | undefined
  readonly field: string
  readonly as: string
}

/** Where fields are that are named without their struct; the others are in `source`. */
const structs: ReadonlyMap<string, string | undefined> = new Map([
  ['id', 'transaction'],
  ['data_collection_order', 'transaction'],
  ['total_order', 'transaction'],
  ['op', undefined],
  ['ts_ms', undefined],
  ['ts_us', undefined],
  ['ts_ns', undefined],
  ['updateDescription', 'updateDescription'],
])

/** As Java splits: no empty texts at the end, none at all of separators alone. */
const split = (text: string, separator: string): readonly string[] => {
  const parts = text.split(separator)
  while (text !== '' && parts.at(-1) === '') parts.pop()
  return parts
}

const parseReference = (prefix: string, text: string): FieldReference => {
  const [path, name, ...more] = split(text, ':')
  const [first, second] = split(path ?? '.', '.')
  if (first === undefined || more.length > 0) throw new Error(`Unexpected field name: ${text}`)
  if (second !== undefined)
    return { struct: first, field: second, as: prefix + (name ?? `${first}_${second}`) }
  const struct = structs.has(first) ? structs.get(first) : 'source'
  return { struct, field: first, as: prefix + (name ?? first) }
}

/** What is between commas: `field`, `struct.field`, each maybe with `:newName`. Throws for what is none. */
export const parseReferences = (prefix: string, texts: readonly string[]): readonly FieldReference[] =>
  texts.filter(text => text !== '').map(text => parseReference(prefix, text))

/** Where a reference leads, for all envelopes of one schema. */
export interface Resolved {
  readonly name: string
  readonly schema: Schema
  readonly read: (envelope: Struct) => Value
}

const fieldIn = (schema: Schema, name: string): Schema | undefined => {
  if (schema.type !== 'struct') throw new ConnectError('DATA', 'Cannot look up fields on non-struct type')
  return fieldNamed(schema, name)?.schema
}

const optionalOf = ({ default: _, ...schema }: Schema): Schema => ({ ...schema, optional: true })

const resolve = (
  envelope: StructSchema,
  { struct, field, as: name }: FieldReference,
): readonly Resolved[] => {
  const parent = struct === undefined ? envelope : fieldNamed(envelope, struct)?.schema
  if (parent === undefined)
    throw new ConnectError('DATA', `The schema ${envelope.name} has no field ${struct} with ${field} in it`)
  const found = fieldIn(parent, field)
  const schema = found ?? fieldNamed(envelope, field)?.schema
  if (schema === undefined) return []
  const read = (value: Struct): Value => {
    const holder = struct === undefined ? value : ((value[struct] ?? null) as Struct | null)
    return holder === null ? null : ((found === undefined ? value : holder)[field] ?? null)
  }
  return [{ name, schema: optionalOf(schema), read }]
}

/** The references whose fields there are; one in a struct that misses it may be in the envelope itself. */
export const resolveReferences = (envelope: StructSchema, references: readonly FieldReference[]) =>
  references.flatMap(reference => resolve(envelope, reference))
