import { ConnectError } from '../sdk/errors.ts'
import { javaClassOf } from '../sdk/java-class.ts'
import type { Schema } from '../sdk/schema.ts'
import { Decimal, Float64, newStruct, type Value } from '../sdk/value.ts'
import { type JavaNumber, toFloat64, toInteger } from './cast/number.ts'

type Present = Exclude<Value, null>
/** What stands in the place of a value; null stays null. */
export type Mask = (schema: Schema | undefined, value: Present) => Value

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** Nothing, in the type of the value. */
export const emptyMask: Mask = (schema, value) => {
  if (typeof value === 'string') return ''
  if (typeof value === 'boolean') return false
  if (typeof value === 'bigint') return 0
  if (typeof value === 'number')
    return schema === undefined && !Number.isSafeInteger(value) ? new Float64(0) : 0
  if (value instanceof Float64) return new Float64(0)
  if (value instanceof Decimal) return new Decimal(0n, 0)
  if (value instanceof Date) return new Date(0)
  if (Array.isArray(value)) return []
  if (value instanceof Map) return new Map()
  if (schema !== undefined || value instanceof Uint8Array)
    return fail(`Cannot mask value of type: class ${javaClassOf(schema, value)}`)
  return newStruct()
}

const syntax = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?$/
// beyond it the digits would take more memory than a record
const MAX_SCALE = 10_000

/** The decimal that a text is; `undefined`: it is none. */
const parseDecimal = (text: string): Decimal | undefined => {
  const [, sign = '', digits, exponent = '0'] = syntax.exec(text) ?? []
  if (digits === undefined) return undefined
  const [whole = '', fraction = ''] = digits.split('.')
  const scale = fraction.length - Number(exponent)
  if (Math.abs(scale) > MAX_SCALE) return undefined
  const unscaled = BigInt(whole + fraction)
  return new Decimal(sign === '-' ? -unscaled : unscaled, scale)
}

const bits: Readonly<Record<string, number>> = { int8: 8, int16: 16, int32: 32, int64: 64 }

const numberOf = (schema: Schema | undefined, value: number | bigint | Float64, mask: JavaNumber): Value => {
  const type = schema?.type ?? 'int64'
  const isFloat = value instanceof Float64 || (typeof value === 'number' && !Number.isSafeInteger(value))
  const double = toFloat64(mask)
  if (schema === undefined && isFloat) return Number.isSafeInteger(double) ? new Float64(double) : double
  if (type === 'float32') return Math.fround(double)
  return type === 'float64' ? double : toInteger(mask, bits[type] ?? 64)
}

/** A configured text, in the type of the value; for texts and numbers only. */
export const textMask = (text: string): Mask => {
  const decimal = parseDecimal(text)
  return (schema, value) => {
    if (typeof value === 'string') return text
    const isNumber = typeof value === 'number' || typeof value === 'bigint' || value instanceof Float64
    if (!isNumber && !(value instanceof Decimal))
      return fail(`Cannot mask value of type class ${javaClassOf(schema, value)} with custom replacement.`)
    if (decimal === undefined)
      return fail(`Unable to convert ${text} (class java.lang.String) to ${isNumber ? 'a ' : ''}number`)
    return isNumber ? numberOf(schema, value, { kind: 'decimal', value: decimal }) : decimal
  }
}
