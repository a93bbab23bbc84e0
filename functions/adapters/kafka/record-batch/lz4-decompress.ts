import type { LzOutput } from './lz-output.ts'
import { lzFinish, lzOutput, putLiteral, putMatch } from './lz-output.ts'

export const LZ4_MAGIC = 0x184d2204
const STORED = 0x8000_0000
const flags = { contentChecksum: 0x04, contentSize: 0x08, blockChecksum: 0x10, dictionary: 0x01 } as const

interface Place {
  readonly input: Buffer
  at: number
}

// lengths of 15 go on in further bytes until one is not 255
const length = (place: Place, nibble: number): number => {
  let size = nibble
  for (let byte = nibble === 15 ? 255 : 0; byte === 255; size += byte)
    byte = place.input.readUInt8(place.at++)
  return size
}

const block = (output: LzOutput, input: Buffer) => {
  const place: Place = { input, at: 0 }
  while (place.at < input.length) {
    const token = input.readUInt8(place.at++)
    const literal = length(place, token >>> 4)
    putLiteral(output, input, place.at, literal)
    place.at += literal
    if (place.at === input.length) return // the last sequence has no match
    const distance = input.readUInt16LE(place.at)
    place.at += 2
    putMatch(output, distance, length(place, token & 0x0f) + 4)
  }
}

/** Reads one LZ4 frame. Its own checksums are skipped: the batch has one over all of it. */
export const lz4Decompress = (bytes: Buffer, maxBytes: number): Buffer => {
  if (bytes.readUInt32LE(0) !== LZ4_MAGIC) throw new Error('it does not start with the magic number')
  const flag = bytes.readUInt8(4)
  if (flag >>> 6 !== 1 || flag & flags.dictionary) throw new Error(`frame flags ${flag} are not read here`)
  const output = lzOutput(maxBytes, bytes.length * 3)
  const trailer = flag & flags.blockChecksum ? 4 : 0
  let at = 7 + (flag & flags.contentSize ? 8 : 0)
  for (;;) {
    const word = bytes.readUInt32LE(at)
    if (word === 0) return lzFinish(output)
    const size = word % STORED
    const start = at + 4
    if (start + size > bytes.length) throw new Error('a block is cut off')
    if (word >= STORED) putLiteral(output, bytes, start, size)
    else block(output, bytes.subarray(start, start + size))
    at = start + size + trailer
  }
}
