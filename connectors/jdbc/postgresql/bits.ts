/** `101` as the number of its bits; all eight are those of a signed byte. */
export const bitsToByte = (bits: string): number => {
  const value = Number.parseInt(bits, 2)
  return bits.length === 8 ? (value << 24) >> 24 : value
}

/** As bytes, the last bit in the last place; in front are zeros. */
export const bitsToBytes = (bits: string): Uint8Array => {
  const length = Math.ceil(bits.length / 8)
  const padded = bits.padStart(length * 8, '0')
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(padded.slice(i * 8, i * 8 + 8), 2))
}

const bitsOf = (byte: number) => (byte & 0xff).toString(2).padStart(8, '0')

/** The last `count` bits; all that are in front must be zeros. `undefined`: they are not. */
export const bytesToBits = (bytes: Iterable<number>, count: number | undefined): string | undefined => {
  const bits = Array.from(bytes, bitsOf).join('')
  if (count === undefined || bits.length <= count) return bits.padStart(count ?? 0, '0')
  const front = bits.length - count
  return /^0*$/.test(bits.slice(0, front)) ? bits.slice(front) : undefined
}
