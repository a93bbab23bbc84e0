import { fail, peek, type Reader, read, refuse } from './syntax.ts'

/** Classes of ASCII that POSIX names. */
const posix: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\0-\\x7f',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  Graph: '\\x21-\\x7e',
  Print: '\\x20-\\x7e',
  Blank: ' \\t',
  Cntrl: '\\0-\\x1f\\x7f',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\v\\f\\r',
}

const categories = new Set(
  'L Lu Ll Lt Lm Lo M Mn Me Mc N Nd Nl No Z Zs Zl Zp C Cc Cf Co Cs Cn P Pd Ps Pe Pc Po Pi Pf S Sm Sc Sk So LC'.split(
    ' ',
  ),
)

/** Properties of Unicode that both name, by Java's name in capitals. */
const binary: Readonly<Record<string, string>> = {
  ALPHABETIC: 'Alphabetic',
  IDEOGRAPHIC: 'Ideographic',
  LETTER: 'L',
  LOWERCASE: 'Lowercase',
  UPPERCASE: 'Uppercase',
  TITLECASE: 'Lt',
  WHITE_SPACE: 'White_Space',
  CONTROL: 'Cc',
  PUNCTUATION: 'P',
  DIGIT: 'Nd',
}

/** Java forgets the case of these when it ignores case, in some versions only. */
const cased = /^(Is)?(Lu|Ll|Lt|Lower|Upper|Lowercase|Uppercase|Titlecase)$/i

const scriptSource = (name: string): string | undefined => {
  if (!/^[A-Z][A-Za-z_]*$/.test(name)) return undefined
  const source = `\\p{Script=${name}}`
  try {
    new RegExp(source, 'v')
    return source
  } catch {
    return undefined
  }
}

const unicodeSource = (name: string): string | undefined => {
  const property = binary[name.toUpperCase()] ?? (categories.has(name) ? name : undefined)
  return property === undefined ? scriptSource(name) : `\\p{${property}}`
}

const assignedSource = (name: string, value: string): string | undefined => {
  if (name === 'sc' || name === 'script') return scriptSource(value)
  return (name === 'gc' || name === 'general_category') && categories.has(value) ? `\\p{${value}}` : undefined
}

const sourceOf = (name: string): string | undefined => {
  const [property = '', value] = name.split('=')
  if (value !== undefined) return assignedSource(property.toLowerCase(), value)
  if (Object.hasOwn(posix, name)) return `[${posix[name]}]`
  if (name.startsWith('Is')) return unicodeSource(name.slice(2))
  return categories.has(name) ? `\\p{${name}}` : undefined
}

const nameOf = (reader: Reader): string => {
  if (peek(reader) !== '{') return read(reader) ?? ''
  const end = reader.chars.indexOf('}', reader.at)
  if (end < 0) return fail(reader, 'Unclosed character family', reader.chars.length)
  const name = reader.chars.slice(reader.at + 1, end).join('')
  reader.at = end + 1
  return name === '' ? fail(reader, 'Empty character family') : name
}

/** The class that `\p` names, in braces or by one letter. */
export const parseProperty = (reader: Reader, negated: boolean): string => {
  const name = nameOf(reader)
  const source = reader.flags.ignoreCase && cased.test(name) ? undefined : sourceOf(name)
  if (source === undefined) return refuse(reader.pattern, `The character property ${name} is`)
  return negated ? `[^${source}]` : source
}
