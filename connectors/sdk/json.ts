import { ConnectError, messageOf } from './errors.ts'
import { javaClassOf } from './java-class.ts'
import { doubleText } from './java-text.ts'
import { Decimal, Float64, newStruct, type Value } from './value.ts'

/** How deep arrays and objects may nest, and how long a number may be: the limits of the peer's JSON parser. */
const MAX_DEPTH = 1000
const MAX_DIGITS = 1000

const tooDeep = () => new ConnectError('DATA', `JSON nests deeper than ${MAX_DEPTH} levels`)

/** What a number in JSON text becomes. */
export type NumberReader = (text: string) => Value

const isFraction = (text: string) => /[.eE]/.test(text)

/** Integers exactly; fractions as doubles, which stay fractions when their value is integral. */
export const readNumber: NumberReader = text => {
  const value = Number(text)
  if (isFraction(text)) return Number.isInteger(value) ? new Float64(value) : value
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value
  if (text.length > MAX_DIGITS)
    throw new ConnectError('DATA', `A number has ${text.length} digits, at most ${MAX_DIGITS} are allowed`)
  return BigInt(text)
}

// whether a number token could be 1.0, 1e3 or 0.9999999999999999999, which JSON.parse turns into integers;
// the first rules out nearly all texts at a tenth of what JSON.parse costs, the second does not look into most strings
const hint = /\d[eE]|\.0|\.\d{15}/
const integralFraction = /(?:^|[:,[])\s*-?\d+(?:\.\d*[eE]|[eE]|\.0|\.\d{15})/

interface Adoption {
  inexact: boolean
}

/** Gives objects no inherited names; notices integers that JSON.parse has rounded. */
const adopt = (value: unknown, depth: number, found: Adoption): Value => {
  if (typeof value === 'number') return adoptNumber(value, found)
  if (typeof value !== 'object' || value === null) return value as Value
  if (value instanceof Float64 || value instanceof Decimal) return value
  if (depth === MAX_DEPTH) throw tooDeep()
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = adopt(value[i], depth + 1, found)
    return value
  }
  const struct = newStruct()
  for (const name in value) struct[name] = adopt((value as Record<string, unknown>)[name], depth + 1, found)
  return struct
}

const adoptNumber = (value: number, found: Adoption): number => {
  // an integer has no -0, a float has; one of a thousand digits is no infinity
  if (Object.is(value, -0) || Math.abs(value) > Number.MAX_SAFE_INTEGER) found.inexact = true
  return value
}

const syntaxError = (cause: unknown) => {
  // the stack was not deep enough for it
  if (cause instanceof RangeError) return tooDeep()
  return cause instanceof ConnectError
    ? cause
    : new ConnectError('DATA', `Not JSON: ${messageOf(cause)}`, { cause })
}

const parseWith = (text: string, number: NumberReader): Value => {
  const reviver = (_: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' && context.source !== undefined ? number(context.source) : value
  try {
    // the type of JSON.parse does not know the third parameter yet
    return adopt(JSON.parse(text, reviver as (key: string, value: unknown) => unknown), 0, { inexact: true })
  } catch (error) {
    throw syntaxError(error)
  }
}

const parsePlain = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw syntaxError(error)
  }
}

/**
 * JSON text as a schemaless value, without loss: see `readNumber`. `__proto__` is a field like any other.
 * `number`: another reading of the numbers. Throws `DATA` when the text is not JSON or nests deeper than 1000 levels.
 */
export const parseJson = (text: string, number?: NumberReader): Value => {
  if (number !== undefined) return parseWith(text, number)
  return hint.test(text) && integralFraction.test(text) ? parseWith(text, readNumber) : parseTypedJson(text)
}

/** The same for readers that know from a schema what is a float: `1.0` may come as the integer 1, for speed. */
export const parseTypedJson = (text: string): Value => {
  const found = { inexact: false }
  const value = adopt(parsePlain(text), 0, found)
  return found.inexact ? parseWith(text, readNumber) : value
}

/** A double as a JSON token; what JSON has no number for is a string, as the peer writes it. */
export const printDouble = (value: number): string =>
  Number.isFinite(value) ? doubleText(value) : `"${doubleText(value)}"`

const printNumber = (value: number): string =>
  Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : printDouble(value)

const printMap = (map: ReadonlyMap<Value, Value>, depth: number): string => {
  const entries = [...map]
  return entries.every(([key]) => typeof key === 'string')
    ? `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${print(value, depth)}`).join(',')}}`
    : `[${entries.map(([key, value]) => `[${print(key, depth)},${print(value, depth)}]`).join(',')}]`
}

const printArray = (array: readonly Value[], depth: number): string => {
  let text = '['
  for (let i = 0; i < array.length; i++) text += `${i > 0 ? ',' : ''}${print(array[i], depth)}`
  return `${text}]`
}

const printObject = (value: object, depth: number): string => {
  if (depth > MAX_DEPTH) throw tooDeep()
  if (Array.isArray(value)) return printArray(value, depth)
  if (value instanceof Float64) return printDouble(value.value)
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  if (value instanceof Map) return printMap(value, depth)
  if (value instanceof Decimal || value instanceof Date)
    throw new ConnectError(
      'DATA',
      `Java class class ${javaClassOf(undefined, value)} does not have corresponding schema type.`,
    )
  let text = '{'
  for (const name in value)
    text += `${text.length > 1 ? ',' : ''}${JSON.stringify(name)}:${print((value as Record<string, Value>)[name], depth)}`
  return `${text}}`
}

const print = (value: Value | undefined, depth: number): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return printNumber(value)
  if (typeof value === 'object' && value !== null) return printObject(value, depth + 1)
  return value === undefined ? 'null' : String(value)
}

/**
 * A schemaless value as JSON text: int64 in full, floats with a fraction (`1.0`, `1.0E21`), bytes as base64,
 * a map as an object when all its keys are strings, else as pairs. Throws `DATA` for a decimal or a date.
 */
export const printJson = (value: Value): string => print(value, 0)
