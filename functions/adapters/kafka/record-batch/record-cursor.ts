import { corrupt } from './batch-header.ts'

/** A place in the records of a batch. Reading past their end throws. */
export interface RecordCursor {
  readonly bytes: Buffer
  at: number
}

const past = () => corrupt('its records are cut off')

export const readVarint = (cursor: RecordCursor): number => {
  const { bytes } = cursor
  let at = cursor.at
  let value = 0
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = bytes[at++]
    if (byte === undefined) throw past()
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) {
      cursor.at = at
      return (value >>> 1) ^ -(value & 1)
    }
  }
  throw corrupt('a varint of more than 5 bytes')
}

/** exact up to 2^53 */
export const readVarlong = (cursor: RecordCursor): number => {
  let value = 0
  let unit = 1
  for (let size = 1; size <= 10; size++, unit *= 0x80) {
    const byte = cursor.bytes[cursor.at++]
    if (byte === undefined) throw past()
    value += (byte & 0x7f) * unit
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  throw corrupt('a varint of more than 10 bytes')
}

/** Skips a length-prefixed field and returns where it starts; −1 when it is null. `cursor.at` is its end. */
export const skipField = (cursor: RecordCursor): number => {
  const size = readVarint(cursor)
  if (size < -1) throw corrupt(`a field of ${size} bytes`)
  if (size === -1) return -1
  const start = cursor.at
  cursor.at = start + size
  if (cursor.at > cursor.bytes.length) throw past()
  return start
}
