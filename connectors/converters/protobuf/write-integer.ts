import type protobuf from 'protobufjs'
import { ConnectError } from '../../sdk/errors.ts'
import type { PrimitiveType, Schema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import type { Value } from '../../sdk/value.ts'
import { longOf, wire } from './wire.ts'
import type { ScalarWriter } from './write-scalar.ts'

type Writer = protobuf.Writer

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

/** How integers of a schema are written as an integer type; `undefined`: one of them is none. */
export const integerWriter = (schema: Schema, type: string): ScalarWriter | undefined => {
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
