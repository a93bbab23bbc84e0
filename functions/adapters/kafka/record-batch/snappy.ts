import snappyjs from 'snappyjs'
import type { LzOutput } from './lz-output.ts'
import { lzFinish, lzOutput, putLiteral, putMatch } from './lz-output.ts'

// Java's framing of snappy: magic, two versions, then blocks with their sizes
const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const HEADER = Buffer.concat([MAGIC, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])])
const BLOCK = 32 * 1024

export const snappyCompress = (bytes: Buffer): Buffer => {
  const parts: Uint8Array[] = [HEADER]
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = snappyjs.compress(new Uint8Array(bytes.subarray(at, at + BLOCK)))
    const size = Buffer.alloc(4)
    size.writeInt32BE(block.length)
    parts.push(size, block)
  }
  return Buffer.concat(parts)
}

const littleEndian = (input: Buffer, at: number, size: number) => {
  if (at + size > input.length) throw new Error('it is cut off')
  return input.readUIntLE(at, size)
}

const literal = (output: LzOutput, input: Buffer, at: number, tag: number): number => {
  const extra = Math.max(0, (tag >>> 2) - 59)
  const size = (extra === 0 ? tag >>> 2 : littleEndian(input, at, extra)) + 1
  putLiteral(output, input, at + extra, size)
  return at + extra + size
}

const match = (output: LzOutput, input: Buffer, at: number, tag: number): number => {
  const short = (tag & 3) === 1
  const bytes = short ? 1 : (tag & 3) === 2 ? 2 : 4
  const low = littleEndian(input, at, bytes)
  putMatch(output, short ? ((tag & 0xe0) << 3) | low : low, short ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1)
  return at + bytes
}

const uncompressedLength = (input: Buffer): { length: number; at: number } => {
  let length = 0
  for (let at = 0; at < 5; at++) {
    const byte = littleEndian(input, at, 1)
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return { length, at: at + 1 }
  }
  throw new Error('its length takes more than 5 bytes')
}

const block = (output: LzOutput, input: Buffer) => {
  const { length, at: start } = uncompressedLength(input)
  const end = output.end + length
  for (let at = start; at < input.length; ) {
    const tag = input.readUInt8(at)
    at = (tag & 3) === 0 ? literal(output, input, at + 1, tag) : match(output, input, at + 1, tag)
  }
  if (output.end !== end) throw new Error(`its length is said to be ${length}`)
}

/** Reads blocks in Java's framing, and a bare block as other clients write it. */
export const snappyDecompress = (bytes: Buffer, maxBytes: number): Buffer => {
  const output = lzOutput(maxBytes, bytes.length * 3)
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    block(output, bytes)
    return lzFinish(output)
  }
  for (let at = HEADER.length; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    if (at + 4 + size > bytes.length) throw new Error('a block is cut off')
    block(output, bytes.subarray(at + 4, at + 4 + size))
    at += 4 + size
  }
  return lzFinish(output)
}
