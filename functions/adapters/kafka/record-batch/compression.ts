import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Compression } from '../../../runtime/ports/kafka.ts'
import { corrupt } from './batch-header.ts'
import { lz4Compress } from './lz4-compress.ts'
import { lz4Decompress } from './lz4-decompress.ts'
import { snappyCompress, snappyDecompress } from './snappy.ts'

/** The codec's number in a batch's attributes. */
export const compressionCodes = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const satisfies Record<
  Compression,
  number
>

type Packed = Exclude<Compression, 'none'>

const pack: Record<Packed, (bytes: Buffer) => Uint8Array> = {
  gzip: bytes => gzipSync(bytes),
  snappy: snappyCompress,
  lz4: lz4Compress,
  zstd: bytes => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
}

// zlib unpacks in chunks that are allocated whole: about what the batch needs, for small ones and for those of megabytes
const bounds = (bytes: Buffer, maxOutputLength: number) => ({
  maxOutputLength,
  chunkSize: Math.min(256 * 1024, Math.max(1024, bytes.length * 4)),
})

const unpack: Record<Packed, (bytes: Buffer, maxBytes: number) => Buffer> = {
  gzip: (bytes, maxBytes) => gunzipSync(bytes, bounds(bytes, maxBytes)),
  snappy: snappyDecompress,
  lz4: lz4Decompress,
  zstd: (bytes, maxBytes) => zstdDecompressSync(bytes, bounds(bytes, maxBytes)),
}

export const compress = (compression: Packed, bytes: Buffer): Uint8Array => pack[compression](bytes)

const names = Object.entries(compressionCodes)

/** Decompresses up to `maxBytes`; more, or what is malformed, is a corrupt batch. */
export const decompress = (codec: number, bytes: Buffer, maxBytes: number): Buffer => {
  const name = names.find(([, code]) => code === codec)?.[0] as Compression | undefined
  if (name === undefined) throw corrupt(`compression ${codec}, known are 0 to ${names.length - 1}`)
  if (name === 'none') return bytes
  try {
    return unpack[name](bytes, maxBytes)
  } catch (error) {
    throw corrupt(`${name}, at most ${maxBytes} bytes when unpacked: ${(error as Error).message}`)
  }
}
