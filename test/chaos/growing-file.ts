import { appendFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { numberedLines } from '../helpers/numbered-lines.ts'

export interface GrowingFile {
  /** bytes when it is whole */
  readonly size: number
  /** Appends up to `share` (0 to 1) of the whole: half of what is missing at once, the rest within `ms`. */
  growTo(share: number, ms: number): Promise<void>
}

const step = 20

/** A file of numbered lines that is written in pieces, most of which end within a line. */
export const growingFile = (file: string, lines: number): GrowingFile => {
  const content = numberedLines(0, lines)
  let written = 0
  const appendUpTo = async (end: number) => {
    await appendFile(file, content.subarray(written, end))
    written = end
  }
  return {
    size: content.length,
    growTo: async (share, ms) => {
      const end = Math.round(content.length * share)
      const half = Math.floor((written + end) / 2)
      const steps = Math.max(1, Math.floor(ms / step))
      await appendUpTo(half)
      for (let i = 1; i <= steps; i++) {
        await sleep(step)
        await appendUpTo(half + Math.round(((end - half) * i) / steps))
      }
    },
  }
}
