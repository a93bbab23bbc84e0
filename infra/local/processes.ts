import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { awaitPrevious, recordProcess } from './previous-process.ts'
import { untilEnded } from './process-end.ts'

export interface ProcessOptions {
  /** for messages: `broker` */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** takes its output; what an earlier start left is kept as `<logFile>.1` */
  readonly logFile: string
  /** says who runs, so that a start waits until what an earlier one left behind is gone */
  readonly pidFile?: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** asked every 50 ms until it answers true */
  readonly ready: () => Promise<boolean>
  /** ms; default 60,000 */
  readonly readyTimeout?: number
  /** what ends it in good order; default TERM */
  readonly signal?: 'TERM' | 'INT'
  /** how long it may take to end after that before it is killed, s; default 10 */
  readonly grace?: number
}

/** A child that ends when this process does, however that happens, and that a Ctrl-C in the terminal does not reach. */
export interface LocalProcess {
  /** of the command itself */
  readonly pid: number
  /** resolves when it has ended, with the exit code; `null` after a signal to the whole group */
  readonly ended: Promise<number | null>
  /** in good order: its signal, then SIGKILL after the grace */
  stop(): Promise<void>
  /** SIGKILL at once */
  kill(): Promise<void>
}

const watchdog = join(import.meta.dirname, 'watchdog.sh')

const openLog = (logFile: string) => {
  mkdirSync(dirname(logFile), { recursive: true })
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`)
  return openSync(logFile, 'a', 0o600)
}

/** Own session, hence own process group: out of reach of the terminal, and ended as a whole. */
const spawnGuarded = (options: ProcessOptions, grace: number) => {
  const log = openLog(options.logFile)
  try {
    const guarded = [options.signal ?? 'TERM', options.command, ...options.args]
    return spawn('/bin/sh', [watchdog, String(grace), ...guarded], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ['pipe', log, log, 'ignore', 'pipe'],
    })
  } finally {
    closeSync(log)
  }
}

const readPid = async (guard: ChildProcess): Promise<number> => {
  let text = ''
  for await (const chunk of guard.stdio[4] as Readable) text += chunk
  return Number(text)
}

const killGroup = (guard: ChildProcess) => {
  if (guard.pid === undefined) return
  try {
    process.kill(-guard.pid, 'SIGKILL')
  } catch {
    // the group has ended already
  }
}

const commandNotFound = 127

const endedEarly = ({ name, command, logFile }: ProcessOptions, code: number | null) =>
  code === commandNotFound
    ? new Error(`${command} is needed for the ${name} and was not found on the PATH`)
    : new Error(`the ${name} ended at its start; ${lastLogLine(logFile)}`)

const untilReady = async (options: ProcessOptions, guard: ChildProcess) => {
  const { name, logFile, readyTimeout = 60_000 } = options
  const deadline = performance.now() + readyTimeout
  while (!(await options.ready())) {
    if (hasEnded(guard)) throw endedEarly(options, guard.exitCode)
    if (performance.now() > deadline)
      throw new Error(`the ${name} was not ready within ${readyTimeout} ms; ${lastLogLine(logFile)}`)
    await sleep(50)
  }
}

const hasEnded = (guard: ChildProcess) => guard.exitCode !== null || guard.signalCode !== null

const lastLogLine = (logFile: string) => {
  const line = readFileSync(logFile, 'utf8').trim().split('\n').at(-1)
  return `${logFile} ends with: ${line || '(nothing)'}`
}

const stopper = (guard: ChildProcess, ended: Promise<unknown>, grace: number) => async () => {
  if (!hasEnded(guard)) guard.kill('SIGTERM')
  const late = setTimeout(() => killGroup(guard), grace * 1000)
  await ended
  clearTimeout(late)
}

const killer = (guard: ChildProcess, ended: Promise<unknown>) => async () => {
  killGroup(guard)
  await ended
}

/** Starts a command and resolves when it is ready; rejects, with nothing left running, when it ends or takes too long. */
export const startProcess = async (options: ProcessOptions): Promise<LocalProcess> => {
  const grace = options.grace ?? 10
  if (options.pidFile !== undefined) await awaitPrevious(options.pidFile)
  const guard = spawnGuarded(options, grace)
  const guardEnded = once(guard, 'exit').then(([code]: (number | null)[]) => {
    killGroup(guard)
    return code ?? null
  })
  try {
    const pid = await readPid(guard)
    const ended = guardEnded.then(code => untilEnded(pid).then(() => code))
    if (options.pidFile !== undefined) recordProcess(options.pidFile, pid, options.args)
    await untilReady(options, guard)
    return { pid, ended, stop: stopper(guard, ended, grace), kill: killer(guard, ended) }
  } catch (error) {
    await killer(guard, guardEnded)()
    throw error
  }
}
