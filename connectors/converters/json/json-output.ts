const CHUNK = 65_536
/** Characters up to which a loop is faster than JSON.stringify and write: 2 to 3 ns each, beside 120 ns. */
const SHORT = 48

const ZERO = 0x30
const MINUS = 0x2d
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** JSON on its way into bytes, one value after the other: 500 ns less for a row of eight columns than text that is encoded. */
export interface JsonOutput {
  chunk: Buffer
  /** where the value begins */
  start: number
  /** where it goes on */
  at: number
}

/** Makes bytes of what `put` writes of a value; they stay as they are. */
export const bytesBy = <T>(put: (out: JsonOutput, value: T) => void): ((value: T) => Buffer) => {
  const out: JsonOutput = { chunk: Buffer.alloc(0), start: 0, at: 0 }
  return value => {
    out.start = out.at
    put(out, value)
    return out.chunk.subarray(out.start, out.at)
  }
}

const grow = (out: JsonOutput, size: number): void => {
  const { chunk, start, at } = out
  const next = Buffer.allocUnsafeSlow(Math.max(CHUNK, 2 * (at - start) + size))
  chunk.copy(next, 0, start, at)
  out.chunk = next
  out.start = 0
  out.at = at - start
}

const reserve = (out: JsonOutput, size: number): void => {
  if (out.at + size > out.chunk.length) grow(out, size)
}

const putEncoded = (out: JsonOutput, text: string): void => {
  reserve(out, Buffer.byteLength(text))
  out.at += out.chunk.write(text, out.at)
}

/** Where the text ends when it is put at `at`; -1: it is not short, or has characters that are not ASCII or need a `\`. */
const putPlain = ({ chunk }: JsonOutput, text: string, at: number): number => {
  if (text.length > SHORT) return -1
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return -1
    chunk[at + i] = code
  }
  return at + text.length
}

/** A text as a JSON string. */
export const putString = (out: JsonOutput, text: string): void => {
  reserve(out, SHORT + 2)
  const closing = putPlain(out, text, out.at + 1)
  if (closing < 0) putEncoded(out, JSON.stringify(text))
  else {
    out.chunk[out.at] = QUOTE
    out.chunk[closing] = QUOTE
    out.at = closing + 1
  }
}

/** What is JSON already. */
export const putToken = (out: JsonOutput, token: string): void => {
  reserve(out, SHORT)
  const behind = putPlain(out, token, out.at)
  if (behind < 0) putEncoded(out, token)
  else out.at = behind
}

export const putBytes = (out: JsonOutput, bytes: Uint8Array): void => {
  const size = bytes.length
  reserve(out, size)
  const { chunk, at } = out
  if (size > SHORT) chunk.set(bytes, at)
  else for (let i = 0; i < size; i++) chunk[at + i] = bytes[i] ?? 0
  out.at = at + size
}

const countDigits = (value: number): number => {
  let count = 1
  for (let power = 10; power <= value; power *= 10) count++
  return count
}

/** `value` fits into 32 bits. */
const putDigits = (out: JsonOutput, value: number, count: number): void => {
  let rest = value
  for (let at = out.at + count - 1; at >= out.at; at--) {
    const tenth = (rest / 10) | 0
    out.chunk[at] = ZERO + rest - 10 * tenth
    rest = tenth
  }
  out.at += count
}

/** A safe integer: milliseconds since 1970 in 40 ns, beside 100 ns for their text alone. */
export const putInteger = (out: JsonOutput, value: number): void => {
  reserve(out, 17)
  if (value < 0) out.chunk[out.at++] = MINUS
  const size = Math.abs(value)
  const high = Math.floor(size / 1e9)
  if (high > 0) putDigits(out, high, countDigits(high))
  putDigits(out, size - high * 1e9, high > 0 ? 9 : countDigits(size))
}
