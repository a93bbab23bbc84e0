import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandLine } from './command-line.ts'

const read = (pidFile: string) => {
  try {
    return readFileSync(pidFile, 'utf8')
  } catch {
    return ''
  }
}

/** With its arguments, which tell it from another process that gets its pid later. */
export const recordProcess = (pidFile: string, pid: number, args: readonly string[]): void =>
  writeFileSync(pidFile, `${pid}\n${args.join(' ')}`, { mode: 0o600 })

/**
 * Waits until the process of an earlier start is gone, which may still be ending after its starter was killed. Rejects
 * when it is not gone within `timeout` ms.
 */
export const awaitPrevious = async (pidFile: string, timeout = 15_000): Promise<void> => {
  const [pid = '', args = ''] = read(pidFile).split('\n')
  if (pid === '') return
  const deadline = performance.now() + timeout
  while ((await commandLine(Number(pid))).includes(args)) {
    if (performance.now() > deadline)
      throw new Error(`process ${pid} of ${pidFile} is still running; stop it first`)
    await sleep(100)
  }
}
