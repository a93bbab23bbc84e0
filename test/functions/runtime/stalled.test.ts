import { describe, expect, it } from 'vitest'
import { setWanted } from '../../../functions/runtime/state/connectors.ts'
import { survey } from '../../../functions/runtime/survey/survey.ts'
import { eventScene } from './scene/event-scene.ts'
import type { Scene } from './scene/scene.ts'
import { sinkScene } from './scene/scripted-sink.ts'
import { batchOf, once, sourceScene } from './scene/scripted-source.ts'

const minutes = (n: number) => n * 60_000
const time = (at: number) => new Date(at).toISOString()
const never = new Promise<never>(() => undefined)

const surveys = async ({ runtime, clock }: Pick<Scene, 'runtime' | 'clock'>, count: number) => {
  for (let n = 0; n < count; n++) {
    await survey(runtime)
    await clock.sleep(minutes(5))
  }
}

/** A source that hangs in its reads until it is let go. */
const hanging = async (config: Readonly<Record<string, string>> = {}) => {
  const hang = { on: true }
  const scene = await sourceScene(
    () => ({
      // biome-ignore lint/correctness/useYield: it has nothing
      async *read() {
        if (hang.on) await never
        return undefined
      },
    }),
    { config },
  )
  const runs = async (count: number) => {
    for (let n = 0; n < count; n++) await scene.run()
    return (await scene.task('numbers')).status
  }
  return { ...scene, hang, runs }
}

const inVain = (since: number, timeout = 600_000) =>
  `STALLED: at work, and no poll and no write has come back since ${time(since)} (stalled.timeout.ms=${timeout})`

describe('a task that is at work and makes no progress', () => {
  it('is RUNNING with a trace that says STALLED, from the tenth minute, over its slices', async () => {
    const scene = await hanging()
    const began = scene.now()
    expect((await scene.runs(11)).trace).toBeUndefined()
    expect(scene.now() - began).toBeLessThan(minutes(10))
    expect(await scene.runs(2)).toMatchObject({ state: 'RUNNING', trace: inVain(began) })
  })

  it('is so within one long slice too', async () => {
    const scene = await hanging()
    const began = scene.now()
    const run = scene.run({ deadline: scene.clock.now() + minutes(14) })
    await scene.clock.sleep(minutes(9))
    expect((await scene.task('numbers')).status.trace).toBeUndefined()
    await scene.clock.sleep(minutes(2))
    expect((await scene.task('numbers')).status).toMatchObject({ state: 'RUNNING', trace: inVain(began) })
    await run
  })

  it('is so no more when something has come back', async () => {
    const scene = await hanging()
    await scene.runs(14)
    scene.hang.on = false
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect((await scene.task('numbers')).status).toEqual({ state: 'RUNNING' })
  })

  it('is so after the time that its configuration says', async () => {
    const scene = await hanging({ 'stalled.timeout.ms': '30000' })
    const began = scene.now()
    expect(await scene.runs(1)).toMatchObject({ trace: inVain(began, 30_000) })
  })

  it('is counted by the survey, which writes nothing for it', async () => {
    const scene = await hanging()
    await scene.runs(14)
    const { seq } = await scene.task('numbers')
    await survey(scene.runtime)
    expect(scene.metrics.values('connector-stalled-task-count', 'numbers')).toEqual([1])
    expect((await scene.task('numbers')).seq).toBe(seq)
  })

  it('is found by the survey when its runs die before they can say so', async () => {
    const scene = await hanging()
    const began = scene.now()
    const dies = async (leaseUntil: number) => {
      const { epoch } = await scene.task('numbers')
      await scene.table.write({
        kind: 'take',
        key: { pk: 'CONNECTOR#numbers', sk: 'TASK#00000' },
        when: { epoch },
        set: { epoch: epoch + 1, owner: 'another', leaseUntil },
      })
    }
    await dies(began - minutes(1))
    void scene.run({ deadline: scene.clock.now() + minutes(60) })
    await scene.clock.sleep(1)
    await dies(scene.now() + minutes(12))
    await surveys(scene, 3)
    expect((await scene.task('numbers')).status).toMatchObject({ state: 'RUNNING', trace: inVain(began) })
    expect(scene.metrics.values('connector-stalled-task-count', 'numbers')).toEqual([0, 0, 1])
  })

  it('begins anew when it was paused meanwhile', async () => {
    const scene = await hanging()
    await scene.runs(5)
    await setWanted(scene.table, 'numbers', 'PAUSED')
    await scene.plan('numbers')
    await scene.clock.sleep(minutes(30))
    await setWanted(scene.table, 'numbers', 'RUNNING')
    await scene.plan('numbers')
    expect((await scene.runs(1)).trace).toBeUndefined()
  })
})

describe('a task is not stalled', () => {
  it('that is always at work and finds nothing', async () => {
    const scene = await sourceScene(() => ({ read: once() }), { config: { 'run.mode': 'continuous' } })
    for (let n = 0; n < 14; n++) await scene.run()
    expect((await scene.task('numbers')).status).toEqual({ state: 'RUNNING' })
  })

  it('that FAILED, which says more', async () => {
    const failing = { on: true }
    const scene = await sourceScene(() => ({
      // biome-ignore lint/correctness/useYield: it has nothing
      async *read() {
        if (failing.on) throw new Error('it broke')
        await never
        return undefined
      },
    }))
    await scene.run()
    failing.on = false
    for (let n = 0; n < 14; n++) await scene.run()
    await survey(scene.runtime)
    const { status } = await scene.task('numbers')
    expect(status).toMatchObject({ state: 'FAILED', trace: expect.stringContaining('it broke') })
    expect(scene.metrics.values('connector-failed-task-count', 'numbers')).toEqual([1])
  })

  it('that writes, however slowly', async () => {
    const scene = await sinkScene([['a'], ['b'], ['c'], ['d'], ['e'], ['f']], () => ({
      write: async () => scene.clock.sleep(minutes(2)),
    }))
    const run = scene.run({ deadline: scene.clock.now() + minutes(14) })
    await scene.clock.sleep(minutes(11))
    expect((await scene.task('archive')).status.trace).toBeUndefined()
    await run
    expect((await scene.task('archive')).status).toEqual({ state: 'RUNNING' })
  })
})

describe('a task that nobody runs', () => {
  it('shows since when it has been due, until it runs', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }))
    const began = scene.now()
    await surveys(scene, 2)
    expect((await scene.task('numbers')).status).toEqual({ state: 'UNASSIGNED' })
    await surveys(scene, 1)
    expect((await scene.task('numbers')).status).toEqual({
      state: 'RUNNING',
      trace: `STALLED: due since ${time(began)}, and nobody has run it (stalled.timeout.ms=600000)`,
    })
    await scene.run()
    expect((await scene.task('numbers')).status).toEqual({ state: 'RUNNING' })
  })

  it('is as before when it has stopped being due', async () => {
    const scene = await sourceScene(() => ({ read: once() }))
    await surveys(scene, 3)
    const { seq } = await scene.task('numbers')
    await scene.table.write({
      kind: 'test',
      key: { pk: 'CONNECTOR#numbers', sk: 'TASK#00000' },
      when: { seq },
      set: { dueAt: scene.now() + minutes(60) },
    })
    await surveys(scene, 1)
    expect((await scene.task('numbers')).status).toEqual({ state: 'RUNNING' })
  })
})

describe('a sink with something to read', () => {
  it('that no event brings shows how much that is, until one comes', async () => {
    const scene = await eventScene(['a', 'b'], () => ({}))
    const began = scene.now()
    await surveys(scene, 3)
    expect((await scene.task('archive')).status).toEqual({
      state: 'RUNNING',
      trace: `STALLED: nothing stored since ${time(began)}, with 2 records to read in one partition (stalled.timeout.ms=600000)`,
    })
    expect(scene.metrics.values('connector-stalled-task-count', 'archive')).toEqual([0, 0, 1])
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    expect((await scene.task('archive')).status).toEqual({ state: 'RUNNING' })
  })

  it('is not stalled at first sight, however short its time is', async () => {
    const scene = await eventScene(['a'], () => ({}), { config: { 'stalled.timeout.ms': '1' } })
    await surveys(scene, 1)
    expect((await scene.task('archive')).status.trace).toBeUndefined()
    await surveys(scene, 1)
    expect((await scene.task('archive')).status.trace).toMatch(/^STALLED: nothing stored/)
  })

  it('is not stalled when its event source passes records over', async () => {
    const scene = await eventScene(['a'], () => ({}), { config: { 'event.filter': '{"value":["z"]}' } })
    await surveys(scene, 4)
    expect((await scene.task('archive')).status.trace).toBeUndefined()
  })

  it('is not stalled while its writer waits for more', async () => {
    const scene = await sinkScene([['a']], () => ({
      flush: async () => ({ partitions: [{ topic: 't', partition: 0, offset: 0, waitsFor: 9 }] }),
    }))
    await scene.run()
    await surveys(scene, 4)
    expect((await scene.task('archive')).status).toEqual({ state: 'RUNNING' })
  })
})
