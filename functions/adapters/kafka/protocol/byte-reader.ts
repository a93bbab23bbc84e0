import { ConnectError } from '../../../../connectors/sdk/errors.ts'

/** Reads the protocol's types, big-endian. Whatever does not fit into the bytes throws `ConnectError('KAFKA')`. */
export interface ByteReader {
  int8(): number
  int16(): number
  int32(): number
  /** throws beyond 2^53 */
  int64(): number
  string(): string
  nullableString(): string | null
  uvarint(): number
  compactString(): string | null
  bytes(size: number): Buffer
  array<T>(read: () => T): T[]
  compactArray<T>(read: () => T): T[]
  /** skips the tagged fields that end every structure of a flexible version */
  tags(): void
  remaining(): number
}

export const malformed = (problem: string): ConnectError =>
  new ConnectError('KAFKA', `Malformed answer of the broker: ${problem}`)

/** an int64 as a number, exact up to 2^53 */
export const readInt64 = (bytes: Buffer, at: number): number =>
  bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)

export const byteReader = (bytes: Buffer): ByteReader => {
  let at = 0
  const take = (size: number): number => {
    if (size < 0 || at + size > bytes.length)
      throw malformed(`${size} bytes wanted at ${at}, allowed are 0 to ${bytes.length - at}`)
    at += size
    return at - size
  }
  const slice = (size: number) => {
    const start = take(size)
    return bytes.subarray(start, start + size)
  }
  const int64 = () => {
    const value = readInt64(bytes, take(8))
    if (!Number.isSafeInteger(value)) throw malformed(`${value} where at most 2^53 is allowed`)
    return value
  }
  const uvarint = () => {
    let value = 0
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = bytes.readUInt8(take(1))
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw malformed('a varint of more than 5 bytes')
  }
  // an element takes a byte at least, so a count beyond the bytes is a lie
  const list = <T>(count: number, read: () => T): T[] => {
    if (count > bytes.length - at) throw malformed(`${count} elements in ${bytes.length - at} bytes`)
    return Array.from({ length: Math.max(0, count) }, read)
  }
  const nullableText = (size: number) => (size < 0 ? null : slice(size).toString())
  const reader: ByteReader = {
    int8: () => bytes.readInt8(take(1)),
    int16: () => bytes.readInt16BE(take(2)),
    int32: () => bytes.readInt32BE(take(4)),
    int64,
    string: () => slice(reader.int16()).toString(),
    nullableString: () => nullableText(reader.int16()),
    uvarint,
    compactString: () => nullableText(uvarint() - 1),
    bytes: slice,
    array: read => list(reader.int32(), read),
    compactArray: read => list(uvarint() - 1, read),
    tags: () => {
      for (let count = uvarint(); count > 0; count--) {
        uvarint()
        slice(uvarint())
      }
    },
    remaining: () => bytes.length - at,
  }
  return reader
}
