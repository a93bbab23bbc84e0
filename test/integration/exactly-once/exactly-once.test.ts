import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { seededRandom } from '../../helpers/random.ts'
import { readTopic } from '../kafka/read-topic.ts'
import { openScenario, type Scenario, type ScenarioOptions } from './runners.ts'

const once = { repeats: 0, rewinds: [] }

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exactly-once-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const inScenario = async (
  options: Omit<ScenarioOptions, 'dir' | 'bootstrap'>,
  play: (scenario: Scenario) => Promise<void>,
) => {
  const scenario = await openScenario({ dir, bootstrap: inject('bootstrap'), ...options })
  try {
    await play(scenario)
  } finally {
    await scenario.close()
  }
}

const untilMoving = async ({ end }: Scenario) => {
  const before = await end()
  for (const until = Date.now() + 30_000; (await end()) <= before && Date.now() < until; ) await sleep(5)
}

const kills = 10

test.each([
  ['poll', {}],
  [
    'interval',
    { 'transaction.boundary': 'interval', 'transaction.boundary.interval.ms': '300', 'batch.size': '20' },
  ],
] as const)(
  'every line once and in order, though its process is killed again and again: transactions by %s',
  { timeout: 300_000 },
  async (boundary, config) => {
    const seed = Date.now() % 1_000_000
    const random = seededRandom(seed)
    const lines = 60_000
    await inScenario({ name: `killed-${boundary}`, lines, config }, async scenario => {
      const ends: number[] = []
      for (let n = 0; n < kills; n++) {
        const runner = scenario.start()
        const growing = scenario.file.growTo((n + 1) / (kills + 1), 1_500)
        await untilMoving(scenario)
        await sleep(random() * 400)
        await scenario.kill(runner)
        ends.push(await scenario.end())
        await growing
      }
      await scenario.file.growTo(1, 500)
      scenario.start()
      expect(await scenario.untilWhole(60_000), `seed ${seed}, ends ${ends}`).toEqual(once)
      const all = await readTopic(scenario.kafka, { topic: scenario.name, isolation: 'read_uncommitted' })
      // those that end with each batch are open for milliseconds: not every kill meets one
      const aborted = expect(all.length - lines, 'records of transactions that were aborted')
      if (boundary === 'interval') aborted.toBeGreaterThan(0)
      else aborted.toBeGreaterThanOrEqual(0)
    })
  },
)

test('a run that was frozen writes nothing when it wakes up', { timeout: 120_000 }, async () => {
  const config = { 'transaction.boundary': 'interval', 'transaction.boundary.interval.ms': '2000' }
  const lines = 20_000
  await inScenario({ name: 'frozen', lines, config }, async scenario => {
    const frozen = scenario.start()
    const results: { readonly outcome: string }[] = []
    frozen.on('message', result => results.push(result as { readonly outcome: string }))
    const growing = scenario.file.growTo(0.5, 4_000)
    await untilMoving(scenario)
    await sleep(300)
    frozen.kill('SIGSTOP')
    const before = results.length
    expect(await scenario.stableEnd(), 'its transaction is open').toBeLessThan(await scenario.end())
    await growing
    await scenario.file.growTo(1, 100)
    const successor = scenario.start()
    expect(await scenario.untilWhole(40_000)).toEqual(once)
    frozen.kill('SIGCONT')
    await expect.poll(() => results.length, { timeout: 20_000 }).toBeGreaterThan(before)
    expect(results[before]).toMatchObject({ outcome: 'fenced' })
    await scenario.kill(successor)
    await sleep(1_000)
    expect(await scenario.untilWhole(1_000)).toEqual(once)
  })
})

test('two processes for one task, and one of them is killed at times', { timeout: 120_000 }, async () => {
  const lines = 40_000
  await inScenario({ name: 'two', lines }, async scenario => {
    let [one, other] = [scenario.start(), scenario.start()]
    for (let n = 0; n < 5; n++) {
      const growing = scenario.file.growTo((n + 1) / 6, 1_500)
      await untilMoving(scenario)
      await sleep(100)
      await scenario.kill(one)
      await growing
      one = other
      other = scenario.start()
    }
    await scenario.file.growTo(1, 100)
    expect(await scenario.untilWhole(60_000)).toEqual(once)
  })
})
