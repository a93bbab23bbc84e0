import { type NumberReader, parseJson } from '../../sdk/json.ts'
import type { Value } from '../../sdk/value.ts'

const stringOrPaddedNumber = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])(-?)0+(?=\d)/g

/** JSON, also with numbers that begin with zeros, which the peer accepts. */
export const parseNode = (text: string, number?: NumberReader): Value => {
  try {
    return parseJson(text, number)
  } catch (error) {
    const unpadded = text.replace(stringOrPaddedNumber, (token, sign?: string) =>
      token.startsWith('"') ? token : (sign ?? ''),
    )
    if (unpadded === text) throw error
    return parseJson(unpadded, number)
  }
}
