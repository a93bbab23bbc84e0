import { ConnectError } from '../../sdk/errors.ts'
import { javaClassOf } from '../../sdk/java-class.ts'
import { floatText } from '../../sdk/java-text.ts'
import { printDouble } from '../../sdk/json.ts'
import type { PrimitiveType, Schema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { Float64, type Value } from '../../sdk/value.ts'

export const invalid = (schema: Schema, value: Value): ConnectError =>
  new ConnectError(
    'DATA',
    `Invalid type for ${typeName(schema)}: ${value === null ? 'null' : `class ${javaClassOf(undefined, value)}`}`,
  )

const outOfRange = (schema: Schema): ConnectError =>
  new ConnectError('DATA', `Invalid value for ${typeName(schema)}: an integer that needs more bits`)

const integerWriter = (schema: Schema, bits: number) => {
  const limit = 2 ** (bits - 1)
  const wide = BigInt(limit)
  return (value: Value) => {
    if (typeof value === 'bigint') {
      if (value >= -wide && value < wide) return String(value)
      throw outOfRange(schema)
    }
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw invalid(schema, value)
    if (value >= -limit && value < limit) return String(value)
    throw outOfRange(schema)
  }
}

const float64Writer = (schema: Schema) => (value: Value) => {
  if (typeof value === 'number') return printDouble(value)
  if (value instanceof Float64) return printDouble(value.value)
  throw invalid(schema, value)
}

const float32Writer = (schema: Schema) => (value: Value) => {
  const number = value instanceof Float64 ? value.value : value
  if (typeof number !== 'number') throw invalid(schema, value)
  if (!Number.isFinite(number)) return printDouble(number)
  const text = floatText(number)
  if (Math.fround(number) === number || Number(text) === number) return text
  throw new ConnectError('DATA', 'Invalid value for FLOAT32: a number that needs more bits')
}

/** Values of primitive types as JSON text. */
export const primitiveWriters: Readonly<Record<PrimitiveType, (schema: Schema) => (v: Value) => string>> = {
  int8: schema => integerWriter(schema, 8),
  int16: schema => integerWriter(schema, 16),
  int32: schema => integerWriter(schema, 32),
  int64: schema => integerWriter(schema, 64),
  float32: float32Writer,
  float64: float64Writer,
  boolean: schema => value => {
    if (typeof value === 'boolean') return String(value)
    throw invalid(schema, value)
  },
  string: schema => value => {
    if (typeof value === 'string') return JSON.stringify(value)
    throw invalid(schema, value)
  },
  bytes: schema => value => {
    if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
    throw invalid(schema, value)
  },
}
