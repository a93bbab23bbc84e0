import { fail, type Node, peek, type Reader, type Repeat, read, refuse, skip } from './syntax.ts'

const longest = 0x7fffffff

const parseNumber = (reader: Reader): number => {
  let digits = ''
  while (/^[0-9]$/.test(peek(reader) ?? '')) digits += read(reader)
  return Number(digits) > longest ? fail(reader, 'Illegal repetition range') : Number(digits)
}

const parseCounts = (reader: Reader): readonly [number, number] => {
  reader.at++
  if (!/^[0-9]$/.test(peek(reader) ?? '')) return fail(reader, 'Illegal repetition', reader.at)
  const min = parseNumber(reader)
  const open = skip(reader, ',') && peek(reader) === '}'
  const max = open
    ? Number.POSITIVE_INFINITY
    : reader.chars[reader.at - 1] === ','
      ? parseNumber(reader)
      : min
  if (read(reader) !== '}') return fail(reader, 'Unclosed counted closure')
  return max < min ? fail(reader, 'Illegal repetition range') : [min, max]
}

const parseBounds = (reader: Reader): readonly [number, number] | undefined => {
  if (skip(reader, '?')) return [0, 1]
  if (skip(reader, '*')) return [0, Number.POSITIVE_INFINITY]
  if (skip(reader, '+')) return [1, Number.POSITIVE_INFINITY]
  return peek(reader) === '{' ? parseCounts(reader) : undefined
}

const parseMode = (reader: Reader): Repeat['mode'] =>
  skip(reader, '?') ? 'lazy' : skip(reader, '+') ? 'possessive' : 'greedy'

/** The node with the quantifier that follows it, if one does. */
export const parseRepeat = (reader: Reader, body: Node): Node => {
  const bounds = parseBounds(reader)
  if (bounds === undefined) return body
  if (body.kind === 'line-ending') return refuse(reader.pattern, String.raw`A repeated \R is`)
  const [min, max] = bounds
  return { kind: 'repeat', body, min, max, mode: parseMode(reader) }
}
