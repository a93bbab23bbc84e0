import { ConnectError } from '../sdk/errors.ts'
import { decodeUtf8, encodeUtf8 } from '../sdk/utf8.ts'
import { type Charset, malformed, singleByteCharsets, unmappable } from './single-byte-charsets.ts'

/** Encodings whose byte is the character's number, up to `limit`. */
const byNumber = (name: string, limit: number): Charset => ({
  encode: text => {
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= limit) throw unmappable(name, text)
    return Buffer.from(text, 'latin1')
  },
  decode: bytes => {
    if (bytes.some(byte => byte >= limit)) throw malformed(name, bytes)
    return Buffer.from(bytes).toString('latin1')
  },
})

const utf16 = (name: string, order: 'le' | 'be'): Charset => {
  const decoder = new TextDecoder(`utf-16${order}`, { fatal: true, ignoreBOM: true })
  return {
    encode: text => {
      if (!text.isWellFormed()) throw unmappable(name, text)
      const bytes = Buffer.from(text, 'utf16le')
      return order === 'le' ? bytes : bytes.swap16()
    },
    decode: bytes => {
      try {
        return decoder.decode(bytes)
      } catch (cause) {
        throw malformed(name, bytes, cause)
      }
    },
  }
}

const bigEndian = utf16('UTF-16BE', 'be')
const littleEndian = utf16('UTF-16LE', 'le')

/** Writes big-endian with a byte order mark; reads either order, big-endian when there is no mark. */
const markedUtf16: Charset = {
  encode: text => (text === '' ? Buffer.alloc(0) : bigEndian.encode(`\ufeff${text}`)),
  decode: bytes => {
    const marked = (first: number, second: number) => bytes[0] === first && bytes[1] === second
    if (marked(0xff, 0xfe)) return littleEndian.decode(bytes.subarray(2))
    return bigEndian.decode(marked(0xfe, 0xff) ? bytes.subarray(2) : bytes)
  },
}

const charsets: Readonly<Record<string, () => Charset>> = {
  'UTF-8': () => ({ encode: encodeUtf8, decode: decodeUtf8 }),
  'UTF-16': () => markedUtf16,
  'UTF-16BE': () => bigEndian,
  'UTF-16LE': () => littleEndian,
  'US-ASCII': () => byNumber('US-ASCII', 128),
  'ISO-8859-1': () => byNumber('ISO-8859-1', 256),
  ...singleByteCharsets,
}

const names = new Map(Object.keys(charsets).map(name => [name.toUpperCase(), name]))

/** Java has more of them; these are in use. */
const aliases: Readonly<Record<string, string>> = {
  UTF8: 'UTF-8',
  UTF16: 'UTF-16',
  UTF_16: 'UTF-16',
  UNICODE: 'UTF-16',
  UTF_16BE: 'UTF-16BE',
  UTF_16LE: 'UTF-16LE',
  ASCII: 'US-ASCII',
  LATIN1: 'ISO-8859-1',
  LATIN2: 'ISO-8859-2',
  LATIN3: 'ISO-8859-3',
  LATIN4: 'ISO-8859-4',
  LATIN5: 'ISO-8859-9',
  LATIN9: 'ISO-8859-15',
  'LATIN-9': 'ISO-8859-15',
  LATIN10: 'ISO-8859-16',
  KOI8_R: 'KOI8-R',
  KOI8_U: 'KOI8-U',
  CP866: 'IBM866',
}

const canonicalName = (name: string): string => {
  const upper = name
    .toUpperCase()
    .replace(/^(ISO[-_]?)?8859[-_](?=\d+$)/, 'ISO-8859-')
    .replace(/^CP(?=125\d$)/, 'WINDOWS-')
  return aliases[upper] ?? names.get(upper) ?? name
}

export const isUtf8Name = (name: string): boolean => canonicalName(name) === 'UTF-8'

/** The encoding of that name or alias, in any case; `INVALID_CONFIG` when there is none. */
export const charsetOf = (name: string): Charset => {
  const canonical = canonicalName(name)
  const charset = Object.hasOwn(charsets, canonical) ? charsets[canonical] : undefined
  if (charset !== undefined) return charset()
  throw new ConnectError(
    'INVALID_CONFIG',
    `Invalid value ${name} for configuration converter.encoding: must be one of ${Object.keys(charsets).join(', ')}`,
  )
}
