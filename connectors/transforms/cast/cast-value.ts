import { valueText } from '../../converters/value-text.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { javaClassOf } from '../../sdk/java-class.ts'
import { floatText } from '../../sdk/java-text.ts'
import type { Schema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { Decimal, Float64, type Value } from '../../sdk/value.ts'
import { dateText } from './date-text.ts'
import { encodeLogical } from './encode-logical.ts'
import { javaNumber, toFloat32, toFloat64, toInteger } from './number.ts'
import { parseFloatText, type Width } from './parse-float.ts'
import { type CastType, sourceTypes } from './spec.ts'

type Present = Exclude<Value, null>
/** What a value becomes; null stays null. */
export type Cast = (value: Value) => Value

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const unexpected = (schema: Schema | undefined, value: Present): never =>
  fail(`Unexpected type in Cast transformation: class ${javaClassOf(schema, value)}`)

const outOfRange = (text: string): never => fail(`Value (${text}) was out of range for requested data type`)

const parseInteger = (text: string, bits: number): number | bigint => {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined
  if (value === undefined || BigInt.asIntN(bits, value) !== value) return outOfRange(text)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

type CastFrom = (schema: Schema | undefined) => (value: Present) => Value

const fast: Readonly<Record<number, (value: number) => number>> = {
  8: value => (value << 24) >> 24,
  16: value => (value << 16) >> 16,
  32: value => value | 0,
  64: value => value,
}

const integer =
  (bits: number): CastFrom =>
  schema => {
    const wrap = fast[bits]
    const isInteger = schema?.type.startsWith('int') ?? true
    return value => {
      if (typeof value === 'number' && isInteger && Number.isSafeInteger(value)) return wrap?.(value) ?? value
      const number = javaNumber(schema, value)
      if (number !== undefined) return toInteger(number, bits)
      if (typeof value === 'boolean') return value ? 1 : 0
      return typeof value === 'string' ? parseInteger(value, bits) : unexpected(schema, value)
    }
  }

/** Without a schema, a float with an integral value has to say that it is one, and has the digits that Java shows. */
const schemaless = (value: number, width: Width): Value => {
  const shown = width === 'float32' && Number.isFinite(value) ? Number(floatText(value)) : value
  return Number.isSafeInteger(shown) ? new Float64(shown) : shown
}

const float =
  (width: Width): CastFrom =>
  schema => {
    const convert = width === 'float32' ? toFloat32 : toFloat64
    const floatOf = (value: Present): number => {
      const number = javaNumber(schema, value)
      if (number !== undefined) return convert(number)
      if (typeof value === 'boolean') return value ? 1 : 0
      if (typeof value !== 'string') return unexpected(schema, value)
      return parseFloatText(value, width) ?? outOfRange(value)
    }
    return schema === undefined ? value => schemaless(floatOf(value), width) : floatOf
  }

const boolean: CastFrom = schema => value => {
  const number = javaNumber(schema, value)
  if (number !== undefined) return toInteger(number, 64) !== 0
  if (typeof value === 'boolean') return value
  return typeof value === 'string' ? value.toLowerCase() === 'true' : unexpected(schema, value)
}

const string: CastFrom = schema => value => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value instanceof Date && schema !== undefined ? dateText(schema, value) : valueText(schema, value)
}

const casts: Readonly<Record<CastType, CastFrom>> = {
  int8: integer(8),
  int16: integer(16),
  int32: integer(32),
  int64: integer(64),
  float32: float('float32'),
  float64: float('float64'),
  boolean,
  string,
}

const notFrom = (type: string): never =>
  fail(`Cast transformation does not support casting from ${type}; supported types are ${sourceTypes}`)

/** Throws for values that have no type of their own, and for those of types that are not cast. */
const checkSchemaless = (value: Present): void => {
  if (value instanceof Decimal || value instanceof Date)
    fail(
      `Cast transformation was passed a value of type class ${javaClassOf(undefined, value)} which is not supported by Connect's data API`,
    )
  if (Array.isArray(value)) notFrom('ARRAY')
  if (typeof value === 'object' && !(value instanceof Uint8Array || value instanceof Float64)) notFrom('MAP')
}

const castSchemaless = (type: CastType): Cast => {
  const cast = casts[type](undefined)
  return value => {
    if (value === null) return null
    checkSchemaless(value)
    return cast(value)
  }
}

const isComposite = ({ type }: Schema) => type === 'array' || type === 'map' || type === 'struct'

/** How values of a schema are cast; dates are cast as the numbers that stand for them, but for text. */
export const castOf = (schema: Schema | undefined, type: CastType): Cast => {
  if (schema === undefined) return castSchemaless(type)
  if (isComposite(schema)) return value => (value === null ? null : notFrom(typeName(schema)))
  const cast = casts[type](schema)
  const encoded = (value: Value) => (type === 'string' ? value : encodeLogical(schema, value))
  return value => {
    const plain = encoded(value)
    return plain === null ? null : cast(plain)
  }
}
