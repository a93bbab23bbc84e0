import {
  logicalNames,
  type MapSchema,
  type PrimitiveType,
  type Schema,
  type StructSchema,
} from '../sdk/schema.ts'
import { Decimal, Float64, newStruct, type Struct, type Value } from '../sdk/value.ts'

/** A field's, or an index's, mapping as the JSON of the API. */
export type Mapping = Struct

const primitives: Readonly<Record<PrimitiveType, string>> = {
  int8: 'byte',
  int16: 'short',
  int32: 'integer',
  int64: 'long',
  float32: 'float',
  float64: 'double',
  boolean: 'boolean',
  string: 'text',
  bytes: 'binary',
}

const logical: ReadonlyMap<string, string> = new Map([
  [logicalNames.Date, 'date'],
  [logicalNames.Time, 'date'],
  [logicalNames.Timestamp, 'date'],
  [logicalNames.Decimal, 'double'],
])

const keyword: Mapping = { keyword: { type: 'keyword', ignore_above: 256 } }

/** The value that null stands for, where servers know such: not in texts and bytes. */
const nullValue = (type: string, value: Value | undefined): Value => {
  if (type === 'text' || type === 'binary') return null
  if (value instanceof Date) return value.getTime()
  const number = value instanceof Decimal ? Number(value.toString()) : value
  const plain = number instanceof Float64 ? number.value : number
  return plain === undefined || (typeof plain === 'number' && !Number.isFinite(plain)) ? null : plain
}

const scalarMapping = (type: string, fallback: Value | undefined): Mapping => {
  const value = nullValue(type, fallback)
  return {
    type,
    ...(type === 'text' && { fields: keyword }),
    ...(value !== null && { null_value: value }),
  }
}

const structMapping = ({ fields }: Pick<StructSchema, 'fields'>, compact: boolean): Mapping => {
  const properties = newStruct()
  for (const { name, schema } of fields) properties[name] = mappingOf(schema, compact)
  return { properties }
}

/** Of a map that is an object, the fields are only known from documents. */
const mapMapping = ({ keys, values }: MapSchema, compact: boolean): Mapping => {
  if (compact && keys.type === 'string') return { type: 'object' }
  const fields = [
    { name: 'key', schema: keys },
    { name: 'value', schema: values },
  ]
  return structMapping({ fields }, compact)
}

/** How values of a schema are indexed. `compact`: maps with string keys are objects. */
export const mappingOf = (schema: Schema, compact: boolean): Mapping => {
  const type = schema.name === undefined ? undefined : logical.get(schema.name)
  if (type !== undefined) return scalarMapping(type, schema.default)
  if (schema.type === 'array') return mappingOf(schema.items, compact)
  if (schema.type === 'map') return mapMapping(schema, compact)
  if (schema.type === 'struct') return structMapping(schema, compact)
  return scalarMapping(primitives[schema.type], schema.default)
}
