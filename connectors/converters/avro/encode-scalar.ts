import { ConnectError } from '../../sdk/errors.ts'
import { floatText } from '../../sdk/java-text.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import { Float64, type Value } from '../../sdk/value.ts'
import type { ByteOutput } from './byte-output.ts'
import type { AvroNode, EnumNode, FixedNode } from './schema-node.ts'

export type Encode = (output: ByteOutput, value: Value) => void

const invalid = (schema: Schema, value: Value): never => {
  throw new ConnectError('DATA', `Invalid type for ${typeName(schema)}: ${describeValue(value)}`)
}

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const widths: Readonly<Record<string, number>> = { int8: 8, int16: 16, int32: 32 }

const small = (schema: Schema, write: (output: ByteOutput, value: number) => void): Encode => {
  const limit = 2 ** ((widths[schema.type] ?? 32) - 1)
  return (output, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      invalid(schema, value)
    } else if (value >= -limit && value < limit) write(output, value)
    else fail(`Invalid value for ${typeName(schema)}: an integer that needs more bits`)
  }
}

const long =
  (schema: Schema): Encode =>
  (output, value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) output.long(value)
    else if (typeof value !== 'bigint') invalid(schema, value)
    else if (value === BigInt.asIntN(64, value)) output.bigLong(value)
    else fail(`Invalid value for ${typeName(schema)}: an integer that needs more bits`)
  }

const float = (schema: Schema): Encode => {
  const isFloat = (value: number) =>
    Math.fround(value) === value || !Number.isFinite(value) || Number(floatText(value)) === value
  return (output, value) => {
    const number = value instanceof Float64 ? value.value : value
    if (typeof number !== 'number') invalid(schema, value)
    else if (isFloat(number)) output.float(number)
    else fail('Invalid value for FLOAT32: a number that needs more bits')
  }
}

const double =
  (schema: Schema): Encode =>
  (output, value) => {
    const number = value instanceof Float64 ? value.value : value
    if (typeof number === 'number') output.double(number)
    else invalid(schema, value)
  }

const boolean =
  (schema: Schema): Encode =>
  (output, value) => {
    if (typeof value === 'boolean') output.byte(value ? 1 : 0)
    else invalid(schema, value)
  }

const string =
  (schema: Schema): Encode =>
  (output, value) => {
    if (typeof value === 'string') output.string(value)
    else invalid(schema, value)
  }

const bytes =
  (schema: Schema): Encode =>
  (output, value) => {
    if (value instanceof Uint8Array) output.bytes(value)
    else invalid(schema, value)
  }

const symbol = (schema: Schema, { fullName, symbols }: EnumNode): Encode => {
  const indexes = new Map(symbols.map((each, i) => [each, i]))
  return (output, value) => {
    if (typeof value !== 'string') return invalid(schema, value)
    const index = indexes.get(value)
    return index === undefined
      ? fail(`${JSON.stringify(value)} is none of the symbols of enum ${fullName}: ${symbols.join(', ')}`)
      : output.int(index)
  }
}

/** A two's complement number in as many bytes as there have to be. */
const widened = (value: Uint8Array, size: number): Uint8Array => {
  const wide = new Uint8Array(size).fill((value[0] ?? 0) >= 0x80 ? 0xff : 0)
  wide.set(value, size - value.length)
  return wide
}

const fixed = (schema: Schema, { fullName, size }: FixedNode): Encode => {
  const isDecimal = schema.name === logicalNames.Decimal
  return (output, value) => {
    if (!(value instanceof Uint8Array)) return invalid(schema, value)
    if (value.length === size) return output.raw(value)
    return isDecimal && value.length < size
      ? output.raw(widened(value, size))
      : fail(`Fixed ${fullName} has ${size} bytes, got ${value.length}`)
  }
}

const integer = (schema: Schema, node: AvroNode): Encode | undefined => {
  if (schema.type === 'int64') return node.type === 'long' ? long(schema) : undefined
  if (widths[schema.type] === undefined) return undefined
  if (node.type === 'int') return small(schema, (output, value) => output.int(value))
  if (node.type === 'long') return small(schema, (output, value) => output.long(value))
  if (node.type === 'float') return small(schema, (output, value) => output.float(value))
  return node.type === 'double' ? small(schema, (output, value) => output.double(value)) : undefined
}

/** Writes values of a primitive Connect schema as an Avro type; `undefined` when they do not go into it. */
export const scalarEncoder = (schema: Schema, node: AvroNode): Encode | undefined => {
  if (schema.type === 'string') {
    if (node.type === 'enum') return symbol(schema, node)
    return node.type === 'string' ? string(schema) : undefined
  }
  if (schema.type === 'bytes') {
    if (node.type === 'fixed') return fixed(schema, node)
    return node.type === 'bytes' ? bytes(schema) : undefined
  }
  if (schema.type === 'boolean') return node.type === 'boolean' ? boolean(schema) : undefined
  if (schema.type === 'float32' && node.type === 'float') return float(schema)
  if (schema.type === 'float32' || schema.type === 'float64')
    return node.type === 'double' ? double(schema) : undefined
  return integer(schema, node)
}
