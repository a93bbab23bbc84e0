/** Writes the protocol's types, big-endian, into a buffer that grows. */
export interface ByteWriter {
  int8(value: number): ByteWriter
  int16(value: number): ByteWriter
  int32(value: number): ByteWriter
  int64(value: number): ByteWriter
  string(value: string): ByteWriter
  nullableString(value: string | null): ByteWriter
  /** an unsigned varint, as the flexible versions count with */
  uvarint(value: number): ByteWriter
  compactString(value: string): ByteWriter
  raw(bytes: Uint8Array): ByteWriter
  array<T>(items: readonly T[], write: (item: T) => unknown): ByteWriter
  finish(): Buffer
}

const growing = () => {
  let bytes = Buffer.allocUnsafe(512)
  let end = 0
  return {
    reserve(size: number) {
      if (end + size > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, end + size))
        bytes.copy(larger, 0, 0, end)
        bytes = larger
      }
      end += size
      return { bytes, at: end - size }
    },
    finish: () => bytes.subarray(0, end),
  }
}

const place = (size: number, write: (bytes: Buffer, at: number) => unknown) => ({ size, write })
type Place = ReturnType<typeof place>

const text = (value: string) => {
  const size = Buffer.byteLength(value)
  return place(size, (bytes, at) => size > 0 && bytes.write(value, at))
}

export const byteWriter = (): ByteWriter => {
  const buffer = growing()
  const put = ({ size, write }: Place): ByteWriter => {
    const { bytes, at } = buffer.reserve(size)
    write(bytes, at)
    return writer
  }
  const uvarint = (value: number): ByteWriter => {
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) writer.int8((rest & 0x7f) - 0x80)
    return writer.int8(rest)
  }
  const writer: ByteWriter = {
    int8: value => put(place(1, (bytes, at) => bytes.writeInt8(value, at))),
    int16: value => put(place(2, (bytes, at) => bytes.writeInt16BE(value, at))),
    int32: value => put(place(4, (bytes, at) => bytes.writeInt32BE(value, at))),
    int64: value => put(place(8, (bytes, at) => bytes.writeBigInt64BE(BigInt(value), at))),
    string: value => writer.int16(Buffer.byteLength(value)) && put(text(value)),
    nullableString: value => (value === null ? writer.int16(-1) : writer.string(value)),
    uvarint,
    compactString: value => uvarint(Buffer.byteLength(value) + 1) && put(text(value)),
    raw: value => put(place(value.length, (bytes, at) => bytes.set(value, at))),
    array: (items, write) => {
      writer.int32(items.length)
      items.forEach(write)
      return writer
    },
    finish: buffer.finish,
  }
  return writer
}
