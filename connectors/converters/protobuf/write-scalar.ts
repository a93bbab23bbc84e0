import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import { floatText } from '../../sdk/java-text.ts'
import type { PrimitiveType, Schema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import { Float64, type Value } from '../../sdk/value.ts'
import { longOf, wire } from './wire.ts'

type Writer = protobuf.Writer

/** How a value of one schema is written as one scalar type; the type of `T` is what `check` lets through. */
export interface ScalarWriter {
  readonly wire: number
  /** The value when it is one that can be written, else throws; a zero is one that need not be. */
  readonly check: (value: Value) => Value
  readonly isZero: (checked: Value) => boolean
  readonly write: (writer: Writer, checked: Value) => void
}

const invalid = (schema: Schema, value: Value): ConnectError =>
  new ConnectError('DATA', `Invalid type for ${typeName(schema)}: ${describeValue(value)}`)

const outOfRange = (name: string): ConnectError =>
  new ConnectError('DATA', `Invalid value for ${name}: an integer that needs more bits`)

const isInteger = (value: Value): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))

/** Of an integer by the limits of its schema and of what it is written as. */
const integerCheck = (schema: Schema, lowest: bigint, highest: bigint, name: string) => {
  const [low, high] = [Number(lowest), Number(highest)]
  return (value: Value): number | bigint => {
    if (!isInteger(value)) throw invalid(schema, value)
    if (typeof value === 'number' ? value < low || value > high : value < lowest || value > highest)
      throw outOfRange(name)
    return typeof value === 'bigint' && value === BigInt(Number(value)) && Number.isSafeInteger(Number(value))
      ? Number(value)
      : value
  }
}

const bitsOf: Readonly<Partial<Record<PrimitiveType, number>>> = { int8: 8, int16: 16, int32: 32, int64: 64 }

const rangeOf = (type: string): readonly [bigint, bigint] => {
  if (type === 'uint32' || type === 'fixed32') return [0n, 2n ** 32n - 1n]
  // a uint64 is an int64 with the same bits
  const bits = type.endsWith('64') ? 63n : 31n
  return [-(2n ** bits), 2n ** bits - 1n]
}

const greater = (a: bigint, b: bigint) => (a > b ? a : b)
const smaller = (a: bigint, b: bigint) => (a < b ? a : b)

const integerWriters: Readonly<
  Record<string, readonly [number, (writer: Writer, value: number | bigint) => void]>
> = {
  int32: [wire.varint, (writer, value) => writer.int32(Number(value))],
  uint32: [wire.varint, (writer, value) => writer.uint32(Number(value))],
  sint32: [wire.varint, (writer, value) => writer.sint32(Number(value))],
  fixed32: [wire.fixed32, (writer, value) => writer.fixed32(Number(value))],
  sfixed32: [wire.fixed32, (writer, value) => writer.sfixed32(Number(value))],
  int64: [wire.varint, (writer, value) => writer.int64(longOf(value))],
  uint64: [wire.varint, (writer, value) => writer.uint64(longOf(value))],
  sint64: [wire.varint, (writer, value) => writer.sint64(longOf(value))],
  fixed64: [wire.fixed64, (writer, value) => writer.fixed64(longOf(value))],
  sfixed64: [wire.fixed64, (writer, value) => writer.sfixed64(longOf(value))],
}

const isZero = (value: Value) => value === 0

const integerWriter = (schema: Schema, type: string): ScalarWriter | undefined => {
  const found = integerWriters[type]
  const bits = bitsOf[schema.type as PrimitiveType]
  if (found === undefined || bits === undefined) return undefined
  const [lowest, highest] = rangeOf(type)
  const limit = 2n ** BigInt(bits - 1)
  const range = [greater(lowest, -limit), smaller(highest, limit - 1n)] as const
  const name = lowest > -limit || highest < limit - 1n ? type : typeName(schema)
  const check = integerCheck(schema, ...range, name)
  return {
    wire: found[0],
    check,
    isZero,
    write: (writer, value) => found[1](writer, value as number | bigint),
  }
}

const numberOf = (schema: Schema, value: Value): number => {
  if (typeof value === 'number') return value
  if (value instanceof Float64) return value.value
  throw invalid(schema, value)
}

const float32Of = (schema: Schema) => (value: Value) => {
  const number = numberOf(schema, value)
  const exact = Number.isNaN(number) || Math.fround(number) === number || Number(floatText(number)) === number
  if (exact) return number
  throw new ConnectError('DATA', 'Invalid value for FLOAT32: a number that needs more bits')
}

// −0 is none
const isPlusZero = (value: Value) => Object.is(value, 0)

const textOf = (schema: Schema) => (value: Value) => {
  if (typeof value !== 'string') throw invalid(schema, value)
  if (value.isWellFormed()) return value
  throw new ConnectError(
    'DATA',
    `Text with an unpaired surrogate has no UTF-8 form: ${JSON.stringify(value)}`,
  )
}

type OtherWriters = Readonly<Record<string, (schema: Schema) => ScalarWriter>>

const float: OtherWriters['float'] = schema => ({
  ...{ wire: wire.fixed32, check: float32Of(schema), isZero: isPlusZero },
  write: (writer, value) => writer.float(value as number),
})
const double: OtherWriters['double'] = schema => ({
  ...{ wire: wire.fixed64, isZero: isPlusZero },
  check: value => numberOf(schema, value),
  write: (writer, value) => writer.double(value as number),
})

const others: OtherWriters = {
  'float32 float': float,
  'float32 double': double,
  'float64 double': double,
  'boolean bool': schema => ({
    wire: wire.varint,
    check(value) {
      if (typeof value === 'boolean') return value
      throw invalid(schema, value)
    },
    isZero: value => value === false,
    write: (writer, value) => writer.bool(value as boolean),
  }),
  'string string': schema => ({
    ...{ wire: wire.delimited, check: textOf(schema), isZero: value => value === '' },
    write: (writer, value) => writer.string(value as string),
  }),
  'bytes bytes': schema => ({
    wire: wire.delimited,
    check(value) {
      if (value instanceof Uint8Array) return value
      throw invalid(schema, value)
    },
    isZero: value => (value as Uint8Array).length === 0,
    write: (writer, value) => writer.bytes(value as Uint8Array),
  }),
}

/** How values of a schema are written as a scalar type; `undefined`: they cannot. */
export const scalarWriter = (schema: Schema, type: string): ScalarWriter | undefined =>
  integerWriter(schema, type) ?? others[`${schema.type} ${type}`]?.(schema)
