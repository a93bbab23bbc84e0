import type { Log } from '../../runtime/ports/log.ts'

export interface JsonLogOptions {
  /** name of the function */
  readonly function: string
  /** takes one line, with its end */
  readonly write: (line: string) => void
  /** ms since the epoch */
  readonly now: () => number
}

/** One JSON object a line. */
export const jsonLog =
  ({ function: name, write, now }: JsonLogOptions): Log =>
  ({ level, message, ...rest }) => {
    const timestamp = new Date(now()).toISOString()
    write(`${JSON.stringify({ timestamp, level, message, function: name, ...rest })}\n`)
    return undefined
  }
