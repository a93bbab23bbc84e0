import { nearestFloat } from './round-float.ts'

/** The width of a floating point number of Java's. */
export type Width = 'float32' | 'float64'

const decimal = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?[fFdD]?$/
const hexadecimal = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/
const named = /^([+-]?)(NaN|Infinity)$/

// what Java's String.trim takes for blank
const trimmed = (text: string): string => {
  let [start, end] = [0, text.length]
  while (start < end && text.charAt(start) <= ' ') start++
  while (end > start && text.charAt(end - 1) <= ' ') end--
  return text.slice(start, end)
}

const fromDecimal = (text: string, width: Width): number | undefined => {
  const [, sign, digits, exponent = 0] = decimal.exec(text) ?? []
  if (digits === undefined) return undefined
  const size = width === 'float64' ? Number(`${digits}e${exponent}`) : nearestFloat(digits, Number(exponent))
  return sign === '-' ? -size : size
}

/** `undefined` also for more digits than a double has: Java rounds them. */
const fromHexadecimal = (text: string, width: Width): number | undefined => {
  const [, sign, whole = '', fraction = '', power] = hexadecimal.exec(text) ?? []
  const mantissa = Number(`0x${whole}${fraction}`)
  const exponent = Number(power) - 4 * fraction.length
  if (power === undefined || whole + fraction === '' || !Number.isSafeInteger(mantissa)) return undefined
  if (mantissa !== 0 && Math.abs(exponent) > 900) return undefined
  const size = mantissa === 0 ? 0 : mantissa * 2 ** exponent
  const rounded = width === 'float64' ? size : Math.fround(size)
  return sign === '-' ? -rounded : rounded
}

/** The number that a text is for Java's `parseFloat` and `parseDouble`; `undefined`: it is none. */
export const parseFloatText = (text: string, width: Width): number | undefined => {
  const bare = trimmed(text)
  const [, sign, name] = named.exec(bare) ?? []
  if (name !== undefined) return Number(`${name === 'NaN' ? '' : sign}${name}`)
  return fromDecimal(bare, width) ?? fromHexadecimal(bare, width)
}
