import { ConnectError } from '../../sdk/errors.ts'
import { printJson } from '../../sdk/json.ts'
import type { Field, PrimitiveType, Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { integerOf, isObject } from './node.ts'

type Node = { readonly [name: string]: Value }
type WriteDefault = (schema: Schema, value: Value) => string
type ReadDefault = (schema: Schema, node: Value) => Value

/** Our names of the primitive types by those that the JSON form uses. */
const primitives: ReadonlyMap<string, PrimitiveType> = new Map([
  ['boolean', 'boolean'],
  ['int8', 'int8'],
  ['int16', 'int16'],
  ['int32', 'int32'],
  ['int64', 'int64'],
  ['float', 'float32'],
  ['double', 'float64'],
  ['bytes', 'bytes'],
  ['string', 'string'],
])
const jsonNames = new Map([...primitives].map(([jsonName, type]) => [type, jsonName]))

const structure = (schema: Schema, print: (part: Schema, field?: string) => string): string => {
  if (schema.type === 'array') return `"items":${print(schema.items)},`
  if (schema.type === 'map') return `"keys":${print(schema.keys)},"values":${print(schema.values)},`
  if (schema.type !== 'struct') return ''
  return `"fields":[${schema.fields.map(field => print(field.schema, field.name)).join(',')}],`
}

const property = (name: string, value: Value | undefined): string =>
  value === undefined ? '' : `,"${name}":${printJson(value)}`

/** A schema as JSON text, its keys in the order that the peer writes. */
export const printSchema = (schema: Schema, writeDefault: WriteDefault, field?: string): string => {
  const type = schema.type === 'array' || schema.type === 'map' || schema.type === 'struct'
  const parts = [
    `{"type":"${type ? schema.type : jsonNames.get(schema.type)}",`,
    structure(schema, (part, name) => printSchema(part, writeDefault, name)),
    `"optional":${schema.optional === true}`,
    property('name', schema.name),
    property('version', schema.version),
    property('doc', schema.doc),
    property('parameters', schema.parameters),
    schema.default === undefined || schema.default === null
      ? ''
      : `,"default":${writeDefault(schema, schema.default)}`,
    property('field', field),
  ]
  return `${parts.join('')}}`
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const part = (node: Node, name: string, missing: string, readDefault: ReadDefault): Schema => {
  const value = node[name] ?? null
  return value === null ? fail(missing) : readSchema(value, readDefault)
}

const readField = (node: Value, readDefault: ReadDefault): Field => {
  const name = isObject(node) ? node.field : undefined
  return typeof name === 'string'
    ? { name, schema: readSchema(node, readDefault) }
    : fail("Struct schema's field name not specified properly")
}

const readFields = (nodes: readonly Value[], readDefault: ReadDefault): readonly Field[] => {
  const fields = new Map<string, Field>()
  for (const node of nodes) {
    const field = readField(node, readDefault)
    if (fields.has(field.name)) fail(`Cannot create field because of field name duplication ${field.name}`)
    fields.set(field.name, field)
  }
  return [...fields.values()]
}

const readStructure = (node: Node, type: string, readDefault: ReadDefault): Schema => {
  const primitive = primitives.get(type)
  if (primitive !== undefined) return { type: primitive }
  if (type === 'array')
    return { type, items: part(node, 'items', 'Array schema did not specify the element type', readDefault) }
  if (type === 'map')
    return {
      type,
      keys: part(node, 'keys', 'Map schema did not specify the key type', readDefault),
      values: part(node, 'values', 'Map schema did not specify the value type', readDefault),
    }
  if (type !== 'struct') return fail(`Unknown schema type: ${type}`)
  return Array.isArray(node.fields)
    ? { type, fields: readFields(node.fields, readDefault) }
    : fail('Struct schema\'s "fields" argument is not an array.')
}

const readParameters = (node: Value | undefined): { parameters?: Record<string, string> } => {
  if (node === undefined || !isObject(node)) return {}
  const entries = Object.entries(node).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : fail('Schema parameters must have string values.'),
  ])
  return entries.length === 0 ? {} : { parameters: Object.fromEntries(entries) }
}

const readAttributes = (node: Node) => {
  const version = integerOf(node.version ?? null)
  return {
    ...(node.optional === true ? { optional: true } : {}),
    ...(typeof node.name === 'string' ? { name: node.name } : {}),
    ...(version === undefined ? {} : { version: Number(version) }),
    ...(typeof node.doc === 'string' ? { doc: node.doc } : {}),
    ...readParameters(node.parameters),
  }
}

/** The schema of parsed JSON; throws `DATA` with the peer's text when it is none. */
export const readSchema = (node: Value, readDefault: ReadDefault): Schema => {
  if (!isObject(node) || typeof node.type !== 'string') return fail("Schema must contain 'type' field")
  const schema: Schema = { ...readStructure(node, node.type, readDefault), ...readAttributes(node) }
  if (node.default === undefined) return schema
  const value = readDefault(schema, node.default)
  if (value === null) return schema.optional === true ? schema : fail('Invalid default value')
  return { ...schema, default: value }
}
