import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killAndCompare } from '../chaos/kill-and-compare.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nothing-lost-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test('nothing is lost when the process is killed, also together with the broker', {
  timeout: 240_000,
}, async () => {
  const seed = Date.now() % 1_000_000
  const kills = 3
  const lines = 60_000
  const log: string[] = [`seed ${seed}`]
  const result = await killAndCompare({ dir, lines, kills, seed, log: line => log.push(line) }).catch(
    error => {
      throw new Error(`${log.join('\n')}\n${error.message}`, { cause: error })
    },
  )
  expect(result.records).toBe(lines + result.repeats)
  expect(result.rewinds.length, log.join('\n')).toBeLessThanOrEqual(kills)
  expect(Math.max(...result.ends), 'records at the last kill').toBeGreaterThan(0)
  expect(result.objects).toBeGreaterThan(0)
})
