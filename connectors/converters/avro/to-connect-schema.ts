import { ConnectError } from '../../sdk/errors.ts'
import {
  DATE,
  decimalSchema,
  type Field,
  type PrimitiveSchema,
  type Schema,
  type StructSchema,
  TIME,
  TIMESTAMP,
} from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import type { AvroOptions } from './avro-config.ts'
import { branchName, isMapEntry, onlyBranch } from './branch-name.ts'
import {
  DEFAULT_PRECISION,
  ENUM,
  FIXED_SIZE,
  GENERALIZED_ENUM,
  GENERALIZED_UNION,
  PRECISION,
  UNION,
} from './names.ts'
import { readDefault } from './read-default.ts'
import { type Place, schemaAttributes } from './schema-attributes.ts'
import {
  type ArrayNode,
  type AvroNode,
  type EnumNode,
  type FixedNode,
  type PrimitiveNode,
  propText,
  type RecordNode,
  type UnionNode,
} from './schema-node.ts'

interface Reading {
  readonly options: AvroOptions
  /** records that are being read: what they contain may be of them */
  readonly open: Map<RecordNode, StructSchema>
  /** what was read without anything from around it */
  readonly done: Map<RecordNode, Schema>
  unions: number
}

type Around = Omit<Place, 'hasDefault'> & { readonly default?: Value | undefined }

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const integer = (node: PrimitiveNode): PrimitiveSchema => {
  const logical = propText(node, 'logicalType')?.toLowerCase()
  const type = propText(node, 'connect.type')
  if (logical === 'date') return DATE
  if (logical === 'time-millis') return TIME
  if (logical !== undefined || type === undefined) return { type: 'int32' }
  if (type === 'int8' || type === 'int16') return { type }
  return fail('Connect type annotation for Avro int field is null')
}

const decimal = ({ props }: AvroNode): PrimitiveSchema => {
  const { scale = 0, precision = null } = props
  const schema = decimalSchema(typeof scale === 'number' ? scale : 0)
  if (precision === null || precision === DEFAULT_PRECISION) return schema
  if (typeof precision !== 'number') return fail('precision property must be a JSON Integer')
  return { ...schema, parameters: { ...schema.parameters, [PRECISION]: String(precision) } }
}

const bytes = (node: PrimitiveNode | FixedNode): PrimitiveSchema => {
  const schema: PrimitiveSchema =
    propText(node, 'logicalType')?.toLowerCase() === 'decimal' ? decimal(node) : { type: 'bytes' }
  return node.type === 'fixed'
    ? { ...schema, parameters: { ...schema.parameters, [FIXED_SIZE]: String(node.size) } }
    : schema
}

const enumSchema = (node: EnumNode, options: AvroOptions): PrimitiveSchema => {
  const generalized = options['generalized.sum.type.support']
  const parameter = generalized ? GENERALIZED_ENUM : ENUM
  const symbols = node.symbols.map((symbol, i) => [
    `${parameter}.${symbol}`,
    generalized ? String(i) : symbol,
  ])
  return { type: 'string', parameters: { [parameter]: node.fullName, ...Object.fromEntries(symbols) } }
}

const primitive = (node: PrimitiveNode): PrimitiveSchema => {
  if (node.type === 'int') return integer(node)
  if (node.type === 'bytes') return bytes(node)
  if (node.type === 'long')
    return propText(node, 'logicalType')?.toLowerCase() === 'timestamp-millis' ? TIMESTAMP : { type: 'int64' }
  if (node.type === 'float') return { type: 'float32' }
  if (node.type === 'double') return { type: 'float64' }
  return node.type === 'null'
    ? fail('Standalone null schemas are not supported by this converter')
    : { type: node.type }
}

const entries = (node: ArrayNode, reading: Reading): Schema => {
  const fields = node.items.type === 'record' ? node.items.fields : []
  const key = fields.find(field => field.name === 'key')
  const value = fields.find(field => field.name === 'value')
  if (fields.length !== 2 || key === undefined || value === undefined)
    return fail(
      'Found map encoded as array of key-value pairs, but array elements do not match the expected format.',
    )
  return { type: 'map', keys: part(key.type, reading), values: part(value.type, reading) }
}

const record = (node: RecordNode, around: Around, reading: Reading): Schema => {
  const fields: Field[] = []
  const shell: StructSchema = {
    type: 'struct',
    fields,
    ...attributes({ type: 'struct', fields }, node, around, reading),
  }
  reading.open.set(node, shell)
  for (const { name, type, doc, default: json } of node.fields) {
    const schema =
      json === undefined
        ? part(type, reading, false, doc)
        : read(type, { optional: false, doc, default: json }, reading)
    fields.push({ name, schema })
  }
  reading.open.delete(node)
  return shell
}

const union = (node: UnionNode, reading: Reading): Schema => {
  const { options } = reading
  const generalized = options['generalized.sum.type.support']
  const name = generalized ? `connect_union_${reading.unions++}` : UNION
  const fields: Field[] = []
  for (const [i, branch] of node.branches.entries()) {
    if (branch.type === 'null') continue
    const field = branchName(branch, i, options)
    if (fields.some(each => each.name === field))
      fail('Multiple union schemas map to the Connect union field name')
    fields.push({ name: field, schema: part(branch, reading, true) })
  }
  return {
    type: 'struct',
    fields,
    name,
    ...(generalized ? { parameters: { [GENERALIZED_UNION]: name } } : {}),
    ...(node.branches.some(branch => branch.type === 'null') ? { optional: true } : {}),
  }
}

const structure = (node: Exclude<AvroNode, RecordNode>, reading: Reading): Schema => {
  if (node.type === 'fixed') return bytes(node)
  if (node.type === 'enum') return enumSchema(node, reading.options)
  if (node.type === 'union') return union(node, reading)
  if (node.type === 'map')
    return { type: 'map', keys: { type: 'string' }, values: part(node.values, reading) }
  if (node.type !== 'array') return primitive(node)
  return isMapEntry(node.items) ? entries(node, reading) : { type: 'array', items: part(node.items, reading) }
}

const attributes = (base: Schema, node: AvroNode, around: Around, { options }: Reading) =>
  schemaAttributes(base, node, { ...around, hasDefault: around.default !== undefined }, options)

/** An invalid default is none, as for the peer. */
const withDefault = (schema: Schema, node: AvroNode, around: Around, { options }: Reading): Schema => {
  const json = around.default ?? node.props['connect.default'] ?? null
  const value = json === null ? undefined : readDefault(schema, node, json, options)
  return value === undefined || value === null ? schema : Object.assign(schema, { default: value })
}

const read = (node: AvroNode, around: Around, reading: Reading): Schema => {
  const only = onlyBranch(node, reading.options)
  if (only !== undefined) return part(only.node, reading, only.optional, around.doc)
  if (node.type === 'record') return withDefault(record(node, around, reading), node, around, reading)
  const base = structure(node, reading)
  return withDefault({ ...base, ...attributes(base, node, around, reading) }, node, around, reading)
}

/** A record is read once, however often a schema refers to it; inside of itself it is what is being read. */
const part = (node: AvroNode, reading: Reading, optional = false, doc?: string): Schema => {
  if (node.type !== 'record') return read(node, { optional, doc }, reading)
  const open = reading.open.get(node)
  if (open !== undefined) return withOptional(open, optional)
  if (doc !== undefined && reading.options['discard.type.doc.default'])
    return read(node, { optional, doc }, reading)
  const schema = reading.done.get(node) ?? read(node, { optional: false }, reading)
  reading.done.set(node, schema)
  return withOptional(schema, optional)
}

const withOptional = (schema: Schema, optional: boolean): Schema =>
  optional ? { ...schema, optional } : schema

/** The Connect schema of an Avro schema; a recursive one is a graph with cycles. `version`: of its subject. */
export const toConnectSchema = (
  node: AvroNode,
  options: AvroOptions,
  version: number | undefined,
): Schema => {
  const reading: Reading = { options, open: new Map(), done: new Map(), unions: 0 }
  return read(node, { optional: false, version }, reading)
}
