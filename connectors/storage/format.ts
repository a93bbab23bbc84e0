import type { Datum } from '../sdk/record.ts'

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
