/** Draws numbers in [0, 1); the same numbers for the same seed, task and record. */
export type Random = () => number

const GOLDEN = 0x9e3779b9

const mix = (state: number, value: number): number => {
  const a = Math.imul(state ^ value, 0x85ebca6b)
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return (b ^ (b >>> 16)) + GOLDEN
}

/** Both halves of an integer that may need more than 32 bits. */
const mixWide = (state: number, value: number): number =>
  mix(mix(state, value | 0), Math.floor(value / 2 ** 32) | 0)

/** The draws of one record: a function of nothing but its arguments. */
export const randomOf = (seed: number, task: number, record: number): Random => {
  let state = mixWide(mix(mixWide(GOLDEN, seed), task), record)
  return () => {
    state = (state + GOLDEN) | 0
    const a = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    const b = Math.imul(a ^ (a >>> 15), 0x735a2d97)
    return ((b ^ (b >>> 15)) >>> 0) / 2 ** 32
  }
}
