import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type ConnectProcess, shortSlices, startConnect } from '../../helpers/connect-process.ts'

/** A source that waits, in its reads, for a file to be gone. */
const plugin = `
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export const hanging = {
  type: 'source',
  classes: ['com.example.HangingSource'],
  version: '1.0.0',
  config: {},
  plan: () => ({ tasks: [{ partitions: [{ only: 'one' }] }] }),
  open: () => ({
    async *read() {
      while (existsSync(process.env.HANGS_WHILE)) await sleep(50)
      return undefined
    },
    close: async () => {},
  }),
}
`

let dir: string
let connect: ConnectProcess
const hangs = () => join(dir, 'hangs')
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stalled-'))
  await writeFile(join(dir, 'hanging.mjs'), plugin)
  await writeFile(hangs(), '')
  connect = await startConnect({
    bootstrap: inject('bootstrap'),
    dir,
    properties: { ...shortSlices, 'plugin.path': join(dir, 'hanging.mjs') },
    env: { HANGS_WHILE: hangs() },
  })
})
afterAll(async () => {
  await connect?.stop()
  await rm(dir, { recursive: true, force: true })
})

const soon = { timeout: 30_000, interval: 100 }

const taskOf = async (name: string) => (await connect.rest.status(name)).tasks[0]

test('a task that hangs over its slices is RUNNING and says STALLED, until it goes on', async () => {
  await connect.rest.create('hanging', {
    'connector.class': 'com.example.HangingSource',
    'stalled.timeout.ms': '4000',
  })
  await vi.waitFor(async () => {
    expect(await taskOf('hanging')).toMatchObject({
      state: 'RUNNING',
      trace: expect.stringMatching(/^STALLED: at work, and no poll and no write has come back since 20/),
    })
  }, soon)
  const metrics = await (await connect.rest.request('GET', '/metrics')).text()
  expect(metrics).toMatch(/connector_stalled_task_count\{connector="hanging"[^}]*\} 1/)
  await rm(hangs())
  await vi.waitFor(async () => {
    const task = await taskOf('hanging')
    expect(task).toMatchObject({ state: 'RUNNING' })
    expect(task).not.toHaveProperty('trace')
  }, soon)
})

test('a failed task says when it is restarted, and is so at once by hand', async () => {
  const file = join(dir, 'late.txt')
  await connect.rest.create('late', {
    'connector.class': 'FileStreamSource',
    file,
    topic: `late-${process.pid}`,
    'restart.backoff.ms': '250000',
  })
  const failed = await vi.waitFor(async () => {
    const task = await taskOf('late')
    expect(task?.state).toBe('FAILED')
    return task
  }, soon)
  expect(failed?.trace).toMatch(/\nRestart 1 follows at \d{4}-.*Z\.$/)
  await writeFile(file, 'here\n')
  expect((await connect.rest.request('POST', '/connectors/late/tasks/0/restart')).status).toBe(204)
  await vi.waitFor(async () => expect((await taskOf('late'))?.state).toBe('RUNNING'), soon)
})
