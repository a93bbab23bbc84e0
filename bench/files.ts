import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** bytes; 0 when there is none */
export const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    found => found.size,
    () => 0,
  )

export const hashOfFile = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** The hash of a file that has these lines. */
export const hashOfLines = (lines: readonly Buffer[]): string => {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(line).update('\n')
  return hash.digest('hex')
}

const LF = 0x0a

const linesIn = (bytes: Uint8Array) => {
  let lines = 0
  for (const byte of bytes) if (byte === LF) lines++
  return lines
}

/** Counts the lines of a file that grows; only what is new is read each time. */
export const createLineCount = (): ((file: string) => Promise<number>) => {
  const buffer = Buffer.allocUnsafe(1 << 20)
  let lines = 0
  let at = 0
  return async file => {
    if ((await sizeOf(file)) === at) return lines
    const handle = await open(file, 'r')
    try {
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
        if (bytesRead === 0) return lines
        lines += linesIn(buffer.subarray(0, bytesRead))
        at += bytesRead
      }
    } finally {
      await handle.close()
    }
  }
}
