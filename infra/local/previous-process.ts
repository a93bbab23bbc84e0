import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandLine } from './command-line.ts'

const recordedPid = (pidFile: string) => {
  try {
    return Number(readFileSync(pidFile, 'utf8'))
  } catch {
    return undefined
  }
}

export const recordProcess = (pidFile: string, pid: number): void =>
  writeFileSync(pidFile, `${pid}\n`, { mode: 0o600 })

/**
 * Waits until the process of an earlier start is gone, which may still be ending after its starter was killed. `marker`
 * is part of its command line, and tells it from another process that got its pid later. Rejects when it is not gone within `timeout` ms.
 */
export const awaitPrevious = async (pidFile: string, marker: string, timeout = 15_000): Promise<void> => {
  const pid = recordedPid(pidFile)
  if (pid === undefined) return
  const deadline = performance.now() + timeout
  while ((await commandLine(pid)).includes(marker)) {
    if (performance.now() > deadline)
      throw new Error(`process ${pid} of ${pidFile} is still running; stop it first`)
    await sleep(100)
  }
}
