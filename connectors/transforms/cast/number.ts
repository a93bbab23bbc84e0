import { decimalText } from '../../sdk/java-text.ts'
import type { Schema } from '../../sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../sdk/value.ts'
import { nearestFloat } from './round-float.ts'

/** A number of one of the kinds that Java's casts tell apart. */
export type JavaNumber =
  | { readonly kind: 'integer'; readonly value: number | bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'decimal'; readonly value: Decimal }

const isFloat = (schema: Schema | undefined, value: number) =>
  schema?.type === 'float32' || schema?.type === 'float64' || !Number.isSafeInteger(value)

/** `undefined`: it is no number. */
export const javaNumber = (schema: Schema | undefined, value: Value): JavaNumber | undefined => {
  if (typeof value === 'number') return { kind: isFloat(schema, value) ? 'float' : 'integer', value }
  if (typeof value === 'bigint') return { kind: 'integer', value }
  if (value instanceof Float64) return { kind: 'float', value: value.value }
  return value instanceof Decimal ? { kind: 'decimal', value } : undefined
}

const compact = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value

const wholePart = ({ unscaled, scale }: Decimal): bigint =>
  scale > 0 ? unscaled / 10n ** BigInt(scale) : unscaled * 10n ** BigInt(-scale)

/** What does not fit wraps around. */
const wrapped = (value: number | bigint, bits: number): number | bigint => {
  if (bits === 64 && Number.isSafeInteger(value)) return value
  return compact(BigInt.asIntN(bits, BigInt(value)))
}

/** What an int, or a long, cannot hold becomes the largest or the smallest; bytes and shorts are cut from an int. */
const truncated = (value: number, bits: number): number | bigint => {
  if (Number.isNaN(value)) return 0
  const size = bits === 64 ? 64 : 32
  const limit = 2n ** BigInt(size - 1)
  if (value >= Number(limit)) return wrapped(limit - 1n, bits)
  if (value <= -Number(limit)) return wrapped(-limit, bits)
  return wrapped(Math.trunc(value) + 0, bits)
}

/** A number as Java's `byteValue`, `shortValue`, `intValue` and `longValue`. */
export const toInteger = (number: JavaNumber, bits: number): number | bigint => {
  if (number.kind === 'float') return truncated(number.value, bits)
  return wrapped(number.kind === 'decimal' ? wholePart(number.value) : number.value, bits)
}

const floatOf = (digits: string): number => {
  const size = nearestFloat(digits.replace('-', ''), 0)
  return digits.startsWith('-') ? -size : size
}

/** A number as Java's `floatValue`. */
export const toFloat32 = ({ value }: JavaNumber): number => {
  if (typeof value === 'number') return Math.fround(value)
  return floatOf(String(value))
}

/** A number as Java's `doubleValue`. */
export const toFloat64 = ({ value }: JavaNumber): number =>
  value instanceof Decimal ? Number(decimalText(value)) : Number(value)
