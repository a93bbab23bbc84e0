import { ConnectError } from '../sdk/errors.ts'
import { decimalSchema, type PrimitiveSchema, type PrimitiveType } from '../sdk/schema.ts'
import { Decimal } from '../sdk/value.ts'
import type { Reading } from './dialect.ts'

/** The most digits that always fit into 64 bits. */
const MAX_INTEGER_DIGITS = 18

const integerType = (digits: number): PrimitiveType => {
  if (digits > 9) return 'int64'
  if (digits > 4) return 'int32'
  return digits > 2 ? 'int16' : 'int8'
}

/** The type that `numeric.mapping` gives to numbers of so many digits; `undefined`: they are Decimals. */
export const mappedNumeric = (
  mapping: Reading['numericMapping'],
  precision: number,
  scale: number,
): PrimitiveType | undefined => {
  if (mapping === 'none') return undefined
  // with a negative scale, zeros follow the digits
  const digits = precision - Math.min(scale, 0)
  if (mapping === 'precision_only')
    return scale === 0 && digits <= MAX_INTEGER_DIGITS ? integerType(digits) : undefined
  if (scale > 0)
    return mapping === 'best_fit_eager_double' || precision <= MAX_INTEGER_DIGITS ? 'float64' : undefined
  return digits <= MAX_INTEGER_DIGITS ? integerType(digits) : undefined
}

/** `precision` 0: it is not known. */
export const decimalOf = (precision: number, scale: number): PrimitiveSchema => {
  const schema = decimalSchema(scale)
  const parameters = { ...schema.parameters, 'connect.decimal.precision': String(precision) }
  return { ...schema, parameters }
}

const NUMBER = /^-?\d+(?:\.\d+)?$/

const POINT = 46
const MINUS = 45
const ZERO = 48

/** The digits of a number that has so many behind its point, as long as a double is exact; NaN for any other. */
const fewDigits = (text: string, scale: number): number => {
  const point = text.length - 1 - scale
  const first = text.charCodeAt(0) === MINUS ? 1 : 0
  if (scale <= 0 || point <= first || text.length > 16 || text.charCodeAt(point) !== POINT) return Number.NaN
  let digits = 0
  for (let i = first; i < text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit
    else if (i !== point) return Number.NaN
  }
  return first === 0 ? digits : -digits
}

/** Reads `-12.340` at a scale. Throws `DATA` when that has fewer digits behind the point than the number needs. */
export const parseDecimal = (text: string, scale: number): Decimal => {
  // 60 ns, beside 120 for what follows
  const few = fewDigits(text, scale)
  if (!Number.isNaN(few)) return new Decimal(BigInt(few), scale)
  if (!NUMBER.test(text)) throw new ConnectError('DATA', `${text} is no decimal number`)
  const point = text.indexOf('.')
  const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1)
  const missing = scale - (point < 0 ? 0 : text.length - point - 1)
  if (missing === 0) return new Decimal(BigInt(digits), scale)
  if (missing > 0) return new Decimal(BigInt(digits + '0'.repeat(missing)), scale)
  if (!digits.endsWith('0'.repeat(-missing)))
    throw new ConnectError('DATA', `${text} has more than ${scale} digits behind the point`)
  return new Decimal(BigInt(digits.slice(0, missing) || '0'), scale)
}

const ranges: Partial<Record<PrimitiveType, number>> = { int8: 7, int16: 15, int32: 31, int64: 63 }

/** Reads an integer of a type: a number when that is safe, else a bigint. Throws `DATA` when it is out of range. */
export const integerReader = (type: PrimitiveType): ((text: string) => number | bigint) => {
  const bits = BigInt(ranges[type] ?? 63)
  const limit = 1n << bits
  const small = Number(limit)
  const large = (text: string) => {
    const value = BigInt(text)
    if (value >= -limit && value < limit) return value
    throw new ConnectError('DATA', `${text} does not fit into ${type.toUpperCase()}`)
  }
  return text => {
    const value = Number(text)
    if (Number.isSafeInteger(value)) {
      if (value >= -small && value < small) return value
    } else if (!/^-?\d+$/.test(text)) throw new ConnectError('DATA', `${text} is no integer`)
    return large(text)
  }
}
