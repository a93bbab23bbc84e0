import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commandLine } from '../../../infra/local/command-line.ts'

/** A function at work, in a process of its own. */
export interface Invocation {
  readonly functionName: string
  /** the request id */
  readonly id: string
  readonly pid: number
  readonly event: unknown
  /** SIGKILL, as when Lambda loses a machine */
  kill(): void
}

/** A process of that number that is no longer the function's is not ours to know. */
const isRunning = async (pid: number, functionName: string) =>
  (await commandLine(pid)).endsWith(`runtime.mts ${functionName}`)

const read = async (folder: string, name: string): Promise<readonly Invocation[]> => {
  // gone when the invocation has ended meanwhile
  const text = await readFile(join(folder, name), 'utf8').catch(() => '')
  if (text === '') return []
  const { functionName, id, event } = JSON.parse(text)
  const pid = Number(name)
  if (!(await isRunning(pid, functionName))) return []
  return [{ functionName, id, pid, event: JSON.parse(event), kill: () => process.kill(pid, 'SIGKILL') }]
}

/** What runs at this moment in an emulator on that data folder. */
export const runningInvocations = async (dataDir: string): Promise<readonly Invocation[]> => {
  const folder = join(dataDir, 'invocations')
  const names = await readdir(folder).catch(() => [])
  const notes = names.filter(name => /^\d+$/.test(name))
  return (await Promise.all(notes.map(name => read(folder, name)))).flat()
}
