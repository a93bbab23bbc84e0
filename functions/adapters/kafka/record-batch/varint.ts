/** Writes a zigzag varint of an int32; the end of what was written. */
export const writeVarint = (bytes: Uint8Array, start: number, value: number): number => {
  let at = start
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  while (rest >= 0x80) {
    bytes[at++] = rest | 0x80
    rest >>>= 7
  }
  bytes[at++] = rest
  return at
}

/** Writes a zigzag varint of any safe integer. */
export const writeVarlong = (bytes: Uint8Array, start: number, value: number): number => {
  if (value === (value | 0)) return writeVarint(bytes, start, value)
  let at = start
  let rest = BigInt(value) * 2n
  if (rest < 0n) rest = -rest - 1n
  for (; rest >= 0x80n; rest >>= 7n) bytes[at++] = Number(rest & 0x7fn) | 0x80
  bytes[at++] = Number(rest)
  return at
}

/** bytes of a zigzag varint of an int32 */
export const varintSize = (value: number): number => {
  const rest = ((value << 1) ^ (value >> 31)) >>> 0
  return rest < 0x80 ? 1 : rest < 0x4000 ? 2 : rest < 0x20_0000 ? 3 : rest < 0x1000_0000 ? 4 : 5
}

/** bytes of a zigzag varint of any safe integer */
export const varlongSize = (value: number): number => {
  if (value === (value | 0)) return varintSize(value)
  let rest = value < 0 ? -value : value
  let size = 1
  for (rest *= 2; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++
  return size
}
