import { createGzip } from 'node:zlib'

const OS_BYTE = 9
const OS_UNKNOWN = 255

export interface Gzip {
  write(chunk: Uint8Array): Promise<void>
  /** what has come out since the last call */
  take(): readonly Uint8Array[]
  /** bytes that `take` would give */
  size(): number
  end(): Promise<void>
  discard(): void
}

/** One gzip member whose bytes depend on the data and the level alone, not on the chunks or the machine. */
export const gzip = (level: number): Gzip => {
  const stream = createGzip({ level })
  let chunks: Uint8Array[] = []
  let bytes = 0
  stream.once('data', (first: Uint8Array) => {
    first[OS_BYTE] = OS_UNKNOWN
  })
  stream.on('data', (chunk: Uint8Array) => {
    chunks.push(chunk)
    bytes += chunk.length
  })
  stream.on('error', () => {})
  return {
    write: chunk =>
      new Promise((resolve, reject) => stream.write(chunk, error => (error ? reject(error) : resolve()))),
    take: () => {
      const taken = chunks
      chunks = []
      bytes = 0
      return taken
    },
    size: () => bytes,
    end: () =>
      new Promise((resolve, reject) => {
        stream.once('end', resolve).once('error', reject)
        stream.end()
      }),
    discard: () => stream.destroy(),
  }
}
