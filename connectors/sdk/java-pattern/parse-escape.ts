import { predefined } from './code-points.ts'
import { parseProperty } from './parse-property.ts'
import { fail, peek, type Reader, read, refuse } from './syntax.ts'

/** What an escape stands for: one code point, a class, or (outside a class) something else, named by its letter. */
export type Escape =
  | { readonly char: string }
  | { readonly source: string; readonly letter: string }
  | { readonly letter: string }

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const digitsOf = (reader: Reader, pattern: RegExp, atMost: number): string => {
  let digits = ''
  while (digits.length < atMost && pattern.test(peek(reader) ?? '')) digits += read(reader)
  return digits
}

const octal = (reader: Reader): string => {
  const first = peek(reader) ?? ''
  const digits = digitsOf(reader, /^[0-7]$/, first <= '3' ? 3 : 2)
  if (digits === '') return fail(reader, 'Illegal octal escape sequence', reader.at)
  return String.fromCodePoint(Number.parseInt(digits, 8))
}

const braced = (reader: Reader): string => {
  reader.at++
  const digits = digitsOf(reader, /^[0-9a-fA-F]$/, Number.POSITIVE_INFINITY)
  const code = Number.parseInt(digits, 16)
  if (code > 0x10ffff) return fail(reader, 'Hexadecimal codepoint is too big')
  if (digits === '') return fail(reader, 'Illegal hexadecimal escape sequence')
  if (read(reader) !== '}') return fail(reader, 'Unclosed hexadecimal escape sequence')
  return String.fromCodePoint(code)
}

const hexadecimal = (reader: Reader): string => {
  if (peek(reader) === '{') return braced(reader)
  const digits = digitsOf(reader, /^[0-9a-fA-F]$/, 2)
  if (digits.length < 2) return fail(reader, 'Illegal hexadecimal escape sequence', reader.at)
  return String.fromCodePoint(Number.parseInt(digits, 16))
}

const unit = (reader: Reader): string => {
  const digits = digitsOf(reader, /^[0-9a-fA-F]$/, 4)
  if (digits.length < 4) return fail(reader, 'Illegal Unicode escape sequence', reader.at)
  return String.fromCharCode(Number.parseInt(digits, 16))
}

/** `\uD83D\uDE00` is one code point. */
const unicode = (reader: Reader): string => {
  const first = unit(reader)
  const { chars, at } = reader
  if (first < '\ud800' || first > '\udbff' || chars[at] !== '\\' || chars[at + 1] !== 'u') return first
  reader.at += 2
  const both = first + unit(reader)
  return [...both].length === 1 ? both : refuse(reader.pattern, 'Half a pair of surrogates is')
}

const control = (reader: Reader): string => {
  const char = read(reader)
  if (char === undefined) return fail(reader, 'Illegal control escape sequence')
  return String.fromCodePoint((char.codePointAt(0) ?? 0) ^ 64)
}

const coded: Readonly<Record<string, (reader: Reader) => string>> = {
  0: octal,
  c: control,
  u: unicode,
  x: hexadecimal,
}

const charOf = (reader: Reader, letter: string): string | undefined => {
  const char = controls[letter] ?? coded[letter]?.(reader)
  if (char !== undefined) return char
  return /^[a-zA-Z0-9]$/.test(letter) ? undefined : letter
}

/** Reads an escape, of which the backslash is next. */
export const parseEscape = (reader: Reader): Escape => {
  reader.at++
  const letter = read(reader)
  if (letter === undefined) return refuse(reader.pattern, 'A backslash at the end is')
  if (letter === 'p' || letter === 'P') return { source: parseProperty(reader, letter === 'P'), letter }
  const members = predefined[letter]
  if (members !== undefined) return { source: `[${members}]`, letter }
  const char = charOf(reader, letter)
  if (char === undefined) return { letter }
  return char.isWellFormed() ? { char } : refuse(reader.pattern, 'Half a pair of surrogates is')
}

export const illegalEscape = (reader: Reader): never => fail(reader, 'Illegal/unsupported escape sequence')
