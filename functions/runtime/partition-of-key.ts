const SEED = 0x9747b28c
const M = 0x5bd1e995

const mix = (word: number) => {
  const product = Math.imul(word, M)
  return Math.imul(product ^ (product >>> 24), M)
}

/** 32-bit MurmurHash2 with the seed that Kafka's clients use, of `bytes[start, end)`. */
export const murmur2 = (bytes: Uint8Array, start = 0, end: number = bytes.length): number => {
  const at = (index: number) => bytes[index] ?? 0
  let hash = SEED ^ (end - start)
  let index = start
  for (; index + 4 <= end; index += 4) {
    const word = at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24)
    hash = Math.imul(hash, M) ^ mix(word)
  }
  if (index < end) {
    for (let rest = end - 1; rest >= index; rest--) hash ^= at(rest) << (8 * (rest - index))
    hash = Math.imul(hash, M)
  }
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return hash ^ (hash >>> 15)
}

/** The partition that Java's producer gives to a key. */
export const partitionOfKey = (partitions: number, key: Uint8Array, start?: number, end?: number): number =>
  (murmur2(key, start, end) & 0x7fff_ffff) % partitions
