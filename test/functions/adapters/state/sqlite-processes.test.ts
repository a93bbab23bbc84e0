import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteTable } from '../../../../functions/adapters/state/sqlite-table.ts'

const counter = new URL('../../../helpers/sqlite-counter.ts', import.meta.url)

describe('a SQLite table in several threads and processes', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sqlite-processes-'))
    file = join(folder, 'data', 'state.db')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const stored = async () => {
    const table = openSqliteTable({ file })
    const { item } = await table.get({ pk: 'counter', sk: 'counter' })
    await table.close()
    return Number(item?.attributes.n)
  }

  it('is made once by four threads that open it at the same time, and loses no write of theirs', async () => {
    const threads = Array.from({ length: 4 }, () => new Worker(counter, { workerData: { file, times: 100 } }))
    await Promise.all(threads.map(thread => once(thread, 'message')))
    expect(await stored()).toBe(400)
    await Promise.all(threads.map(thread => thread.terminate()))
  })

  /** Runs a process until it has had `count` writes acknowledged, kills it; the last one acknowledged. */
  const killAfter = async (count: number) => {
    const child = spawn(process.execPath, [counter.pathname, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    let last = 0
    let seen = 0
    for await (const line of createInterface(child.stdout)) {
      last = Number(line)
      if (++seen === count) child.kill('SIGKILL')
    }
    return last
  }

  it('keeps every acknowledged write of a process that is killed', async () => {
    for (const count of [1, 50, 200]) {
      const last = await killAfter(count)
      const n = await stored()
      expect(n === last || n === last + 1).toBe(true)
    }
  })

  it('keeps those of two processes that are killed while both write', async () => {
    const lasts = await Promise.all([killAfter(120), killAfter(170)])
    const n = await stored()
    expect(n).toBeGreaterThanOrEqual(Math.max(...lasts))
    expect(n).toBeLessThanOrEqual(Math.max(...lasts) + 2)
  })
})
