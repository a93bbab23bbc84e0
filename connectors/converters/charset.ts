import { ConnectError } from '../sdk/errors.ts'
import { decodeUtf8, encodeUtf8 } from '../sdk/utf8.ts'

/** A character encoding: text to bytes and back, each without loss or with a `DATA` error. */
export interface Charset {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

const unmappable = (name: string, text: string) =>
  new ConnectError('DATA', `${name} cannot hold the text ${JSON.stringify(text)}`)

/** Encodings whose byte is the character's number, up to `limit`. */
const singleByte = (name: string, limit: number): Charset => ({
  encode: text => {
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= limit) throw unmappable(name, text)
    return Buffer.from(text, 'latin1')
  },
  decode: bytes => {
    if (bytes.some(byte => byte >= limit)) throw new ConnectError('DATA', `The bytes are not ${name} text`)
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
        throw new ConnectError('DATA', `${bytes.length} bytes are not ${name} text`, { cause })
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

const charsets: Readonly<Record<string, Charset>> = {
  'UTF-8': { encode: encodeUtf8, decode: decodeUtf8 },
  'UTF-16': markedUtf16,
  'UTF-16BE': bigEndian,
  'UTF-16LE': littleEndian,
  'ISO-8859-1': singleByte('ISO-8859-1', 256),
  'US-ASCII': singleByte('US-ASCII', 128),
}

const aliases: Readonly<Record<string, string>> = {
  UTF8: 'UTF-8',
  UTF16: 'UTF-16',
  LATIN1: 'ISO-8859-1',
  ISO8859_1: 'ISO-8859-1',
  ASCII: 'US-ASCII',
}

const canonicalName = (name: string) => aliases[name.toUpperCase()] ?? name.toUpperCase()

export const isUtf8Name = (name: string): boolean => canonicalName(name) === 'UTF-8'

/** The encoding of that name or alias, in any case; `INVALID_CONFIG` when there is none. */
export const charsetOf = (name: string): Charset => {
  const charset = charsets[canonicalName(name)]
  if (charset === undefined)
    throw new ConnectError(
      'INVALID_CONFIG',
      `Invalid value ${name} for configuration converter.encoding: must be one of ${Object.keys(charsets).join(', ')}`,
    )
  return charset
}
