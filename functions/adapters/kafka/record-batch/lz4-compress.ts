import { LZ4_MAGIC } from './lz4-decompress.ts'

// version 1, independent blocks of up to 64 KiB, no checksums; the third byte is the checksum of these two
const DESCRIPTOR = Buffer.from([0x60, 0x40, 0x82])
const BLOCK = 64 * 1024
const STORED = 0x8000_0000
const HASH_BITS = 13
// the format asks that the last five bytes are literals and that no match starts in the last twelve
const LAST_LITERALS = 5
const NO_MATCH_TAIL = 12

const hash = (word: number) => Math.imul(word, 0x9e3779b1) >>> (32 - HASH_BITS)

interface Target {
  readonly bytes: Buffer
  at: number
}

const writeLength = (target: Target, length: number) => {
  let rest = length - 15
  for (; rest >= 255; rest -= 255) target.bytes[target.at++] = 255
  if (rest >= 0) target.bytes[target.at++] = rest
}

const writeLiterals = (target: Target, input: Buffer, start: number, end: number, match: number) => {
  const size = end - start
  target.bytes[target.at++] = (Math.min(size, 15) << 4) | Math.min(match, 15)
  writeLength(target, size)
  target.at += input.copy(target.bytes, target.at, start, end)
}

const matchLength = (input: Buffer, one: number, other: number, end: number): number => {
  let size = 4
  while (other + size < end && input[one + size] === input[other + size]) size++
  return size
}

const compressBlock = (input: Buffer): Buffer => {
  const seen = new Int32Array(1 << HASH_BITS).fill(-1)
  const target: Target = { bytes: Buffer.allocUnsafe(input.length + (input.length >>> 7) + 32), at: 0 }
  let literals = 0
  for (let at = 0; at < input.length - NO_MATCH_TAIL; ) {
    const word = input.readInt32LE(at)
    const slot = hash(word)
    const candidate = seen[slot] ?? -1
    seen[slot] = at
    if (candidate < 0 || input.readInt32LE(candidate) !== word) {
      // longer steps where nothing repeats
      at += 1 + ((at - literals) >>> 6)
      continue
    }
    const size = matchLength(input, candidate, at, input.length - LAST_LITERALS)
    writeLiterals(target, input, literals, at, size - 4)
    target.at = target.bytes.writeUInt16LE(at - candidate, target.at)
    writeLength(target, size - 4)
    at += size
    literals = at
  }
  writeLiterals(target, input, literals, input.length, 0)
  return target.bytes.subarray(0, target.at)
}

/** One LZ4 frame; a block that does not shrink is stored. */
export const lz4Compress = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [Buffer.alloc(4), DESCRIPTOR]
  parts[0]?.writeUInt32LE(LZ4_MAGIC)
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK)
    const packed = compressBlock(block)
    const smaller = packed.length < block.length
    const size = Buffer.alloc(4)
    size.writeUInt32LE(smaller ? packed.length : STORED + block.length)
    parts.push(size, smaller ? packed : block)
  }
  return Buffer.concat([...parts, Buffer.alloc(4)])
}
