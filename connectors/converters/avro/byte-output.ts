import { ConnectError } from '../../sdk/errors.ts'

const FIRST_SIZE = 16 * 1024
// what a large record needed is not kept for small ones
const KEPT_SIZE = 1024 * 1024
const SHORT = 40
const MAX_INT = 2 ** 31

/** Avro's binary encoding, into a buffer that grows. One value at a time. */
export class ByteOutput {
  #buffer = Buffer.allocUnsafeSlow(FIRST_SIZE)
  #length = 0

  /** Forgets what was written before. */
  begin(prefix: Uint8Array): void {
    this.#length = 0
    this.raw(prefix)
  }

  /** What was written, copied. */
  finish(): Uint8Array {
    const bytes = Buffer.allocUnsafe(this.#length)
    this.#buffer.copy(bytes, 0, 0, this.#length)
    if (this.#buffer.length > KEPT_SIZE) this.#buffer = Buffer.allocUnsafeSlow(FIRST_SIZE)
    return bytes
  }

  #reserve(size: number): void {
    const needed = this.#length + size
    if (needed <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#length)
    this.#buffer = larger
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.length
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#buffer[this.#length++] = value
  }

  /** 32 bits */
  int(value: number): void {
    this.#reserve(5)
    const buffer = this.#buffer
    let rest = ((value << 1) ^ (value >> 31)) >>> 0
    while (rest > 0x7f) {
      buffer[this.#length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    buffer[this.#length++] = rest
  }

  /** A safe integer. */
  long(value: number): void {
    if (value >= -MAX_INT && value < MAX_INT) {
      this.int(value)
      return
    }
    this.#reserve(10)
    const buffer = this.#buffer
    // 2^53 and more take the zigzag form out of what a number can hold
    if (value > 2 ** 51 || value < -(2 ** 51)) {
      this.bigLong(BigInt(value))
      return
    }
    let rest = value >= 0 ? value * 2 : -value * 2 - 1
    while (rest > 0x7f) {
      buffer[this.#length++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    buffer[this.#length++] = rest
  }

  /** 64 bits */
  bigLong(value: bigint): void {
    this.#reserve(10)
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
    while (rest > 0x7fn) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#buffer[this.#length++] = Number(rest)
  }

  float(value: number): void {
    this.#reserve(4)
    this.#length = this.#buffer.writeFloatLE(value, this.#length)
  }

  double(value: number): void {
    this.#reserve(8)
    this.#length = this.#buffer.writeDoubleLE(value, this.#length)
  }

  bytes(value: Uint8Array): void {
    this.long(value.length)
    this.raw(value)
  }

  string(value: string): void {
    if (value.length < SHORT && this.#ascii(value)) return
    if (!value.isWellFormed())
      throw new ConnectError('DATA', 'Text with an unpaired surrogate has no UTF-8 form')
    const size = Buffer.byteLength(value)
    this.long(size)
    this.#reserve(size)
    this.#length += this.#buffer.write(value, this.#length)
  }

  /** Short texts letter by letter, which is faster; whether it could be done. */
  #ascii(value: string): boolean {
    this.#reserve(SHORT + 1)
    const buffer = this.#buffer
    const start = this.#length + 1
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      buffer[start + i] = code
    }
    buffer[this.#length] = value.length * 2
    this.#length = start + value.length
    return true
  }
}
