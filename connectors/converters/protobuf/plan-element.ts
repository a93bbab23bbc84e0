import protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { DATE, logicalNames, type PrimitiveType, type Schema, TIME, TIMESTAMP } from '../../sdk/schema.ts'
import { fieldMeta } from './field-meta.ts'
import type { LogicalName } from './logical.ts'
import type { MappingOptions } from './mapping-options.ts'
import type { Element, MessagePlan } from './message-plan.ts'
import {
  connectType,
  enumParameter,
  generalizedEnum,
  messages,
  precisionParameter,
  typeParameter,
  variantName,
} from './names.ts'
import { isGroup } from './parse-file.ts'
import { wrapped } from './wrappers-file.ts'

const scalars: Readonly<Record<string, PrimitiveType>> = {
  int32: 'int32',
  sint32: 'int32',
  sfixed32: 'int32',
  uint32: 'int64',
  fixed32: 'int64',
  int64: 'int64',
  uint64: 'int64',
  sint64: 'int64',
  fixed64: 'int64',
  sfixed64: 'int64',
  float: 'float32',
  double: 'float64',
  bool: 'boolean',
  string: 'string',
  bytes: 'bytes',
}

const named = new Set(['sint32', 'sfixed32', 'uint32', 'fixed32', 'uint64', 'sint64', 'fixed64', 'sfixed64'])

/** The Connect type of a scalar; `undefined`: it is none. */
export const connectTypeOf = (scalar: string): PrimitiveType | undefined => scalars[scalar]

const scalarSchema = (scalar: string, type: PrimitiveType, meta: ReadonlyMap<string, string>): Schema => {
  const narrow = type === 'int32' ? meta.get(connectType) : undefined
  if (narrow === 'int8' || narrow === 'int16') return { type: narrow }
  return named.has(scalar) ? { type, parameters: { [typeParameter]: scalar } } : { type }
}

/** A type's name, with its package when configured. */
export const simpleOrFull = (type: protobuf.ReflectionObject, options: MappingOptions): string =>
  options.fullNames ? type.fullName.slice(1) : type.name

const enumSchema = (type: protobuf.Enum, options: MappingOptions): Schema => {
  const mark = options.generalizedSumTypes ? generalizedEnum : enumParameter
  const symbols = Object.entries(type.values).map(([name, number]) => [`${mark}.${name}`, String(number)])
  return {
    type: options.intForEnums ? 'int32' : 'string',
    name: simpleOrFull(type, options),
    parameters: { [mark]: type.name, ...Object.fromEntries(symbols) },
    optional: true,
  }
}

const integerParam = (meta: ReadonlyMap<string, string>, name: string): string | undefined => {
  const text = meta.get(name)
  return text !== undefined && /^[+-]?\d{1,9}$/.test(text) ? String(Number(text)) : undefined
}

const decimalOf = (meta: ReadonlyMap<string, string>): Schema => {
  const precision = integerParam(meta, 'precision')
  const parameters = {
    scale: integerParam(meta, 'scale') ?? '0',
    ...(precision === undefined ? {} : { [precisionParameter]: precision }),
  }
  return { type: 'bytes', name: logicalNames.Decimal, version: 1, parameters }
}

const logicalOf = (
  fullName: string,
  field: protobuf.FieldBase,
): readonly [LogicalName, Schema] | undefined => {
  if (fullName === messages.decimal) return ['Decimal', decimalOf(fieldMeta(field))]
  if (fullName === messages.date) return ['Date', DATE]
  if (fullName === messages.time) return ['Time', TIME]
  return fullName === messages.timestamp ? ['Timestamp', TIMESTAMP] : undefined
}

const variant: Schema = {
  type: 'struct',
  name: variantName,
  fields: [
    { name: 'metadata', schema: { type: 'bytes' } },
    { name: 'value', schema: { type: 'bytes' } },
  ],
}

/** What messages are read with. */
export interface Planner {
  readonly options: MappingOptions
  planOf(type: protobuf.Type): MessagePlan
}

const messageElement = (type: protobuf.Type, field: protobuf.FieldBase, planner: Planner): Element => {
  const fullName = type.fullName.slice(1)
  if (isGroup(type))
    throw new ConnectError(
      'DATA',
      `Unknown Connect schema type: GROUP (field ${field.name} of ${field.parent?.name})`,
    )
  const logical = logicalOf(fullName, field)
  if (logical !== undefined)
    return { kind: 'logical', name: logical[0], schema: { ...logical[1], optional: true } }
  const scalar = planner.options.wrapperForNullables ? wrapped.get(fullName) : undefined
  const inside = scalar === undefined ? undefined : connectTypeOf(scalar)
  if (scalar !== undefined && inside !== undefined)
    return { kind: 'wrapper', type: scalar, schema: { type: inside, optional: true } }
  const plan = planner.planOf(type)
  const schema = fullName === messages.variant ? variant : plan.schema
  return { kind: 'message', plan, schema: { ...schema, optional: true } }
}

/** What one value of a field is, whatever it may be a part of. */
export const elementOf = (field: protobuf.FieldBase, planner: Planner): Element => {
  const { resolvedType, type } = field
  if (resolvedType instanceof protobuf.Enum)
    return { kind: 'enum', type: resolvedType, schema: enumSchema(resolvedType, planner.options) }
  if (resolvedType instanceof protobuf.Type) return messageElement(resolvedType, field, planner)
  const scalar = connectTypeOf(type)
  if (scalar !== undefined)
    return { kind: 'scalar', type, schema: scalarSchema(type, scalar, fieldMeta(field)) }
  throw new ConnectError('DATA', `Unknown Connect schema type: ${type}`)
}
