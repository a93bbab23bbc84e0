import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { runCommand } from './run-command.ts'

const fromProc = async (pid: number) =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()

const fromPs = async (pid: number) =>
  (await runCommand('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).trim()

/** A process's command and arguments; empty when it is not running, also while it waits to be reaped. */
export const commandLine = async (pid: number): Promise<string> => {
  try {
    const line = await (existsSync('/proc/self/cmdline') ? fromProc(pid) : fromPs(pid))
    return line.endsWith('<defunct>') ? '' : line
  } catch {
    return ''
  }
}
