import { charSource, foldedChar, rangeSource } from './code-points.ts'
import { illegalEscape, parseEscape } from './parse-escape.ts'
import { fail, peek, type Reader, read, refuse, skip } from './syntax.ts'

const nextIsIntersection = ({ chars, at }: Reader) => chars[at] === '&' && chars[at + 1] === '&'

const singleSource = (reader: Reader, char: string) =>
  reader.flags.ignoreCase ? foldedChar(char) : charSource(char)

/** One end of a range: a code point, or the source of a class. */
const parseEnd = (reader: Reader): { readonly char: string } | { readonly source: string } => {
  if (peek(reader) !== '\\') return { char: read(reader) ?? '' }
  const found = parseEscape(reader)
  if (!('char' in found) && !('source' in found)) return illegalEscape(reader)
  // in a range Java takes \v for one character
  if ('source' in found && found.letter === 'v' && peek(reader) === '-')
    return refuse(reader.pattern, String.raw`\v as the end of a range is`)
  return found
}

const parseRange = (reader: Reader, from: string): string => {
  reader.at++
  if (peek(reader) === undefined) return fail(reader, 'Illegal character range', reader.at)
  const end = parseEnd(reader)
  if ('source' in end || (end.char.codePointAt(0) ?? 0) < (from.codePointAt(0) ?? 0))
    return fail(reader, 'Illegal character range')
  return rangeSource(from, end.char, reader.flags.ignoreCase)
}

const parseMember = (reader: Reader): string => {
  const member = parseEnd(reader)
  if ('source' in member) return member.source
  const after = reader.chars[reader.at + 1]
  const isRange = peek(reader) === '-' && after !== '[' && after !== ']'
  return isRange ? parseRange(reader, member.char) : singleSource(reader, member.char)
}

/** Members up to `]` or `&&`; a `]` that comes first is one of them. */
const parseUnion = (reader: Reader): string => {
  let members = ''
  for (;;) {
    const char = peek(reader)
    if (char === undefined) return fail(reader, 'Unclosed character class', reader.chars.length - 1)
    if ((char === ']' && members !== '') || nextIsIntersection(reader)) return members
    members += char === '[' ? parseClass(reader) : parseMember(reader)
  }
}

const parseNested = (reader: Reader): string => {
  let members = ''
  while (peek(reader) === '[') members += parseClass(reader)
  if (peek(reader) !== ']' && !nextIsIntersection(reader))
    return refuse(reader.pattern, 'A nested class followed by other members after && is')
  return members
}

/** What may follow `&&`: nested classes, or members the first of which is none. */
const parseRight = (reader: Reader): string => {
  const first = peek(reader)
  if (first === ']' || first === '&' || first === '^')
    return refuse(reader.pattern, `&& followed by ${first} is`)
  return first === '[' ? parseNested(reader) : parseUnion(reader)
}

/** A class, of which the bracket is next, as source of a JavaScript class. */
export const parseClass = (reader: Reader): string => {
  reader.at++
  const negation = skip(reader, '^') ? '^' : ''
  const operands = [parseUnion(reader)]
  if (operands[0] === '') return refuse(reader.pattern, '&& at the start of a class is')
  while (skip(reader, '&&')) operands.push(parseRight(reader))
  reader.at++
  const [only = ''] = operands
  return `[${negation}${operands.length === 1 ? only : operands.map(each => `[${each}]`).join('&&')}]`
}
