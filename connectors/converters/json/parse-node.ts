import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { parseJson, parseTypedJson } from '../../sdk/json.ts'
import type { Value } from '../../sdk/value.ts'
import { readDecimal } from './node.ts'

/** What is known of the numbers: nothing, that a schema says which are floats, that some are decimals. */
export type Numbers = 'schemaless' | 'typed' | 'decimal'

const fraction = /\d[.eE]/

const parsers: Readonly<Record<Numbers, (text: string) => Value>> = {
  schemaless: text => parseJson(text),
  typed: parseTypedJson,
  // decimals are often base64, and reading each number by its text takes three times as long
  decimal: text => (fraction.test(text) ? parseJson(text, readDecimal) : parseTypedJson(text)),
}

export const isBlank = (text: string): boolean => !/[^ \t\n\r]/.test(text)

const stringOrPaddedNumber = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])(-?)0+(?=\d)/g

const parseOrFail = (text: string, numbers: Numbers): Value => {
  try {
    return parsers[numbers](text)
  } catch (cause) {
    const problem = messageOf(cause)
    throw new ConnectError(
      'DATA',
      `Converting byte[] to Kafka Connect data failed due to serialization error: ${problem}`,
      { cause },
    )
  }
}

/** JSON, also with a byte order mark and with numbers that begin with zeros, which the peer accepts. */
export const parseNode = (text: string, numbers: Numbers): Value => {
  try {
    return parsers[numbers](text)
  } catch {
    const unpadded = text
      .replace(/^\ufeff/, '')
      .replace(stringOrPaddedNumber, (token, sign?: string) => (token.startsWith('"') ? token : (sign ?? '')))
    return parseOrFail(unpadded, numbers)
  }
}
