import { valueText } from '../../../connectors/converters/value-text.ts'
import { bigintToBytes } from '../../../connectors/sdk/decimal.ts'
import { floatText } from '../../../connectors/sdk/java-text.ts'
import type { Datum } from '../../../connectors/sdk/record.ts'
import { logicalNames, type Schema } from '../../../connectors/sdk/schema.ts'
import { describeValue } from '../../../connectors/sdk/type-name.ts'
import { Decimal, Float64, newStruct, type Value } from '../../../connectors/sdk/value.ts'
import type { Node, ObjectNode } from './vector.ts'

/** A value that is not what its schema says. */
class Contradiction extends Error {}

const contradiction = (schema: Schema | undefined, value: Value | undefined): never => {
  throw new Contradiction(`${describeValue(value)} under ${schema?.type ?? 'no schema'}`)
}

const MILLIS_PER_DAY = 86_400_000

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const floatNode = (value: number): Node =>
  Number.isFinite(value) ? (Number.isInteger(value) ? new Float64(value) : value) : String(value)

const integerNode = (schema: Schema, value: Value): Node => {
  const bits = Number(schema.type.slice(3))
  if (typeof value !== 'bigint' && (typeof value !== 'number' || !Number.isSafeInteger(value)))
    return contradiction(schema, value)
  // an integer is a bigint only where it must be
  const misplaced = typeof value === 'bigint' && Number.isSafeInteger(Number(value))
  return misplaced || BigInt.asIntN(bits, BigInt(value)) !== BigInt(value) || Object.is(value, -0)
    ? contradiction(schema, value)
    : value
}

const primitiveNode = (schema: Schema, value: Value): Node => {
  if (schema.type.startsWith('int')) return integerNode(schema, value)
  if (schema.type === 'float64' && typeof value === 'number') return floatNode(value)
  if (schema.type === 'float32' && typeof value === 'number' && Object.is(Math.fround(value), value))
    return floatNode(Number(floatText(value)))
  if (schema.type === 'bytes' && value instanceof Uint8Array) return base64(value)
  return typeof value === schema.type ? value : contradiction(schema, value)
}

/** Logical types go by their name alone, as for the peer. */
const dateNode = (schema: Schema, value: Value): Node => {
  const millis = value instanceof Date ? value.getTime() : Number.NaN
  if (schema.name === logicalNames.Date && millis % MILLIS_PER_DAY === 0) return millis / MILLIS_PER_DAY
  if (schema.name === logicalNames.Time && millis >= 0 && millis <= MILLIS_PER_DAY) return millis
  return schema.name === logicalNames.Timestamp && !Number.isNaN(millis)
    ? millis
    : contradiction(schema, value)
}

const decimalNode = (schema: Schema, value: Value): Node =>
  value instanceof Decimal && value.scale === Number(schema.parameters?.scale)
    ? base64(bigintToBytes(value.unscaled))
    : contradiction(schema, value)

const dates: readonly (string | undefined)[] = [logicalNames.Date, logicalNames.Time, logicalNames.Timestamp]

const logicalNode = (schema: Schema, value: Value): Node | undefined => {
  if (schema.name === logicalNames.Decimal) return decimalNode(schema, value)
  return dates.includes(schema.name) ? dateNode(schema, value) : undefined
}

const objectNode = (entries: Iterable<readonly [string, Node]>): ObjectNode => {
  const node = newStruct()
  for (const [name, value] of entries) node[name] = value
  return node
}

const nestedNode = (schema: Schema, value: Value): Node => {
  if (schema.type === 'array')
    return Array.isArray(value)
      ? value.map(item => payloadNode(schema.items, item))
      : contradiction(schema, value)
  if (schema.type === 'map') {
    if (!(value instanceof Map)) return contradiction(schema, value)
    const pairs = [...value].map(([k, v]) => [payloadNode(schema.keys, k), payloadNode(schema.values, v)])
    return schema.keys.type === 'string' ? objectNode(pairs as [string, Node][]) : pairs
  }
  if (schema.type !== 'struct') return primitiveNode(schema, value)
  if (describeValue(value) !== 'object') return contradiction(schema, value)
  const struct = value as ObjectNode
  return objectNode(schema.fields.map(({ name, schema: type }) => [name, payloadNode(type, struct[name])]))
}

const schemalessNode = (value: Value | undefined): Node => {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : floatNode(value)
  if (typeof value !== 'object' || value === null) return value ?? null
  if (value instanceof Float64) return value
  if (value instanceof Decimal || value instanceof Date) return contradiction(undefined, value)
  if (value instanceof Uint8Array) return base64(value)
  if (Array.isArray(value)) return value.map(schemalessNode)
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  const pairs = entries.map(([key, item]) => [schemalessNode(key), schemalessNode(item)] as const)
  return pairs.every(([key]) => typeof key === 'string')
    ? objectNode(pairs as [string, Node][])
    : pairs.map(pair => [...pair])
}

const payloadNode = (schema: Schema | undefined, value: Value | undefined): Node => {
  if (schema === undefined) return schemalessNode(value)
  if (value !== null && value !== undefined) return logicalNode(schema, value) ?? nestedNode(schema, value)
  return schema.optional === true ? null : contradiction(schema, value)
}

const typeNames: Readonly<Record<string, string>> = { float32: 'float', float64: 'double' }

const partsNode = (schema: Schema): ObjectNode => {
  if (schema.type === 'array') return { items: schemaNode(schema.items) }
  if (schema.type === 'map') return { keys: schemaNode(schema.keys), values: schemaNode(schema.values) }
  if (schema.type !== 'struct') return {}
  return { fields: schema.fields.map(({ name, schema: type }) => ({ ...schemaNode(type), field: name })) }
}

const schemaNode = (schema: Schema): ObjectNode => {
  const { name, version, doc, parameters } = schema
  const attributes = { name, version, doc, parameters, default: schema.default ?? undefined }
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined) as [string, Node][]
  return {
    type: typeNames[schema.type] ?? schema.type,
    ...partsNode(schema),
    optional: schema.optional === true,
    ...Object.fromEntries(given),
    ...(schema.default === undefined || schema.default === null
      ? {}
      : { default: payloadNode(schema, schema.default) }),
  }
}

/** A value by itself, as Java prints it. */
export const javaText = (value: Value): string =>
  value instanceof Uint8Array ? base64(value) : valueText(undefined, value)

/** `{schema, payload}`, as vectors have it; `payload_java` when the value is not what its schema says. */
export const datumNode = ({ schema, value }: Datum): ObjectNode => {
  const typed = schema === undefined ? null : schemaNode(schema)
  try {
    return { schema: typed, payload: payloadNode(schema, value) }
  } catch (error) {
    if (!(error instanceof Contradiction)) throw error
    return {
      schema: typed,
      payload_java: value === null ? null : `${describeValue(value)}:${javaText(value)}`,
    }
  }
}
