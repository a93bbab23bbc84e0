import protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema, type StructSchema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import type { Struct, Value } from '../../sdk/value.ts'
import { logicalMessage } from './field-type.ts'
import { type LogicalName, logicalTypes } from './logical.ts'
import type { MappingOptions } from './mapping-options.ts'
import { scrubName } from './names.ts'
import { isClosed } from './read-element.ts'
import { wire } from './wire.ts'
import { wrapped } from './wrappers-file.ts'
import { scalarWriter } from './write-scalar.ts'

type Writer = protobuf.Writer

/** How one value is written, whatever it is a part of. */
export interface ElementWriter {
  readonly wire: number
  /** the value when it can be written, else throws */
  readonly check: (value: Value) => Value
  /** whether a message that does not have it says the same */
  readonly isZero: (checked: Value) => boolean
  readonly write: (writer: Writer, checked: Value, depth: number) => void
}

export type WriteStruct = (writer: Writer, struct: Struct, depth: number) => void

export interface Writers {
  readonly options: MappingOptions
  structWriter(schema: StructSchema, type: protobuf.Type): WriteStruct
}

const never = () => false
const asItIs = (value: Value) => value

const delimited =
  (write: ElementWriter['write']): ElementWriter['write'] =>
  (writer, value, depth) => {
    writer.fork()
    write(writer, value, depth)
    writer.ldelim()
  }

const symbolNumber = (type: protobuf.Enum, symbol: string): number | undefined => {
  const known = type.values[symbol]
  if (known !== undefined) return known
  const unknown = isClosed(type) ? undefined : /^UNKNOWN_ENUM_VALUE_(\w+)_(-?\d+)$/.exec(symbol)
  return unknown?.[1] === type.name ? Number(unknown[2]) : undefined
}

const unknownSymbol = (type: protobuf.Enum, value: Value): ConnectError =>
  new ConnectError(
    'DATA',
    `Invalid value for enum ${type.name}: ${String(value)}; allowed are ${Object.keys(type.values).join(', ')}`,
  )

const enumWriter = (
  schema: Schema,
  type: protobuf.Enum,
  { scrubInvalidNames }: MappingOptions,
): ElementWriter => {
  const first = Object.values(type.values)[0] ?? 0
  const open = !isClosed(type)
  const ofText = (value: Value): number => {
    if (typeof value !== 'string')
      throw new ConnectError('DATA', `Invalid type for ${typeName(schema)}: ${describeValue(value)}`)
    const number = symbolNumber(type, scrubInvalidNames ? scrubName(value) : value)
    if (number === undefined) throw unknownSymbol(type, value)
    return number
  }
  const ofNumber = (value: Value): number => {
    if (typeof value === 'number' && value === (value | 0) && (open || value in type.valuesById)) return value
    throw unknownSymbol(type, value)
  }
  return {
    wire: wire.varint,
    check: schema.type === 'string' ? ofText : ofNumber,
    isZero: value => value === first,
    write: (writer, value) => writer.int32(value as number),
  }
}

const logicalWriter = (name: LogicalName): ElementWriter => {
  const { write } = logicalTypes[name]
  return { wire: wire.delimited, check: asItIs, isZero: never, write: delimited(write) }
}

const wrapperWriter = (schema: Schema, scalar: string): ElementWriter | undefined => {
  const inside = scalarWriter(schema, scalar)
  if (inside === undefined) return undefined
  const tag = (1 << 3) | inside.wire
  const write = delimited((writer, value) => {
    if (!inside.isZero(value)) inside.write(writer.uint32(tag), value)
  })
  return { wire: wire.delimited, check: inside.check, isZero: never, write }
}

export const isStruct = (value: Value): value is Struct => describeValue(value) === 'object'

const structElement = (schema: StructSchema, type: protobuf.Type, writers: Writers): ElementWriter => {
  const writeStruct = writers.structWriter(schema, type)
  const check = (value: Value) => {
    if (isStruct(value)) return value
    throw new ConnectError('DATA', `Invalid type for STRUCT: ${describeValue(value)}`)
  }
  const write = delimited((writer, value, depth) => writeStruct(writer, value as Struct, depth + 1))
  return { wire: wire.delimited, check, isZero: never, write }
}

const logicalNameOf = (schema: Schema): LogicalName | undefined =>
  (Object.keys(logicalNames) as LogicalName[]).find(name => logicalNames[name] === schema.name)

const writerFor = (
  schema: Schema,
  field: protobuf.FieldBase,
  writers: Writers,
): ElementWriter | undefined => {
  const { resolvedType } = field
  const fullName = resolvedType?.fullName.slice(1)
  const logical = logicalNameOf(schema)
  if (logical !== undefined) return logicalMessage(schema) === fullName ? logicalWriter(logical) : undefined
  if (resolvedType instanceof protobuf.Enum)
    return /^(string|int8|int16|int32)$/.test(schema.type)
      ? enumWriter(schema, resolvedType, writers.options)
      : undefined
  const scalar = wrapped.get(fullName ?? '')
  if (scalar !== undefined && schema.type !== 'struct') return wrapperWriter(schema, scalar)
  if (resolvedType instanceof protobuf.Type)
    return schema.type === 'struct' ? structElement(schema, resolvedType, writers) : undefined
  return scalarWriter(schema, field.type)
}

/** How values of a schema are written as a field's type; `DATA` when they cannot be. */
export const elementWriter = (schema: Schema, field: protobuf.FieldBase, writers: Writers): ElementWriter => {
  const found = writerFor(schema, field, writers)
  if (found !== undefined) return found
  const name = schema.name === undefined ? '' : ` named ${schema.name}`
  throw new ConnectError('DATA', `${typeName(schema)}${name} cannot be written as ${field.type}`)
}
