import type { Datum } from '../../sdk/record.ts'
import { STRING } from '../../sdk/schema.ts'
import { arrayDatum, mapDatum } from './element-schema.ts'
import { parseTemporal, parseToken } from './parse-scalar.ts'

const MAX_DEPTH = 100

interface Cursor {
  readonly text: string
  at: number
}

/** Thrown where the text is no array or map after all. */
const notNested = new Error('not an array or map')

const fail = (): never => {
  throw notNested
}

const match = (cursor: Cursor, syntax: RegExp): string => {
  syntax.lastIndex = cursor.at
  const found = syntax.exec(cursor.text)?.[0] ?? fail()
  cursor.at += found.length
  return found
}

/** The next character that is no blank. */
const peek = (cursor: Cursor): string | undefined => {
  match(cursor, /\s*/y)
  return cursor.text[cursor.at]
}

const take = (cursor: Cursor, token: string): boolean => {
  if (peek(cursor) !== token) return false
  cursor.at++
  return true
}

const readString = (cursor: Cursor): Datum => {
  const quoted = match(cursor, /"(?:[^"\\]|\\[\s\S])*"/y)
  return { schema: STRING, value: quoted.slice(1, -1).replace(/\\([\\"])/g, '$1') }
}

const readScalar = (cursor: Cursor): Datum => {
  const temporal = parseTemporal(cursor.text.slice(cursor.at, cursor.at + 24))
  if (temporal === undefined) return parseToken(match(cursor, /[^,:[\]{}"]+/y).trim()) ?? fail()
  cursor.at += temporal.length
  return { schema: temporal.schema, value: temporal.value }
}

const readElement = (cursor: Cursor, depth: number): Datum => {
  if (depth > MAX_DEPTH) return fail()
  return peek(cursor) === '"' ? readString(cursor) : (readNested(cursor, depth) ?? readScalar(cursor))
}

/** Items between commas up to `end`; one comma may follow the last. */
const readItems = (cursor: Cursor, end: string, readItem: () => void) => {
  while (!take(cursor, end)) {
    readItem()
    if (!take(cursor, ',') && peek(cursor) !== end) fail()
  }
}

const readArray = (cursor: Cursor, depth: number): Datum => {
  const items: Datum[] = []
  readItems(cursor, ']', () => items.push(readElement(cursor, depth)))
  return arrayDatum(items)
}

const readMap = (cursor: Cursor, depth: number): Datum => {
  const [keys, values]: [Datum[], Datum[]] = [[], []]
  readItems(cursor, '}', () => {
    keys.push(readElement(cursor, depth))
    values.push(take(cursor, ':') ? readElement(cursor, depth) : fail())
  })
  return mapDatum(keys, values)
}

const readNested = (cursor: Cursor, depth: number): Datum | undefined => {
  if (take(cursor, '[')) return readArray(cursor, depth + 1)
  return take(cursor, '{') ? readMap(cursor, depth + 1) : undefined
}

/** An array or map; `undefined` when the text as a whole is none. */
export const parseNested = (text: string): Datum | undefined => {
  const cursor = { text, at: 0 }
  try {
    const datum = readNested(cursor, 0)
    return peek(cursor) === undefined ? datum : undefined
  } catch (error) {
    if (error === notNested) return undefined
    throw error
  }
}
