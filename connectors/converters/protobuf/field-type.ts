import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type PrimitiveSchema, type Schema } from '../../sdk/schema.ts'
import type { MappingOptions } from './mapping-options.ts'
import { connectType, messages, precisionParameter, typeParameter, wrapperParameter } from './names.ts'
import type { ProtoField } from './proto-file.ts'

export type Params = ProtoField['params']

const logicalMessages: ReadonlyMap<string, string> = new Map([
  [logicalNames.Decimal, messages.decimal],
  [logicalNames.Date, messages.date],
  [logicalNames.Time, messages.time],
  [logicalNames.Timestamp, messages.timestamp],
])

/** The message that a logical type is; `undefined`: it is none of them. */
export const logicalMessage = (schema: Schema): string | undefined =>
  schema.name === undefined ? undefined : logicalMessages.get(schema.name)

const integerTypes = (wide: boolean) =>
  wide
    ? ['int64', 'uint32', 'fixed32', 'uint64', 'fixed64', 'sint64', 'sfixed64']
    : ['int32', 'sint32', 'sfixed32']

/** An integer's type: the one that it was read from, when its parameters name it. */
const integerType = (schema: PrimitiveSchema): string => {
  const wide = schema.type === 'int64'
  const named = schema.parameters?.[typeParameter]
  if (named === undefined) return wide ? 'int64' : 'int32'
  if (integerTypes(wide).includes(named)) return named
  throw new ConnectError(
    'DATA',
    `Invalid parameter ${typeParameter} of ${schema.type.toUpperCase()}: ${named}; allowed are ${integerTypes(wide).join(', ')}`,
  )
}

export const scalarType = (schema: PrimitiveSchema): string => {
  switch (schema.type) {
    case 'int8':
    case 'int16':
      return 'int32'
    case 'int32':
    case 'int64':
      return integerType(schema)
    case 'float32':
      return 'float'
    case 'float64':
      return 'double'
    case 'boolean':
      return 'bool'
    default:
      return schema.type
  }
}

const wrappers: Readonly<Record<string, string>> = {
  double: 'DoubleValue',
  float: 'FloatValue',
  uint64: 'UInt64Value',
  fixed64: 'UInt64Value',
  uint32: 'UInt32Value',
  fixed32: 'UInt32Value',
  bool: 'BoolValue',
  string: 'StringValue',
  bytes: 'BytesValue',
}

/** The message that holds a scalar, so that it may be missing. */
export const wrapperOf = (scalar: string): string =>
  `google.protobuf.${wrappers[scalar] ?? (scalar.endsWith('64') ? 'Int64Value' : 'Int32Value')}`

/** Whether the field is a wrapper. A member of a oneof may be missing by itself: it is one only if it was. */
export const isWrapped = (schema: Schema, options: MappingOptions, inOneof: boolean): boolean =>
  options.wrapperForNullables &&
  schema.optional === true &&
  (!inOneof || schema.parameters?.[wrapperParameter] === 'true')

const param = (key: string, value: string | undefined): Params => (value === undefined ? [] : [[key, value]])

/** What a field's option says beyond its type. */
export const paramsOf = (schema: Schema): Params => {
  if (schema.name === logicalNames.Decimal)
    return [
      ...param('precision', schema.parameters?.[precisionParameter]),
      ...param('scale', schema.parameters?.scale),
    ]
  if (logicalMessage(schema) !== undefined) return []
  return schema.type === 'int8' || schema.type === 'int16' ? [[connectType, schema.type]] : []
}

const files: ReadonlyMap<string, string> = new Map([
  [messages.decimal, 'confluent/type/decimal.proto'],
  [messages.variant, 'confluent/type/variant.proto'],
  [messages.date, 'google/type/date.proto'],
  [messages.time, 'google/type/timeofday.proto'],
  [messages.timestamp, 'google/protobuf/timestamp.proto'],
])

/** The file that a well-known message is in; `undefined` for any other type. */
export const fileOf = (type: string): string | undefined =>
  files.get(type) ??
  (type.startsWith('google.protobuf.') && type.endsWith('Value')
    ? 'google/protobuf/wrappers.proto'
    : undefined)
