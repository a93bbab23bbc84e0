import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
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
