import type { Schema, StructSchema } from '../../sdk/schema.ts'

/** Parameters and names by which a Connect schema says what it is in Protobuf. */
const namespace = 'io.confluent.connect.protobuf'
export const enumParameter = `${namespace}.Enum`
export const unionName = `${namespace}.Union`
export const tagParameter = `${namespace}.Tag`
export const typeParameter = `${namespace}.Type`
export const wrapperParameter = `${namespace}.Wrapper`

/** The same of enums and unions, with `generalized.sum.type.support`. */
export const generalizedEnum = 'org.apache.kafka.connect.data.Enum'
export const generalizedUnion = 'org.apache.kafka.connect.data.Union'
export const variantName = 'org.apache.kafka.connect.data.Variant'

export const precisionParameter = 'connect.decimal.precision'
export const connectType = 'connect.type'

/** Messages that are no structs in Connect. */
export const messages = {
  decimal: 'confluent.type.Decimal',
  variant: 'confluent.type.Variant',
  date: 'google.type.Date',
  time: 'google.type.TimeOfDay',
  timestamp: 'google.protobuf.Timestamp',
} as const

/** The struct that stands for a oneof: one field a member, all but one null; `undefined`: the schema is none. */
export const unionOf = (schema: Schema): StructSchema | undefined =>
  schema.type === 'struct' &&
  (schema.name?.startsWith(unionName) === true || schema.parameters?.[generalizedUnion] !== undefined)
    ? schema
    : undefined

export const isUnion = (schema: Schema): boolean => unionOf(schema) !== undefined

const isLetterOrDigit = /^[A-Za-z0-9_]$/

/** What Java's `URLEncoder` leaves as it is, or writes as one other character. */
const encoded = (char: string): string => {
  if (/^[A-Za-z0-9_.*-]$/.test(char)) return char
  if (char === ' ') return '+'
  return [...Buffer.from(char)].map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

/** A name made an identifier: what may not be in one is encoded as in a URL, its signs being `_`. */
export const scrubName = (name: string): string => {
  if (name === '' || /^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return name
  const safe = [...name].map(encoded).join('')
  const begun = /^[0-9_]/.test(safe) ? `x${safe}` : safe
  return [...begun].map(char => (isLetterOrDigit.test(char) ? char : '_')).join('')
}

export const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)

/** Package and last part of a full name. */
export const splitName = (fullName: string): readonly [string | undefined, string] => {
  const dot = fullName.lastIndexOf('.')
  return dot < 0 ? [undefined, fullName] : [fullName.slice(0, dot), fullName.slice(dot + 1)]
}

const capitalized = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()

const ENTRY = 'Entry'

/** The message of a map's entries: `map_type` → `MapTypeEntry`. */
export const entryName = (name: string): string =>
  (name.includes('_') ? name.split('_').map(capitalized).join('') : name) + ENTRY

const underscored = (name: string) =>
  name
    .split(/(?=[A-Z])/)
    .join('_')
    .toLowerCase()

/** The name of a map by the full name of its entries: `a.MapTypeEntry` → `a.map_type`. */
export const mapName = (entry: string): string => {
  const [scope, last] = splitName(entry)
  if (!last.endsWith(ENTRY)) return entry
  const name = underscored(last.slice(0, -ENTRY.length))
  return scope === undefined ? name : `${scope}.${name}`
}
