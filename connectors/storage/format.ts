import type { Datum } from '../sdk/record.ts'
import { byteArrayFormat } from './byte-array-format.ts'
import { jsonFormat } from './json-format.ts'

/** Which format, with its options, as JSON. */
export type FormatSpec =
  | { readonly name: 'json'; readonly decimalFormat: string }
  | { readonly name: 'bytearray'; readonly separator: string }

/** How records stand in an object, one after the other. */
export interface Format {
  readonly contentType: string
  /** follows each record */
  readonly terminator: Buffer
  /** Throws `ConnectError('DATA', …)` for a value that has no place in the format. */
  encode(topic: string, datum: Datum): Buffer
}

export const openFormat = (spec: FormatSpec): Format =>
  spec.name === 'json' ? jsonFormat(spec.decimalFormat) : byteArrayFormat(spec.separator)
