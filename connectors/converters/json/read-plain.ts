import { type NumberReader, readNumber } from '../../sdk/json.ts'
import { logicalNames, type Schema, type StructSchema } from '../../sdk/schema.ts'
import { newStruct, type Value } from '../../sdk/value.ts'
import { logicalTypes } from './logical.ts'
import { readDecimal } from './node.ts'
import type { ReaderOf } from './read-value.ts'

/** How far a text is read. */
interface Cursor {
  readonly text: string
  at: number
}

/** Reads what stands at the cursor and moves it behind; `undefined`: something else stands there. */
type ReadAt = (cursor: Cursor) => Value | undefined

const string = /"[^"\\\p{Cc}]*(?:\\.[^"\\\p{Cc}]*)*"/uy
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /true|false|null/y
const blanks = /[ \t\r\n]*/y
const words: Readonly<Record<string, Value>> = { true: true, false: false, null: null }
const SPACE = 0x20
const QUOTE = 0x22
const FIRST_LETTER = 0x61

const tokenAt = (cursor: Cursor, pattern: RegExp): string | undefined => {
  const { text, at } = cursor
  pattern.lastIndex = at
  if (!pattern.test(text)) return undefined
  cursor.at = pattern.lastIndex
  return text.slice(at, cursor.at)
}

const skipBlanks = (cursor: Cursor): void => {
  if (cursor.text.charCodeAt(cursor.at) <= SPACE) tokenAt(cursor, blanks)
}

/** Moves behind these characters and blanks that follow, if they stand there. */
const passes = (cursor: Cursor, characters: string): boolean => {
  if (!cursor.text.startsWith(characters, cursor.at)) return false
  cursor.at += characters.length
  skipBlanks(cursor)
  return true
}

/** The same of what may have blanks in between. */
const passesAll = (cursor: Cursor, parts: readonly string[]): boolean => {
  skipBlanks(cursor)
  return parts.every(part => passes(cursor, part))
}

const stringAt = (cursor: Cursor): string | undefined => {
  const token = tokenAt(cursor, string)
  return token?.includes('\\') ? JSON.parse(token) : token?.slice(1, -1)
}

const nodeReader =
  (toNumber: NumberReader): ReadAt =>
  cursor => {
    const code = cursor.text.charCodeAt(cursor.at)
    if (code === QUOTE) return stringAt(cursor)
    const token = tokenAt(cursor, code < FIRST_LETTER ? number : word)
    if (token === undefined) return undefined
    return code < FIRST_LETTER ? toNumber(token) : words[token]
  }

const scalarReader = (schema: Schema, readerOf: ReaderOf): ReadAt => {
  const read = readerOf(schema)
  const nodeAt = nodeReader(schema.name === logicalNames.Decimal ? readDecimal : readNumber)
  return cursor => {
    const node = nodeAt(cursor)
    return node === undefined ? undefined : read(node)
  }
}

interface FieldReader {
  readonly name: string
  readonly read: ReadAt
  /** what stands before the value, which is mostly without blanks */
  readonly parts: readonly string[]
  readonly before: string
}

const end = ['}']

const structReader = (schema: StructSchema, readerOf: ReaderOf): ReadAt | undefined => {
  const fields: FieldReader[] = []
  for (const { name, schema: of } of schema.fields) {
    const read = readerAt(of, readerOf)
    if (read === undefined) return undefined
    const parts = [fields.length === 0 ? '{' : ',', JSON.stringify(name), ':']
    fields.push({ name, read, parts, before: parts.join('') })
  }
  if (fields.length === 0) return undefined
  return cursor => {
    const struct = newStruct()
    for (const { name, read, parts, before } of fields) {
      if (!passes(cursor, before) && !passesAll(cursor, parts)) return undefined
      const value = read(cursor)
      if (value === undefined) return undefined
      struct[name] = value
    }
    return passesAll(cursor, end) ? struct : undefined
  }
}

/** `undefined`: values of the schema have to be parsed. */
const readerAt = (schema: Schema, readerOf: ReaderOf): ReadAt | undefined => {
  if (schema.type === 'array' || schema.type === 'map') return undefined
  if (schema.type !== 'struct') return scalarReader(schema, readerOf)
  return logicalTypes.has(schema.name ?? '') ? undefined : structReader(schema, readerOf)
}

/**
 * Reads structs that have all fields in the order of the schema, as converters print them. That takes a third of what
 * parsing takes, and numbers are read by their digits. `undefined`: the text has to be parsed.
 */
export const plainReader = (
  schema: Schema | undefined,
  readerOf: ReaderOf,
): ((text: string) => Value | undefined) => {
  const read = schema?.type === 'struct' ? readerAt(schema, readerOf) : undefined
  if (read === undefined) return () => undefined
  return text => {
    const cursor = { text, at: 0 }
    try {
      const value = read(cursor)
      return cursor.at === text.length ? value : undefined
    } catch {
      // parsed once more, it fails with the field's name
      return undefined
    }
  }
}
