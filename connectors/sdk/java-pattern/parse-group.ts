import {
  type Flags,
  fail,
  type LookSign,
  type Node,
  peek,
  type Reader,
  read,
  refuse,
  skip,
} from './syntax.ts'

/** Reads alternatives up to the end or a closing parenthesis. */
type ParseBody = (reader: Reader) => Node

const letterFlags: Readonly<Record<string, keyof Flags>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  d: 'unixLines',
}

/** Reads a name up to `>`. */
export const parseName = (reader: Reader): string => {
  if (!/^[a-zA-Z]$/.test(read(reader) ?? ''))
    return fail(reader, 'capturing group name does not start with a Latin letter')
  const start = reader.at - 1
  while (/^[a-zA-Z0-9]$/.test(peek(reader) ?? '')) reader.at++
  const name = reader.chars.slice(start, reader.at).join('')
  return read(reader) === '>' ? name : fail(reader, "named capturing group is missing trailing '>'")
}

const parseFlags = (reader: Reader): void => {
  let on = true
  for (;;) {
    const letter = peek(reader) ?? ''
    const flag = letterFlags[letter]
    if (flag !== undefined) reader.flags = { ...reader.flags, [flag]: on }
    else if (letter === '-' && on) on = false
    else if (/^[uxcU]$/.test(letter)) refuse(reader.pattern, `The flag ${letter} is`)
    else return
    reader.at++
  }
}

/** Reads what a group holds, and its end. */
const parseBody = (reader: Reader, parse: ParseBody): Node => {
  const body = parse(reader)
  if (read(reader) !== ')') return fail(reader, 'Unclosed group')
  return body
}

const capture = (reader: Reader, parse: ParseBody, name?: string): Node => {
  const group = ++reader.groups
  if (name !== undefined) reader.names.set(name, group)
  return { kind: 'capture', group, body: parseBody(reader, parse) }
}

const named = (reader: Reader, parse: ParseBody): Node => {
  const name = parseName(reader)
  if (reader.names.has(name)) return fail(reader, `Named capturing group <${name}> is already defined`)
  return capture(reader, parse, name)
}

/** `undefined`: flags for the rest of the enclosing group. */
const flagged = (reader: Reader, parse: ParseBody): Node | undefined => {
  if (/^[$@]$/.test(peek(reader) ?? '')) return fail(reader, 'Unknown group type', reader.at)
  parseFlags(reader)
  if (skip(reader, ')')) return undefined
  return skip(reader, ':') ? parseBody(reader, parse) : fail(reader, 'Unknown inline modifier', reader.at)
}

const looks: readonly LookSign[] = ['?=', '?!', '?<=', '?<!']

const parseKind = (reader: Reader, parse: ParseBody): Node | undefined => {
  const sign = looks.find(each => skip(reader, each))
  if (sign !== undefined) return { kind: 'look', sign, body: parseBody(reader, parse) }
  if (skip(reader, '?:')) return parseBody(reader, parse)
  if (skip(reader, '?>')) return { kind: 'atomic', body: parseBody(reader, parse) }
  if (skip(reader, '?<')) return named(reader, parse)
  return skip(reader, '?') ? flagged(reader, parse) : capture(reader, parse)
}

/** Reads a group, of which the parenthesis is next. Flags inside end with it. */
export const parseGroup = (reader: Reader, parse: ParseBody): Node | undefined => {
  const { flags } = reader
  reader.at++
  const node = parseKind(reader, parse)
  if (node !== undefined) reader.flags = flags
  return node
}
