import { ConnectError } from '../sdk/errors.ts'

/** A character encoding: text to bytes and back, each without loss or with a `DATA` error. */
export interface Charset {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

export const unmappable = (name: string, text: string): ConnectError =>
  new ConnectError('DATA', `${name} cannot hold the text ${JSON.stringify(text)}`)

export const malformed = (name: string, bytes: Uint8Array, cause?: unknown): ConnectError =>
  new ConnectError('DATA', `${bytes.length} bytes are not ${name} text`, { cause })

/** The character of a byte by an encoding of the web; `undefined` when it is none. */
const webCharacter = (label: string) => {
  const decoder = new TextDecoder(label, { fatal: true })
  return (byte: number): string | undefined => {
    try {
      return decoder.decode(Uint8Array.of(byte))
    } catch {
      return undefined
    }
  }
}

const isControl = (character: string | undefined): boolean =>
  character !== undefined && character >= '\u0080' && character <= '\u009f'

/** Where Java's encodings are not those of the web: bytes with what they are in Java. */
const inJava: Readonly<Record<string, ReadonlyMap<number, string | undefined>>> = {
  'KOI8-U': new Map([
    [0xae, '\u255d'],
    [0xbe, '\u256c'],
  ]),
  'windows-1255': new Map([[0xca, undefined]]),
}

/** Characters by their bytes, as Java has them. */
const charactersOf = (name: string): readonly (string | undefined)[] => {
  // the web takes ISO-8859-9 for windows-1254, which has other characters for 0x80 to 0x9f
  const characterOf = webCharacter(name === 'ISO-8859-9' ? 'windows-1254' : name)
  const exceptions = inJava[name]
  return Array.from({ length: 256 }, (_, byte) => {
    if (exceptions?.has(byte)) return exceptions.get(byte)
    if (name.startsWith('ISO-8859-') && byte < 0xa0) return String.fromCharCode(byte)
    const character = characterOf(byte)
    return name.startsWith('windows-') && isControl(character) ? undefined : character
  })
}

const singleByte = (name: string): Charset => {
  const characters = charactersOf(name)
  const bytesOf = new Map(characters.map((character, byte) => [character, byte]))
  const byteOf = (character: string, text: string): number => {
    const byte = bytesOf.get(character)
    if (byte === undefined) throw unmappable(name, text)
    return byte
  }
  return {
    encode: text => Buffer.from(Array.from(text, character => byteOf(character, text))),
    decode: bytes => {
      let text = ''
      for (const byte of bytes) {
        const character = characters[byte]
        if (character === undefined) throw malformed(name, bytes)
        text += character
      }
      return text
    },
  }
}

const isoParts = [2, 3, 4, 5, 6, 7, 8, 9, 13, 15, 16]
const windowsPages = [1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258]

/** Encodings of 256 characters, by Java's names; each is made when it is asked for. */
export const singleByteCharsets: Readonly<Record<string, () => Charset>> = Object.fromEntries(
  [
    ...isoParts.map(part => `ISO-8859-${part}`),
    ...windowsPages.map(page => `windows-${page}`),
    'KOI8-R',
    'KOI8-U',
    'IBM866',
  ].map(name => [name, () => singleByte(name)]),
)
