import { charSource, foldedChar } from './code-points.ts'
import { atEnd, atLineEnd, atLineStart, atStart, dot, textEnd } from './line-terminators.ts'
import { parseClass } from './parse-class.ts'
import { illegalEscape, parseEscape } from './parse-escape.ts'
import { parseGroup, parseName } from './parse-group.ts'
import { parseRepeat } from './parse-repeat.ts'
import { withoutQuoting } from './quoting.ts'
import { fail, type Node, peek, type Reader, read, refuse, skip } from './syntax.ts'

const set = (source: string): Node => ({ kind: 'set', source })
const assertion = (source: string): Node => ({ kind: 'assertion', source })

const literal = (reader: Reader, char: string): Node => {
  if (!char.isWellFormed()) return refuse(reader.pattern, 'Half a pair of surrogates is')
  const folded = reader.flags.ignoreCase ? foldedChar(char) : ''
  return set(folded.length === 2 ? `[${folded}]` : charSource(char))
}

/** As many digits as there are groups so far. */
const parseReference = (reader: Reader, first: string): Node => {
  let group = Number(first)
  for (;;) {
    const digit = peek(reader) ?? ''
    const longer = group * 10 + Number(digit)
    if (!/^[0-9]$/.test(digit) || longer > reader.groups) return { kind: 'reference', group }
    group = longer
    reader.at++
  }
}

const parseNamedReference = (reader: Reader): Node => {
  if (!skip(reader, '<'))
    return fail(reader, String.raw`\k is not followed by '<' for named capturing group`, reader.at)
  const name = parseName(reader)
  const group = reader.names.get(name)
  return group === undefined
    ? fail(reader, `named capturing group <${name}> does not exist`)
    : { kind: 'reference', group }
}

const reference = (reader: Reader, node: Node): Node =>
  reader.flags.ignoreCase ? refuse(reader.pattern, 'A back reference that ignores case is') : node

const parseBoundary = (reader: Reader, source: string): Node =>
  peek(reader) === '{'
    ? refuse(reader.pattern, String.raw`\b{g} is`)
    : { kind: 'assertion', source, boundary: true }

const escaped: Readonly<Record<string, (reader: Reader) => Node>> = {
  A: () => assertion(atStart),
  // the end of the last match, which is the start: one match is looked for
  G: () => assertion(atStart),
  Z: ({ flags }) => assertion(atEnd(flags)),
  z: () => assertion(textEnd),
  b: reader => parseBoundary(reader, '\\b'),
  B: reader => parseBoundary(reader, '\\B'),
  R: () => ({ kind: 'line-ending' }),
  k: reader => reference(reader, parseNamedReference(reader)),
  X: ({ pattern }) => refuse(pattern, String.raw`\X is`),
  N: ({ pattern }) => refuse(pattern, String.raw`\N is`),
}

const parseEscaped = (reader: Reader): Node => {
  const found = parseEscape(reader)
  if ('char' in found) return literal(reader, found.char)
  if ('source' in found) return set(found.source)
  if (/^[1-9]$/.test(found.letter)) return reference(reader, parseReference(reader, found.letter))
  return escaped[found.letter]?.(reader) ?? illegalEscape(reader)
}

const special: Readonly<Record<string, (reader: Reader) => Node>> = {
  '.': ({ flags }) => set(dot(flags)),
  '^': ({ flags }) => assertion(flags.multiline ? atLineStart(flags) : atStart),
  $: ({ flags }) => assertion(flags.multiline ? atLineEnd(flags) : atEnd(flags)),
}

const parseAtom = (reader: Reader): Node | undefined => {
  const char = peek(reader) ?? ''
  if (char === '(') return parseGroup(reader, parseAlternatives)
  if (char === '[') return set(parseClass(reader))
  if (char === '\\') return parseEscaped(reader)
  if (/^[?*+]$/.test(char)) return fail(reader, `Dangling meta character '${char}'`, reader.at)
  if (char === '{')
    return /^[0-9]$/.test(reader.chars[reader.at + 1] ?? '')
      ? refuse(reader.pattern, 'A repetition of nothing is')
      : fail(reader, 'Illegal repetition', reader.at + 1)
  reader.at++
  return special[char]?.(reader) ?? literal(reader, char)
}

const parseSequence = (reader: Reader): Node => {
  const parts: Node[] = []
  for (let char = peek(reader); char !== undefined && char !== '|' && char !== ')'; char = peek(reader)) {
    const atom = parseAtom(reader)
    if (atom !== undefined) parts.push(parseRepeat(reader, atom))
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'sequence', parts }
}

const parseAlternatives = (reader: Reader): Node => {
  const first = parseSequence(reader)
  const branches = [first]
  while (skip(reader, '|')) branches.push(parseSequence(reader))
  return branches.length === 1 ? first : { kind: 'alternatives', branches }
}

const noFlags = { ignoreCase: false, multiline: false, dotAll: false, unixLines: false }

export interface Parsed {
  readonly node: Node
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
}

/** Reads a pattern of Java's. Throws `PatternError`. */
export const parsePattern = (pattern: string): Parsed => {
  const reader: Reader = {
    pattern,
    chars: withoutQuoting(pattern),
    at: 0,
    flags: noFlags,
    groups: 0,
    names: new Map(),
  }
  const node = parseAlternatives(reader)
  if (read(reader) !== undefined) return fail(reader, "Unmatched closing ')'", reader.at - 2)
  return { node, groups: reader.groups, names: reader.names }
}
