import { ConnectError } from '../../sdk/errors.ts'
import { doubleText, floatText } from '../../sdk/java-text.ts'
import type { MapSchema, Schema, StructSchema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import { Float64, type Struct, type Value } from '../../sdk/value.ts'
import type { AvroOptions } from './avro-config.ts'
import { hasStringKeys, isUnion } from './kinds.ts'
import { logicalType } from './logical.ts'
import { scrubName } from './names.ts'

const invalid = (schema: Schema, value: Value): never => {
  throw new ConnectError(
    'DATA',
    `Invalid type used for default value of ${typeName(schema)} field: ${describeValue(value)}`,
  )
}

const number = (value: Value, text: (value: number) => string): string | undefined => {
  const plain = value instanceof Float64 ? value.value : value
  if (typeof plain !== 'number') return undefined
  return Number.isFinite(plain) ? text(plain) : JSON.stringify(doubleText(plain))
}

const mapText = (schema: MapSchema, value: Value, options: AvroOptions): string => {
  if (!(value instanceof Map)) return invalid(schema, value)
  const entries = [...value].map(([key, item]) => ({ key, value: defaultText(schema.values, item, options) }))
  return hasStringKeys(schema, options)
    ? `{${entries.map(entry => `${JSON.stringify(entry.key)}:${entry.value}`).join(',')}}`
    : `[${entries.map(entry => `[${defaultText(schema.keys, entry.key, options)},${entry.value}]`).join(',')}]`
}

const structText = (schema: StructSchema, value: Value, options: AvroOptions): string => {
  if (describeValue(value) !== 'object') return invalid(schema, value)
  const struct = value as Struct
  const fields = schema.fields.map(field => {
    const own = struct[field.name] ?? field.schema.default ?? null
    const name = options['scrub.invalid.names'] ? scrubName(field.name) : field.name
    return { name, text: defaultText(field.schema, own, options) }
  })
  // a quirk of the peer: a union's default is what its first branch has
  if (isUnion(schema)) return fields[0]?.text ?? '{}'
  return `{${fields.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`
}

const bytesText = (value: Value): string | undefined =>
  value instanceof Uint8Array ? JSON.stringify(Buffer.from(value).toString('latin1')) : undefined

const integerText = (value: Value): string | undefined =>
  typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined

const scalarText = (schema: Schema, value: Value): string | undefined => {
  if (schema.type === 'boolean') return typeof value === 'boolean' ? String(value) : undefined
  if (schema.type === 'string') return typeof value === 'string' ? JSON.stringify(value) : undefined
  if (schema.type === 'bytes') return bytesText(value)
  if (schema.type === 'float32') return number(value, floatText)
  return schema.type === 'float64' ? number(value, doubleText) : integerText(value)
}

/** A value as the JSON that Avro's schemas have for defaults. */
export const defaultText = (schema: Schema, value: Value, options: AvroOptions): string => {
  if (value === null) return 'null'
  if (schema.type === 'map') return mapText(schema, value, options)
  if (schema.type === 'struct') return structText(schema, value, options)
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return invalid(schema, value)
    const items: readonly Value[] = value
    return `[${items.map(item => defaultText(schema.items, item, options)).join(',')}]`
  }
  const base = logicalType(schema)?.toBase(value) ?? value
  return scalarText(schema, base) ?? invalid(schema, value)
}
