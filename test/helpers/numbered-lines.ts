const filler = ' the quick brown fox jumps over the lazy dog while another line of the same length follows it'

/** bytes of a line, without its end */
export const lineLength = 100

/** Line `n`: different for each `n`, with its number in front. */
export const numberedLine = (n: number): string =>
  `${String(n).padStart(10, '0')}${filler}`.slice(0, lineLength).padEnd(lineLength, '.')

const linesAtOnce = 10_000

/** Lines `from` up to, not including, `to`, each with its newline. */
export const numberedLines = (from: number, to: number): Buffer => {
  const blocks: Buffer[] = []
  for (let start = from; start < to; start += linesAtOnce) {
    const count = Math.min(linesAtOnce, to - start)
    blocks.push(Buffer.from(Array.from({ length: count }, (_, i) => `${numberedLine(start + i)}\n`).join('')))
  }
  return Buffer.concat(blocks)
}
