import { decimalToBigint } from '../../sdk/decimal.ts'
import { type NumberReader, readNumber } from '../../sdk/json.ts'
import { Decimal, Float64, type Value } from '../../sdk/value.ts'

const hasExponent = /e/i

// beyond this a decimal's plain text would take more memory than its record
const MAX_SCALE = 10_000

/** Fractions as decimals, digit for digit. */
export const readDecimal: NumberReader = text => {
  const point = text.indexOf('.')
  // as many digits as a double holds, whatever they are
  if (point > 0 && text.length <= 16 && !hasExponent.test(text))
    return new Decimal(BigInt(Number(text.slice(0, point) + text.slice(point + 1))), text.length - point - 1)
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const scale = fraction.length - Number(exponent)
  if (whole.length === text.length || Math.abs(scale) > MAX_SCALE || text.length > MAX_SCALE)
    return readNumber(text)
  return new Decimal(BigInt(whole + fraction), scale)
}

/** What kind of JSON a parsed value was, as the peer's messages name it. */
export const nodeType = (node: Value): string => {
  if (node === null) return 'NULL'
  if (Array.isArray(node)) return 'ARRAY'
  if (typeof node === 'object')
    return node instanceof Float64 || node instanceof Decimal ? 'NUMBER' : 'OBJECT'
  return typeof node === 'bigint' ? 'NUMBER' : (typeof node).toUpperCase()
}

export const isObject = (node: Value): node is { readonly [name: string]: Value } =>
  nodeType(node) === 'OBJECT'

/** The integer that a JSON number stands for, `undefined` when it is none; `1.0` is 1. */
export const integerOf = (node: Value): number | bigint | undefined => {
  if (typeof node === 'bigint') return node
  if (typeof node === 'number') return Number.isInteger(node) ? node : undefined
  const exact =
    node instanceof Float64 ? BigInt(node.value) : node instanceof Decimal ? decimalToBigint(node) : undefined
  if (exact === undefined) return undefined
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
}

/** The double that a JSON number stands for; also `"NaN"` and `"Infinity"`, which JSON has no number for. */
export const doubleOf = (node: Value): number | undefined => {
  if (typeof node === 'number') return node
  if (typeof node === 'bigint') return Number(node)
  if (node instanceof Float64) return node.value
  if (node instanceof Decimal) return Number(node.toString())
  return node === 'NaN' || node === 'Infinity' || node === '-Infinity' ? Number(node) : undefined
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/** `undefined` when the text is not base64. */
export const bytesOf = (text: string): Uint8Array | undefined =>
  text.length % 4 === 0 && base64.test(text) ? Buffer.from(text, 'base64') : undefined
