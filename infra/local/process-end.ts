import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCommand } from './run-command.ts'

// the 20th in all, the 18th behind the name
const threadCount = 17

/** It waits to be reaped, and all its threads have ended. */
const hasNothingLeft = async (pid: number) => {
  if (!existsSync('/proc/self/stat'))
    return (await runCommand('ps', ['-o', 'stat=', '-p', String(pid)])).startsWith('Z')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // behind the name, which is in parentheses and may have some itself
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' && Number(fields[threadCount]) <= 1
}

/** Waits until a process that was killed holds no port and no file any more. */
export const untilEnded = async (pid: number, timeout = 10_000): Promise<void> => {
  const deadline = performance.now() + timeout
  while (!(await hasNothingLeft(pid).catch(() => true)) && performance.now() < deadline) await sleep(10)
}
