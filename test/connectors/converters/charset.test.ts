import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { stringConverter } from '../../../connectors/converters/string-converter.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { thorough } from '../../helpers/runs.ts'

/** What the bytes from 0x80 are in Java, by encoding; U+FFFD where they are nothing. */
const upperHalves: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('./java-charsets.json', import.meta.url), 'utf8'),
)

const open = (encoding: string) =>
  stringConverter.open(parseConfig(stringConverter.config, { 'converter.encoding': encoding }), {
    isKey: false,
  })

const attempt = <T>(run: () => T): T | ConnectError => {
  try {
    return run()
  } catch (error) {
    if (error instanceof ConnectError) return error
    throw error
  }
}

const LAST = 0x1_00ff

/** Those that are written, their neighbours, and some of all others. */
const sampled = (characters: readonly string[]) => {
  const near = characters.flatMap(character => [-1, 0, 1].map(by => character.charCodeAt(0) + by))
  const others = Array.from({ length: LAST / 101 }, (_, i) => i * 101)
  return [...near.filter(code => code >= 0), ...others, LAST]
}

describe.each(Object.entries(upperHalves))('%s', (encoding, upperHalf) => {
  const converter = open(encoding)
  const characters = [...Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)), ...upperHalf]

  test('each byte is read as by Java, or refused', () => {
    for (const [byte, character] of characters.entries()) {
      const read = attempt(() => converter.toConnect('t', Uint8Array.of(byte)).value)
      if (character === '\ufffd') expect(read, `${byte}`).toBeInstanceOf(ConnectError)
      else expect(read, `${byte}`).toBe(character)
    }
  })

  test('each character is written as by Java, or refused', () => {
    const bytes = new Map(characters.map((character, byte) => [character, byte]))
    bytes.delete('\ufffd')
    const isRight = (code: number) => {
      const value = String.fromCodePoint(code)
      const written = attempt(() => converter.fromConnect('t', { schema: undefined, value }))
      const byte = bytes.get(value)
      if (byte === undefined || written === null) return written instanceof ConnectError
      return !(written instanceof ConnectError) && written.length === 1 && written[0] === byte
    }
    const codes = thorough ? Array.from({ length: LAST + 1 }, (_, code) => code) : sampled(characters)
    expect(codes.filter(code => !isRight(code))).toEqual([])
  })
})

test.each([
  ['latin1', 'ISO-8859-1'],
  ['8859_15', 'ISO-8859-15'],
  ['iso_8859-2', 'ISO-8859-2'],
  ['ISO8859_5', 'ISO-8859-5'],
  ['Cp1252', 'windows-1252'],
  ['koi8_r', 'KOI8-R'],
])('%s is %s', (alias, name) => {
  const bytes = Uint8Array.of(0xa1, 0xe4, 0xff)
  expect(open(alias).toConnect('t', bytes)).toEqual(open(name).toConnect('t', bytes))
})

test.each(['EBCDIC', 'constructor'])('%s is not there, and is refused with what there is', name => {
  expect(() => open(name)).toThrow(
    `Invalid value ${name} for configuration converter.encoding: must be one of UTF-8, UTF-16, UTF-16BE, UTF-16LE, US-ASCII, ISO-8859-1, ISO-8859-2`,
  )
})
