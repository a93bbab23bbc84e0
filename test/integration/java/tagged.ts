import type { Datum } from '../../../connectors/sdk/record.ts'
import type { Schema } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, newStruct, type Struct, type Value } from '../../../connectors/sdk/value.ts'

/**
 * A value as JSON that loses nothing: null, booleans and text as such, anything else `[tag, …]`. Tags: `int8` … `int64`,
 * `float32`, `float64` (numbers as text), `bytes` (base64), `decimal` (unscaled, scale), `date` (ms), `array` (items),
 * `map` (pairs), `struct` (pairs of name and value).
 */
export type Tagged = null | boolean | string | readonly [tag: string, ...content: readonly unknown[]]

export interface TaggedDatum {
  readonly schema: unknown
  readonly value: Tagged
}

const floatText = (value: number) => (Object.is(value, -0) ? '-0.0' : String(value))

const tagNumber = (value: number | bigint, schema: Schema | undefined): Tagged => {
  if (schema?.type.startsWith('float') && typeof value === 'number') return [schema.type, floatText(value)]
  if (typeof value === 'number' && (!Number.isSafeInteger(value) || Object.is(value, -0)))
    return ['float64', floatText(value)]
  const bits = schema?.type.startsWith('int') ? Number(schema.type.slice(3)) : 64
  return [BigInt.asIntN(bits, BigInt(value)) === BigInt(value) ? `int${bits}` : 'int64', String(value)]
}

const tagPairs = (pairs: Iterable<readonly [Value, Value]>, schema: Schema | undefined) => {
  const { keys, values } = schema?.type === 'map' ? schema : { keys: undefined, values: undefined }
  return ['map', [...pairs].map(([key, value]) => [tag(key, keys), tag(value, values)])] as const
}

const tagObject = (value: object, schema: Schema | undefined): Tagged => {
  if (value instanceof Float64)
    return [schema?.type === 'float32' ? 'float32' : 'float64', floatText(value.value)]
  if (value instanceof Uint8Array) return ['bytes', Buffer.from(value).toString('base64')]
  if (value instanceof Decimal) return ['decimal', String(value.unscaled), value.scale]
  if (value instanceof Date) return ['date', String(value.getTime())]
  if (Array.isArray(value)) {
    const items = schema?.type === 'array' ? schema.items : undefined
    return ['array', value.map(item => tag(item, items))]
  }
  if (value instanceof Map) return tagPairs(value, schema)
  if (schema?.type !== 'struct') return tagPairs(Object.entries(value), schema)
  return [
    'struct',
    schema.fields.map(field => [field.name, tag((value as Struct)[field.name], field.schema)]),
  ]
}

/** In the Java class that the schema says; without one an integer is a long, a float a double. */
export const tag = (value: Value | undefined, schema: Schema | undefined): Tagged => {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'string')
    return value ?? null
  return typeof value === 'object' ? tagObject(value, schema) : tagNumber(value, schema)
}

const tagParts = (schema: Schema) => {
  if (schema.type === 'array') return { items: tagSchema(schema.items) }
  if (schema.type === 'map') return { keys: tagSchema(schema.keys), values: tagSchema(schema.values) }
  if (schema.type !== 'struct') return {}
  return { fields: schema.fields.map(({ name, schema: type }) => ({ name, schema: tagSchema(type) })) }
}

/** A schema whose default is tagged; what says nothing is left out. */
const tagSchema = (schema: Schema): unknown => {
  const { type, optional, name, version, doc, parameters = {} } = schema
  return {
    type,
    ...tagParts(schema),
    ...(optional === true ? { optional } : {}),
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(doc === undefined ? {} : { doc }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...((schema.default ?? null) === null ? {} : { default: tag(schema.default, schema) }),
  }
}

export const tagDatum = ({ schema, value }: Datum): TaggedDatum => ({
  schema: schema === undefined ? null : tagSchema(schema),
  value: tag(value, schema),
})

/** Without a schema a float with an integral value has to say that it is one. */
const untagNumber = (type: string, text: string, typed: boolean): Value => {
  const value = Number(text)
  if (type.startsWith('float')) return Number.isSafeInteger(value) && !typed ? new Float64(value) : value
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

const untagPairs = (pairs: readonly (readonly [Tagged, Tagged])[], typed: boolean): Value => {
  const entries = pairs.map(([key, value]) => [untag(key, typed), untag(value, typed)] as const)
  if (typed || entries.some(([key]) => typeof key !== 'string')) return new Map(entries)
  return objectOf(entries)
}

const objectOf = (entries: readonly (readonly [Value, Value])[]): Value => {
  const struct = newStruct()
  for (const [key, value] of entries) struct[String(key)] = value
  return struct
}

/** The value that was tagged; `typed`: it has a schema. */
export const untag = (tagged: Tagged, typed: boolean): Value => {
  if (tagged === null || typeof tagged === 'boolean' || typeof tagged === 'string') return tagged
  const [type, content, scale] = tagged
  if (type === 'array') return (content as readonly Tagged[]).map(item => untag(item, typed))
  if (type === 'map') return untagPairs(content as never, typed)
  if (type === 'struct')
    return objectOf((content as readonly [string, Tagged][]).map(([name, part]) => [name, untag(part, true)]))
  if (type === 'bytes') return Buffer.from(String(content), 'base64')
  if (type === 'decimal') return new Decimal(BigInt(String(content)), Number(scale))
  return type === 'date' ? new Date(Number(content)) : untagNumber(type, String(content), typed)
}
