import { ConnectError } from '../../sdk/errors.ts'
import type { Schema, StructSchema } from '../../sdk/schema.ts'
import { Float64, newStruct, type Struct, type Value } from '../../sdk/value.ts'
import type { AvroOptions } from './avro-config.ts'
import { branchName, onlyBranch } from './branch-name.ts'
import { logicalType } from './logical.ts'
import type { AvroNode, RecordNode, UnionNode } from './schema-node.ts'
import { isValidDefault } from './valid-default.ts'

const invalid = (): never => {
  throw new ConnectError('DATA', 'Invalid default')
}

// JSON has no numbers for these
const notNumbers = new Set<Value>(['NaN', 'Infinity', '-Infinity'])

const isText = ({ type }: Schema, json: Value) => type.startsWith('float') && notNumbers.has(json)

const numberOf = (json: Value): number => {
  if (notNumbers.has(json)) return Number(json)
  if (json instanceof Float64) return json.value
  return typeof json === 'number' || typeof json === 'bigint' ? Number(json) : invalid()
}

const fits = (schema: Schema, json: Value): Value => {
  const bits = schema.type === 'int8' ? 8 : schema.type === 'int16' ? 16 : 64
  if (typeof json !== 'bigint' && !Number.isSafeInteger(json)) return invalid()
  return BigInt(json as number) === BigInt.asIntN(bits, BigInt(json as number)) ? json : invalid()
}

const structDefault = (schema: Schema, node: RecordNode, json: Value, options: AvroOptions): Value => {
  if (schema.type !== 'struct') return invalid()
  const struct = newStruct()
  for (const [i, { name, type, default: fallback }] of node.fields.entries()) {
    const field = schema.fields[i]
    if (field === undefined) return invalid()
    struct[field.name] = read(field.schema, type, (json as Struct)[name] ?? fallback ?? null, options)
  }
  return struct
}

const unionDefault = (schema: StructSchema, node: UnionNode, json: Value, options: AvroOptions): Value => {
  const index = node.branches.findIndex(branch => isValidDefault(branch, json))
  const branch = node.branches[index]
  if (branch === undefined) return invalid()
  if (branch.type === 'null') return null
  const name = branchName(branch, index, options)
  const struct = newStruct()
  for (const field of schema.fields)
    struct[field.name] = field.name === name ? read(field.schema, branch, json, options) : null
  return struct
}

const mapDefault = (schema: Schema, values: AvroNode, json: Value, options: AvroOptions): Value => {
  if (schema.type !== 'map') return invalid()
  const entries = Object.entries(json as Struct) as [string, Value][]
  return new Map(entries.map(([key, value]) => [key, read(schema.values, values, value, options)]))
}

const scalar = (schema: Schema, json: Value): Value => {
  if (schema.type === 'float64') return numberOf(json)
  if (schema.type === 'float32') return Math.fround(numberOf(json))
  if (schema.type === 'bytes') return Buffer.from(json as string, 'latin1')
  return typeof json === 'boolean' || typeof json === 'string' ? json : fits(schema, json)
}

const readPresent = (schema: Schema, node: AvroNode, json: Value, options: AvroOptions): Value => {
  if (node.type === 'record') return structDefault(schema, node, json, options)
  if (node.type === 'map') return mapDefault(schema, node.values, json, options)
  if (node.type === 'union')
    return schema.type === 'struct' ? unionDefault(schema, node, json, options) : invalid()
  if (node.type !== 'array') return scalar(schema, json)
  if (schema.type !== 'array') return invalid()
  return (json as readonly Value[]).map(item => read(schema.items, node.items, item, options))
}

const read = (schema: Schema, node: AvroNode, json: Value, options: AvroOptions): Value => {
  const only = onlyBranch(node, options)
  if (only !== undefined) return read(schema, only.node, json, options)
  if (json === null) return schema.optional === true ? null : invalid()
  if (!isText(schema, json) && !isValidDefault(node, json)) return invalid()
  const value = readPresent(schema, node, json, options)
  return logicalType(schema)?.fromBase(value) ?? value
}

/** A default in Avro's JSON as a value of the Connect schema; `undefined` when it is none. */
export const readDefault = (
  schema: Schema,
  node: AvroNode,
  json: Value,
  options: AvroOptions,
): Value | undefined => {
  try {
    return read(schema, node, json, options)
  } catch (error) {
    if (error instanceof ConnectError) return undefined
    throw error
  }
}
