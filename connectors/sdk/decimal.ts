import type { Decimal } from './value.ts'

/** An integer as Java's `BigInteger.toByteArray`: two's complement, big-endian, as few bytes as it takes, at least one. */
export const bigintToBytes = (value: bigint): Uint8Array => {
  const magnitude = value < 0n ? -value - 1n : value
  const bits = magnitude === 0n ? 0 : magnitude.toString(16).length * 4
  const length = Math.ceil((bits + 1) / 8)
  const hex = BigInt.asUintN(length * 8, value).toString(16)
  return trimSign(Buffer.from(hex.padStart(length * 2, '0'), 'hex'))
}

/** Drops leading bytes that only repeat the sign. */
const trimSign = (bytes: Uint8Array): Uint8Array => {
  let start = 0
  const repeatsSign = (at: number) => {
    const sign = (bytes[at + 1] ?? 0) >= 0x80 ? 0xff : 0
    return at + 1 < bytes.length && bytes[at] === sign
  }
  while (repeatsSign(start)) start++
  return bytes.subarray(start)
}

/** The integer of two's complement, big-endian bytes; no bytes are 0. */
export const bytesToBigint = (bytes: Uint8Array): bigint =>
  bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))

/** The integer that a decimal is, `undefined` when it has a fraction. */
export const decimalToBigint = ({ unscaled, scale }: Decimal): bigint | undefined => {
  const factor = 10n ** BigInt(Math.abs(scale))
  if (scale <= 0) return unscaled * factor
  return unscaled % factor === 0n ? unscaled / factor : undefined
}
