import { appendFileSync, renameSync, statSync } from 'node:fs'

/** A call of the REST API, with the names of API Gateway's access log. */
export interface Access {
  readonly time: string
  /** who has proven to be that; `null`: nobody was asked, or has */
  readonly caller: string | null
  readonly sourceIp: string
  readonly method: string
  /** without the query, whose values may be anything */
  readonly path: string
  readonly status: number
  /** ms */
  readonly latency: number
}

const largest = 10 * 1024 * 1024

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/**
 * Appends calls to a file, a line of JSON each. A file of 10 MiB becomes `<file>.1`, in place of the one before.
 * `failed`: told once when it cannot be written; calls are answered all the same.
 */
export const openAccessLog = (file: string, failed: (error: unknown) => void): ((access: Access) => void) => {
  let size = sizeOf(file)
  let told = false
  const append = (line: string) => {
    if (size > 0 && size + line.length > largest) {
      renameSync(file, `${file}.1`)
      size = 0
    }
    appendFileSync(file, line, { mode: 0o600 })
    size += Buffer.byteLength(line)
  }
  return access => {
    try {
      append(`${JSON.stringify(access)}\n`)
    } catch (error) {
      if (!told) failed(error)
      told = true
    }
  }
}
