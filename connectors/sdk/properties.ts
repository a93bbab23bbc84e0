const lineEnd = /\r\n|\r|\n/
const lastLineEnd = /(?:\r\n|\r|\n)$/
const isBlankOrComment = (line: string) => /^[ \t\f]*([#!].*)?$/.test(line)
const continues = (line: string) => (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1

/** Lines with their continuations joined; blank lines and comments left out. */
const logicalLines = (text: string): readonly string[] => {
  const lines: string[] = []
  let open: string | undefined
  for (const line of text.replace(lastLineEnd, '').split(lineEnd)) {
    const joined = (open ?? '') + line.replace(/^[ \t\f]+/, '')
    const skipped = !open && isBlankOrComment(line)
    open = !skipped && continues(joined) ? joined.slice(0, -1) : undefined
    if (!skipped && open === undefined) lines.push(joined)
  }
  return open === undefined ? lines : [...lines, open]
}

const named: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

const withoutEscapes = (text: string) =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]?))/g, (_, hex: string | undefined, one: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (one === 'u') throw new Error('Malformed \\uxxxx encoding.')
    return named[one] ?? one
  })

const keyAndValue = /^((?:\\[\s\S]|[^\\=: \t\f])*)\\?(?:[ \t\f]*[=:]|[ \t\f])?[ \t\f]*([\s\S]*)$/

/** Every key and value of a Java properties text in its order, repeated keys included; throws on a malformed `\u` escape. */
export const propertyEntries = (text: string): readonly (readonly [string, string])[] =>
  logicalLines(text).map(line => {
    const [, key = '', value = ''] = keyAndValue.exec(line) ?? []
    return [withoutEscapes(key), withoutEscapes(value)] as const
  })

/** A Java properties text, as `java.util.Properties` reads it: the last of repeated keys wins. */
export const parseProperties = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(propertyEntries(text))
