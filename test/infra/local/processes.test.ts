import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../../infra/local/command-line.ts'
import { startProcess } from '../../../infra/local/processes.ts'

const module = join(import.meta.dirname, '../../../infra/local/processes.ts')
let folder = ''
let starters: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'processes-'))
})
afterEach(() => {
  for (const starter of starters) starter.kill('SIGKILL')
  starters = []
  rmSync(folder, { recursive: true, force: true })
})

const untilGone = async (pid: number, timeout = 10_000) => {
  const deadline = performance.now() + timeout
  while ((await commandLine(pid)) !== '') {
    if (performance.now() > deadline) throw new Error(`process ${pid} is still there after ${timeout} ms`)
    await sleep(20)
  }
}

/** `script` in a shell; ready when it has made the file `ready` in its folder. */
const shell = (script: string, more: { grace?: number; readyTimeout?: number } = {}) => ({
  name: 'probe',
  command: '/bin/sh',
  args: ['-c', script],
  cwd: folder,
  logFile: join(folder, 'probe.log'),
  ready: async () => existsSync(join(folder, 'ready')),
  ...more,
})

/** Another process that starts `script` and then waits for ever; gives both. */
const startElsewhere = async (script: string, grace: number) => {
  const options = JSON.stringify(shell(script, { grace }))
  const source = `import { existsSync } from 'node:fs'
import { startProcess } from ${JSON.stringify(module)}
const ready = async () => existsSync(${JSON.stringify(join(folder, 'ready'))})
console.log((await startProcess({ ...${options}, ready })).pid)
setInterval(() => {}, 1000)`
  const starter = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  starters.push(starter)
  const line: string | undefined = (await createInterface(starter.stdout)[Symbol.asyncIterator]().next())
    .value
  return { starter, pid: Number(line) }
}

describe('a started process', () => {
  test('ends when its starter is killed', async () => {
    const { starter, pid } = await startElsewhere('touch ready; exec sleep 600', 5)
    expect(await commandLine(pid)).toContain('sleep 600')
    starter.kill('SIGKILL')
    await untilGone(pid)
  })

  test('ends even if it ignores the first request, with what it started itself', async () => {
    const script = `trap '' TERM; sleep 600 & echo $! > inner; touch ready; while :; do sleep 1; done`
    const { starter, pid } = await startElsewhere(script, 1)
    const inner = Number(readFileSync(join(folder, 'inner'), 'utf8'))
    starter.kill('SIGKILL')
    await Promise.all([untilGone(pid), untilGone(inner)])
  })

  test('leaves nothing that it started when it ends in good order after its starter was killed', async () => {
    const { starter, pid } = await startElsewhere('sleep 600 & echo $! > inner; touch ready; wait', 5)
    const inner = Number(readFileSync(join(folder, 'inner'), 'utf8'))
    starter.kill('SIGKILL')
    await Promise.all([untilGone(pid), untilGone(inner)])
  })

  test('is in a session of its own, where a Ctrl-C does not reach it', async () => {
    const started = await startProcess(shell('touch ready; exec sleep 600'))
    const groupOf = (pid: number) =>
      execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' })
    expect(groupOf(started.pid)).not.toBe(groupOf(process.pid))
    await started.kill()
  })

  test('may end in good order when it is stopped', async () => {
    const started = await startProcess(
      shell(`trap 'echo done > end; exit 3' TERM; touch ready; while :; do sleep 0.1; done`),
    )
    await started.stop()
    expect(await started.ended).toBe(3)
    expect(readFileSync(join(folder, 'end'), 'utf8')).toBe('done\n')
  })

  test('is killed when it does not end in time', async () => {
    const started = await startProcess(
      shell(`trap '' TERM; touch ready; while :; do sleep 0.1; done`, { grace: 1 }),
    )
    await started.stop()
    expect(await started.ended).toBeNull()
    await untilGone(started.pid)
  })

  test('may be stopped after it has ended', async () => {
    const started = await startProcess(shell('touch ready; sleep 0.2; exit 4'))
    expect(await started.ended).toBe(4)
    await started.stop()
    await started.kill()
  })

  test('waits for what an earlier start left behind', async () => {
    const pidFile = join(folder, 'pid')
    const first = await startProcess({ ...shell('touch ready; sleep 1; exit 0'), pidFile })
    const second = await startProcess({ ...shell('sleep 600; exit 0'), pidFile })
    expect(await commandLine(first.pid)).toBe('')
    await second.kill()
  })

  test('keeps the log of the start before', async () => {
    for (const word of ['one', 'two']) {
      const started = await startProcess(shell(`echo ${word}; touch ready; exec sleep 600`))
      await started.stop()
      rmSync(join(folder, 'ready'))
    }
    expect(readFileSync(join(folder, 'probe.log'), 'utf8')).toBe('two\n')
    expect(readFileSync(join(folder, 'probe.log.1'), 'utf8')).toBe('one\n')
  })
})

describe('a start that fails', () => {
  test('tells the last line of the log', async () => {
    const log = join(folder, 'probe.log')
    await expect(startProcess(shell('echo some; echo the reason >&2; exit 1'))).rejects.toThrow(
      `the probe ended at its start; ${log} ends with: the reason`,
    )
  })

  test('names a command that is missing', async () => {
    const missing = { ...shell(''), command: 'no-such-command' }
    await expect(startProcess(missing)).rejects.toThrow(
      'no-such-command is needed for the probe and was not found on the PATH',
    )
  })

  test('leaves nothing running when it takes too long', async () => {
    const slow = startProcess(shell('echo $$ > pid; exec sleep 600', { readyTimeout: 300 }))
    await expect(slow).rejects.toThrow('the probe was not ready within 300 ms')
    await untilGone(Number(readFileSync(join(folder, 'pid'), 'utf8')))
  })
})
