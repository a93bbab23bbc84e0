import type { Decimal } from './value.ts'

const plainFrom = 1e-3
const plainTo = 1e7

const special = (value: number): string | undefined =>
  Number.isFinite(value) ? undefined : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'

/** `digits` is JavaScript's text of a number: `12`, `0.5`, `1e+21`. */
const withFraction = (digits: string) => (digits.includes('.') ? digits : `${digits}.0`)

const scientific = (exponential: string): string => {
  const [mantissa = '', exponent = ''] = exponential.split('e')
  return `${withFraction(mantissa)}E${exponent.replace('+', '')}`
}

/** A double as Java's `Double.toString` prints it: `1.0`, `1.0E21`, `-0.0`, `NaN`. */
export const doubleText = (value: number): string => {
  const size = Math.abs(value)
  if (size >= plainFrom && size < plainTo) return withFraction(String(value))
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  return special(value) ?? scientific(value.toExponential())
}

/** The shortest text that reads back as the same 32-bit float, as Java's `Float.toString` prints it. */
export const floatText = (value: number): string => {
  const float = Math.fround(value)
  if (float === 0 || !Number.isFinite(float)) return doubleText(float)
  let digits = 1
  while (Math.fround(Number(float.toPrecision(digits))) !== float) digits++
  const shortest = Number(float.toPrecision(digits))
  const size = Math.abs(float)
  return size >= plainFrom && size < plainTo
    ? withFraction(String(shortest))
    : scientific(shortest.toExponential())
}

/** A decimal as Java's `BigDecimal.toString` prints it: with an exponent when it is very small or its scale negative. */
export const decimalText = ({ unscaled, scale }: Decimal): string => {
  const sign = unscaled < 0n ? '-' : ''
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString()
  const exponent = digits.length - 1 - scale
  if (scale >= 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, '0')
    const point = padded.length - scale
    return `${sign}${padded.slice(0, point)}${scale > 0 ? `.${padded.slice(point)}` : ''}`
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
  return `${sign}${mantissa}${exponent === 0 ? '' : `E${exponent > 0 ? '+' : ''}${exponent}`}`
}
