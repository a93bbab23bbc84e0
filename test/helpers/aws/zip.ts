import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** with `/` between folders */
  readonly path: string
  readonly content: Uint8Array
  readonly executable?: boolean
}

const deflated = 8
const madeByUnix = 3 << 8
/** 1980-01-01, the first date of the format: the same files make the same bytes. */
const date = 0x21
const regularFile = 0o100000

const fields = ({ path, content }: ZipEntry, data: Uint8Array) => {
  const buffer = Buffer.alloc(26)
  buffer.writeUInt16LE(20, 0)
  buffer.writeUInt16LE(1 << 11, 2)
  buffer.writeUInt16LE(deflated, 4)
  buffer.writeUInt16LE(date, 8)
  buffer.writeUInt32LE(crc32(content), 10)
  buffer.writeUInt32LE(data.length, 14)
  buffer.writeUInt32LE(content.length, 18)
  buffer.writeUInt16LE(Buffer.byteLength(path), 22)
  return buffer
}

const localHeader = (entry: ZipEntry, data: Uint8Array) =>
  Buffer.concat([Buffer.from('PK\x03\x04'), fields(entry, data), Buffer.from(entry.path)])

const centralHeader = (entry: ZipEntry, data: Uint8Array, offset: number) => {
  const version = Buffer.alloc(2)
  version.writeUInt16LE(madeByUnix | 20)
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(((regularFile | (entry.executable ? 0o755 : 0o644)) << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  const parts = [Buffer.from('PK\x01\x02'), version, fields(entry, data), rest, Buffer.from(entry.path)]
  return Buffer.concat(parts)
}

const endOfDirectory = (count: number, size: number, offset: number) => {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return end
}

/** A zip file of these entries, byte for byte the same for the same entries. */
export const zip = (entries: readonly ZipEntry[]): Uint8Array => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const data = deflateRawSync(entry.content)
    const file = Buffer.concat([localHeader(entry, data), data])
    directory.push(centralHeader(entry, data, offset))
    files.push(file)
    offset += file.length
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([...files, central, endOfDirectory(entries.length, central.length, offset)])
}
