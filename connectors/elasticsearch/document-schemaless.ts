import { ConnectError } from '../sdk/errors.ts'
import { entryPlace, withinField } from '../sdk/field-error.ts'
import { printJson } from '../sdk/json.ts'
import { isStruct } from '../sdk/type-name.ts'
import { Float64, type Struct, type Value } from '../sdk/value.ts'
import { notFinite } from './document-float.ts'

/** How deep arrays and objects may nest: what a parser of the peer takes. */
const MAX_DEPTH = 1000

/** Whether JSON.stringify writes a number as the peer does: `1.0E21` and `-0.0` are none of its own. */
const isPlainNumber = (value: number): boolean => {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) && !Object.is(value, -0)
  const size = Math.abs(value)
  return size >= 1e-3 && size < 1e7
}

/** Whether JSON.stringify, which is thrice as fast, makes the same of it. */
const isPlain = (struct: Struct): boolean => {
  for (const name in struct) {
    const value = struct[name]
    const type = typeof value
    if (type === 'string' || type === 'boolean' || value === null) continue
    if (type !== 'number' || !isPlainNumber(value as number)) return false
  }
  return true
}

const printStruct = (struct: Struct, depth: number): string => {
  if (isPlain(struct)) return JSON.stringify(struct)
  let text = '{'
  let current = ''
  try {
    for (const name in struct) {
      current = name
      text += `${text.length > 1 ? ',' : ''}${JSON.stringify(name)}:${print(struct[name], depth)}`
    }
  } catch (error) {
    throw withinField(current, error)
  }
  return `${text}}`
}

const printItems = (items: readonly Value[], depth: number): string => {
  let text = '['
  let i = 0
  try {
    for (; i < items.length; i++) text += `${i > 0 ? ',' : ''}${print(items[i], depth)}`
  } catch (error) {
    throw withinField(`[${i}]`, error)
  }
  return `${text}]`
}

const printMap = (map: ReadonlyMap<Value, Value>, depth: number): string => {
  const isObject = [...map.keys()].every(key => typeof key === 'string')
  const entries = [...map].map(([key, value]) => {
    try {
      const [name, text] = [print(key, depth), print(value, depth)]
      return isObject ? `${name}:${text}` : `[${name},${text}]`
    } catch (error) {
      throw withinField(entryPlace(key), error)
    }
  })
  return isObject ? `{${entries.join(',')}}` : `[${entries.join(',')}]`
}

const print = (value: Value | undefined, depth: number): string => {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return printJson(value)
  const number = value instanceof Float64 ? value.value : value
  if (typeof number === 'number' && !Number.isFinite(number)) throw notFinite(number)
  if (depth > MAX_DEPTH) throw new ConnectError('DATA', `The value nests deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) return printItems(value, depth + 1)
  if (value instanceof Map) return printMap(value, depth + 1)
  return isStruct(value) ? printStruct(value, depth + 1) : printJson(value ?? null)
}

/**
 * A schemaless value as JSON text, with the path of the field in errors: int64 in full, floats with a fraction, bytes as
 * base64, a map as an object when all its keys are strings, else as pairs. Throws `DATA` for what is no number in JSON,
 * and for a decimal or a date, as the peer does.
 */
export const printSchemaless = (value: Value): string => print(value, 0)
