import type { Field, PrimitiveType, Schema, StructSchema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { doubleOf, isObject } from '../json/node.ts'
import { isUnion } from './names.ts'

const isNumber = (node: Value) => typeof node !== 'string' && doubleOf(node) !== undefined

/** Of two branches, `1.0` is the float's. */
const isInteger = (node: Value): node is number | bigint => typeof node === 'bigint' || Number.isInteger(node)

const fitsBits = (bits: number) => (node: Value) =>
  isInteger(node) && BigInt(node) === BigInt.asIntN(bits, BigInt(node))

const simple: Readonly<Record<PrimitiveType, (node: Value) => boolean>> = {
  int8: fitsBits(8),
  int16: fitsBits(16),
  int32: fitsBits(32),
  int64: fitsBits(64),
  float32: isNumber,
  float64: isNumber,
  boolean: node => typeof node === 'boolean',
  string: node => typeof node === 'string',
  bytes: () => false,
}

const isInstance = (schema: Schema, node: Value): boolean => {
  if (schema.type === 'array') return Array.isArray(node)
  if (schema.type === 'map') return isObject(node) || Array.isArray(node)
  if (schema.type !== 'struct') return simple[schema.type](node)
  return isUnion(schema) && branchOf(schema, node) !== undefined
}

/** How many properties, at any depth, are fields of the struct. */
const commonFields = (schema: Schema, node: Value | undefined): number => {
  if (schema.type !== 'struct' || node === undefined || !isObject(node)) return 0
  const present = schema.fields.filter(({ name }) => name in node)
  return present.reduce((sum, field) => sum + 1 + commonFields(field.schema, node[field.name]), 0)
}

const mostFieldsInCommon = (fields: readonly Field[], node: Value): Field | undefined => {
  let most = 0
  let best: Field | undefined
  for (const field of fields) {
    const common = commonFields(field.schema, node)
    if (common > most) [most, best] = [common, field]
  }
  return best
}

/** Bytes and decimals look like text and numbers, so that they are what nothing else is. */
const isBytes = (schema: Schema, node: Value) =>
  schema.type === 'bytes' && (typeof node === 'string' || isNumber(node))

/** Which field of a union a parsed JSON value belongs to: the first whose type it is, else the struct most like it. */
export const branchOf = (union: StructSchema, node: Value): Field | undefined =>
  union.fields.find(field => isInstance(field.schema, node)) ??
  mostFieldsInCommon(union.fields, node) ??
  union.fields.find(field => isBytes(field.schema, node))
