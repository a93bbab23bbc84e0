import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** The name of a file, in a folder that goes with the test. */
export const temporaryFile = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-file-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'lines.txt')
}
