const LONGEST = 2 ** 31

const saturated = (value: number): number => Math.trunc(Math.min(Math.max(value, -LONGEST), LONGEST - 1)) + 0

const integer = (digits: string, exponent: number): number => {
  // beyond this many digits it is no long any more
  const exact = exponent >= 0 && exponent < 20 ? BigInt(digits) * 10n ** BigInt(exponent) : undefined
  return exact !== undefined && BigInt.asIntN(64, exact) === exact
    ? Number(BigInt.asIntN(32, exact))
    : saturated(Number(`${digits}e${exponent}`))
}

interface Found {
  readonly value: number
  readonly end: number
}

const syntax = /(-?[0-9]+)(?:E(-?[0-9]+))?/y

const readAny = (text: string, at: number): Found | undefined => {
  syntax.lastIndex = at
  const [all = '', digits, exponent = '0'] = syntax.exec(text) ?? []
  return digits === undefined ? undefined : { value: integer(digits, Number(exponent)), end: at + all.length }
}

const ZERO = 48
const E = 69

/** The number at a place of a text, as an int of Java's, and the place behind it; it may have an exponent. */
export const readNumber = (text: string, at: number): Found | undefined => {
  let [value, end] = [0, at]
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - ZERO
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  // most are plain and short
  const isPlain = end > at && end - at < 10 && text.charCodeAt(end) !== E
  return isPlain ? { value, end } : readAny(text, at)
}
