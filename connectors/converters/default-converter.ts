import { type Converter, defineConverter } from '../sdk/converter.ts'
import type { Datum } from '../sdk/record.ts'
import { OPTIONAL_STRING } from '../sdk/schema.ts'
import { decodeUtf8, encodeUtf8 } from '../sdk/utf8.ts'
import { Decimal, Float64, type Value } from '../sdk/value.ts'
import { headerText } from './header/header-text.ts'
import { envelopeReader } from './json/read-envelope.ts'
import { envelopeWriter } from './json/write-envelope.ts'

const OPENING = Buffer.from('{"schema":')

/** Whether the bytes may be an envelope: everything else is text as it stands, and may pass unread. */
const mayBeEnvelope = (data: Uint8Array, start: number, end: number): boolean => {
  if (end - start < OPENING.length) return false
  for (let i = 0; i < OPENING.length; i++) if (data[start + i] !== OPENING[i]) return false
  return true
}

const isNested = (value: Value): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof Uint8Array) &&
  !(value instanceof Decimal) &&
  !(value instanceof Float64) &&
  !(value instanceof Date)

const open = (): Converter => {
  const write = envelopeWriter({ decimalFormat: 'BASE64', replaceNullWithDefault: true })
  const read = envelopeReader({ replaceNullWithDefault: true, cacheSize: 1000 })
  const text = (bytes: Uint8Array): Datum => ({ schema: OPTIONAL_STRING, value: decodeUtf8(bytes) })
  const envelopeOf = (bytes: Uint8Array): Datum | undefined => {
    try {
      return read(bytes)
    } catch {
      // not JSON, no schema, or a payload that does not fit it: text, of which nothing is lost
      return undefined
    }
  }
  return {
    passes: 'string',
    looksInto: mayBeEnvelope,
    fromConnect: (_topic, datum) => {
      const { schema, value } = datum
      if (value === null || value instanceof Uint8Array) return value
      return isNested(value) ? write(datum) : encodeUtf8(headerText(schema, value))
    },
    toConnect: (_topic, bytes) => {
      if (bytes === null) return { schema: OPTIONAL_STRING, value: null }
      return (mayBeEnvelope(bytes, 0, bytes.length) ? envelopeOf(bytes) : undefined) ?? text(bytes)
    },
  }
}

/**
 * What is used when no converter is named. Writes strings and scalars as text, bytes as they are, structs, maps and
 * arrays as the JSON envelope. Reads what begins with `{"schema":` and is an envelope as JSON, everything else as text.
 */
export const defaultConverter = defineConverter({
  classes: ['DefaultConverter'],
  version: '0.1.0',
  config: {},
  open,
})
