import { decimalToBigint } from '../../sdk/decimal.ts'
import { doubleText, floatText } from '../../sdk/java-text.ts'
import type { Datum } from '../../sdk/record.ts'
import { decimalSchema } from '../../sdk/schema.ts'
import { Decimal } from '../../sdk/value.ts'

// after a sign, not without one, the whole may be missing: -.5
const syntax = /^([+-]?)(\d+|(?<=[+-])(?=\.\d))(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
// beyond these the digits would take more memory than the header
const MAX_EXPONENT = 10_000
const MAX_LENGTH = 1000

const parseDecimal = (text: string): Decimal | undefined => {
  const [, sign, whole, fraction = '', exponent = '0'] = syntax.exec(text) ?? []
  const scale = fraction.length - Number(exponent)
  if (whole === undefined || text.length > MAX_LENGTH || Math.abs(scale) > MAX_EXPONENT) return undefined
  const digits = BigInt(whole + fraction)
  return new Decimal(sign === '-' ? -digits : digits, scale)
}

/** In the smallest type that holds it; `undefined` beyond int64. */
const integerDatum = (value: bigint): Datum | undefined => {
  const types = ['int8', 'int16', 'int32', 'int64'] as const
  const type = types.find((_, i) => BigInt.asIntN(8 << i, value) === value)
  if (type === undefined) return undefined
  return { schema: { type }, value: Number.isSafeInteger(Number(value)) ? Number(value) : value }
}

const equal = (a: Decimal, b: Decimal | undefined): boolean => {
  if (b === undefined) return false
  const scale = Math.max(a.scale, b.scale)
  const shifted = (d: Decimal) => d.unscaled * 10n ** BigInt(scale - d.scale)
  return shifted(a) === shifted(b)
}

/** In the smallest float whose own text has the same value; else as a decimal. */
const fractionDatum = (decimal: Decimal, double: number): Datum => {
  if (equal(decimal, parseDecimal(floatText(double))))
    return { schema: { type: 'float32' }, value: Math.fround(double) }
  if (equal(decimal, parseDecimal(doubleText(double)))) return { schema: { type: 'float64' }, value: double }
  return { schema: decimalSchema(decimal.scale), value: decimal }
}

/** The number that a header's text is, in the smallest type that holds it; `undefined` when it is none. */
export const parseHeaderNumber = (text: string): Datum | undefined => {
  const decimal = parseDecimal(text)
  if (decimal === undefined) return undefined
  const integer = decimalToBigint(decimal)
  return (integer === undefined ? undefined : integerDatum(integer)) ?? fractionOrBig(text, decimal, integer)
}

const fractionOrBig = (text: string, decimal: Decimal, integer: bigint | undefined): Datum =>
  integer !== undefined && /^[+-]?\d+$/.test(text)
    ? { schema: decimalSchema(0), value: new Decimal(integer, 0) }
    : fractionDatum(decimal, Number(text))
