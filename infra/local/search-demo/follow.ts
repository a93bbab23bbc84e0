import { createReadStream } from 'node:fs'

const PAUSE = 200

const readFrom = async (file: string, start: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(file, { start })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Prints the whole lines that a file has and gets. Ended, it prints what came last. */
export const follow = (
  file: string,
  print: (line: string) => void,
): { readonly stop: () => Promise<void> } => {
  let at = 0
  const look = async () => {
    const bytes = await readFrom(file, at).catch(() => Buffer.alloc(0))
    const end = bytes.lastIndexOf('\n') + 1
    at += end
    if (end > 0)
      bytes
        .subarray(0, end - 1)
        .toString()
        .split('\n')
        .forEach(print)
  }
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, PAUSE)
  return {
    stop: async () => {
      clearInterval(timer)
      await looking
      await look()
    },
  }
}
