import { ConnectError } from '../../sdk/errors.ts'
import { decodeUtf8 } from '../../sdk/utf8.ts'

const SHORT = 24
// bytes of an integer whose zigzag form a number holds exactly
const EXACT_BYTES = 7
const MAX_BYTES = 10

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** Avro's binary encoding, read from a position on. Whatever the bytes are, it reads within them or throws `DATA`. */
export class ByteInput {
  #buffer: Buffer = Buffer.alloc(0)
  #position = 0

  begin(bytes: Uint8Array, start: number): void {
    this.#buffer = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#position = start
  }

  get remaining(): number {
    return this.#buffer.length - this.#position
  }

  #advance(size: number): number {
    const start = this.#position
    if (size > this.#buffer.length - start)
      fail(`The message ends after ${this.#buffer.length - start} of ${size} bytes`)
    this.#position = start + size
    return start
  }

  #ended(): never {
    return fail(`The message ends at byte ${this.#buffer.length}, inside of a value`)
  }

  byte(): number {
    return this.#buffer[this.#position++] ?? this.#ended()
  }

  boolean(): boolean {
    const value = this.byte()
    return value <= 1 ? value === 1 : fail(`Invalid boolean encoding: ${value}`)
  }

  /** Which of a union's branches, or an enum's symbols, comes. */
  branch(count: number): number {
    const index = this.int()
    return index >= 0 && index < count
      ? index
      : fail(`Unknown union branch or enum ordinal ${index}, there are ${count}`)
  }

  /** 32 bits */
  int(): number {
    const first = this.byte()
    if (first < 0x80) return (first >>> 1) ^ -(first & 1)
    let bits = first & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      const next = this.byte()
      if (shift === 28 && next > 0x0f) break
      bits |= (next & 0x7f) << shift
      if (next < 0x80) return (bits >>> 1) ^ -(bits & 1)
    }
    return fail('Invalid int encoding: more than 32 bits')
  }

  /** 64 bits: a number when it is safe */
  long(): number | bigint {
    const start = this.#position
    let zigzag = 0
    let factor = 1
    for (let count = 1; count <= EXACT_BYTES; count++) {
      const next = this.byte()
      zigzag += (next & 0x7f) * factor
      if (next < 0x80) return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
      factor *= 128
    }
    return this.#bigLong(start)
  }

  #bigLong(start: number): number | bigint {
    this.#position = start
    let zigzag = 0n
    for (let count = 0; count < MAX_BYTES; count++) {
      const next = this.byte()
      if (count === MAX_BYTES - 1 && next > 1) break
      zigzag |= BigInt(next & 0x7f) << BigInt(7 * count)
      if (next < 0x80) {
        const value = (zigzag >> 1n) ^ -(zigzag & 1n)
        const number = Number(value)
        return Number.isSafeInteger(number) ? number : value
      }
    }
    return fail('Invalid long encoding: more than 64 bits')
  }

  float(): number {
    return this.#buffer.readFloatLE(this.#advance(4))
  }

  double(): number {
    return this.#buffer.readDoubleLE(this.#advance(8))
  }

  /** A length or count, which is never beyond what a message can have. */
  #size(what: string): number {
    const size = this.long()
    return typeof size === 'number' && size >= 0
      ? size
      : fail(`Malformed data. ${what} is negative or too large: ${size}`)
  }

  /** A copy, for the message may be part of a larger buffer that is used again. */
  raw(size: number): Uint8Array {
    const start = this.#advance(size)
    return Uint8Array.prototype.slice.call(this.#buffer, start, start + size)
  }

  bytes(): Uint8Array {
    return this.raw(this.#size('Length'))
  }

  string(): string {
    const size = this.#size('Length')
    const start = this.#advance(size)
    return (size < SHORT ? this.#ascii(start, size) : undefined) ?? this.#text(start, start + size)
  }

  #text(start: number, end: number): string {
    const text = this.#buffer.toString('utf8', start, end)
    // either the text has it, or the bytes were not UTF-8
    return text.includes('\ufffd') ? decodeUtf8(this.#buffer.subarray(start, end)) : text
  }

  /** Short texts letter by letter, which is faster. */
  #ascii(start: number, size: number): string | undefined {
    let text = ''
    for (let i = start; i < start + size; i++) {
      const code = this.#buffer[i] ?? 0xff
      if (code > 0x7f) return undefined
      text += String.fromCharCode(code)
    }
    return text
  }

  /** The items of the next block of an array or map, 0 at its end. `least`: bytes that an item takes at least. */
  block(least: number): number {
    let count = this.long()
    if (count === 0) return 0
    if (count < 0) {
      count = -count
      this.#size('Size of a block')
    }
    const most = least === 0 ? MAX_EMPTY_ITEMS : Math.floor(this.remaining / least)
    return count <= most
      ? Number(count)
      : fail(`Malformed data. ${count} items, but ${this.remaining} bytes are left`)
  }
}

// items of a record without fields take no bytes: their number says nothing about the message's size
const MAX_EMPTY_ITEMS = 10_000
