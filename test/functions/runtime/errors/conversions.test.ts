import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { Plugin } from '../../../../functions/runtime/ports/plugins.ts'
import { lookingUp } from '../../../helpers/looking-up.ts'
import { eventScene } from '../scene/event-scene.ts'
import { collecting, sinkScene } from '../scene/scripted-sink.ts'
import { numbered, once, sourceScene } from '../scene/scripted-source.ts'

type Properties = Readonly<Record<string, string>>

const away = new ConnectError('EXTERNAL', 'The registry cannot be reached')
const dlq = {
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': 'dlq',
  'errors.deadletterqueue.topic.replication.factor': '1',
}

/** A registry that does not know `y` before the clock's time `until`. */
const registry = (until: number) => {
  const asked: number[] = []
  let now: () => number = () => 0
  const { converter } = lookingUp(async text => {
    if (text !== 'y') return
    asked.push(now())
    if (now() < until) throw away
  })
  return {
    asked,
    converters: [converter as unknown as Plugin],
    tell: (clock: { now(): number }) => {
      now = () => clock.now()
    },
  }
}

const sink = async (until: number, config: Properties) => {
  const { asked, converters, tell } = registry(until)
  const got = collecting()
  const scene = await sinkScene([['x', 'y', 'z']], () => got.writer, {
    config: { 'value.converter': 'com.example.LookUpConverter', ...config },
    converters,
  })
  tell(scene.clock)
  const letters = async () =>
    (await scene.cluster.kafka.topics(['dlq'])).length === 0 ? [] : scene.cluster.values('dlq')
  return { ...scene, asked, letters, values: got.values }
}

const source = async (until: number, config: Properties) => {
  const { asked, converters, tell } = registry(until)
  const records = ['x', 'y', 'z'].map((value, i) =>
    numbered('a', i + 1, { value: { schema: undefined, value } }),
  )
  const scene = await sourceScene(
    ({ offsets }) => ({
      async *read() {
        const [stored] = await offsets.get([{ p: 'a' }])
        yield* once({ records: records.slice(Number(stored?.offset?.n ?? 0)) })()
        // one pass is enough
        await scene.clock.sleep(60_000)
        return undefined
      },
    }),
    { config: { 'value.converter': 'com.example.LookUpConverter', ...config }, converters },
  )
  tell(scene.clock)
  return { ...scene, asked, values: () => scene.cluster.values('topic-a') }
}

const pauses = (times: readonly number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0))

const events = async (until: number, config: Properties) => {
  const { asked, converters, tell } = registry(until)
  const got = collecting()
  const scene = await eventScene(['x', 'y', 'z'], () => got.writer, {
    config: { 'value.converter': 'com.example.LookUpConverter', ...config },
    converters,
  })
  tell(scene.clock)
  const stored = async () => (await scene.partition())?.offset
  return { ...scene, asked, stored, values: got.values }
}

describe('a conversion that may succeed later, of an event', () => {
  const event = [{ from: 0, values: ['x', 'y', 'z'] }]

  it('is tried again within its run', async () => {
    const scene = await events(5_000, { 'errors.retry.timeout': '-1' })
    expect(await scene.send(event)).toEqual({ batchItemFailures: [] })
    expect(scene.values()).toEqual(['x', 'y', 'z'])
  })

  it('has the rest of the event come again when the run is over, and is tried anew then', async () => {
    const scene = await events(60_000, { 'errors.retry.timeout': '-1' })
    await expect(scene.send(event, { deadline: scene.clock.now() + 40_000 })).rejects.toThrow(
      'cannot be reached',
    )
    expect(scene.clock.now()).toBeLessThan(40_000)
    expect(await scene.stored()).toBe('{"kafka_offset":1}')
    expect(await scene.send(event)).toEqual({ batchItemFailures: [] })
    expect(scene.values()).toEqual(['x', 'y', 'z'])
  })
})

describe('a conversion that may succeed later', () => {
  it('is tried again while what came before it is written and stored', async () => {
    const scene = await sink(20_000, { 'errors.retry.timeout': '30000' })
    const run = scene.run()
    await scene.clock.sleep(5_000)
    expect(scene.values()).toEqual(['x'])
    expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":1}' })
    expect(await run).toMatchObject({ outcome: 'idle' })
    expect(scene.values()).toEqual(['x', 'y', 'z'])
    expect(pauses(scene.asked).slice(0, 6)).toEqual([300, 600, 1_200, 2_400, 4_800, 9_600])
  })

  it('pauses for at most what is allowed', async () => {
    const scene = await sink(20_000, { 'errors.retry.timeout': '-1', 'errors.retry.delay.max.ms': '1000' })
    await scene.run()
    expect(pauses(scene.asked).slice(0, 2)).toEqual([300, 600])
    expect(Math.max(...pauses(scene.asked))).toBeLessThan(1_000)
    expect(scene.values()).toEqual(['x', 'y', 'z'])
  })

  it.each([
    ['fails the task', {}, 'failed', [], ['x']],
    ['has its record left out', dlq, 'idle', ['y'], ['x', 'z']],
  ])('%s when the time is over, by errors.tolerance', async (_, config, outcome, letters, values) => {
    const scene = await sink(Number.POSITIVE_INFINITY, { 'errors.retry.timeout': '2000', ...config })
    expect(await scene.run()).toMatchObject({ outcome })
    expect(pauses(scene.asked)).toEqual([300, 600, 1_100])
    expect(scene.values()).toEqual(values)
    expect(await scene.letters()).toEqual(letters)
  })

  it('says of a task that it failed which record it was', async () => {
    const scene = await sink(Number.POSITIVE_INFINITY, { 'errors.retry.timeout': '2000' })
    await scene.run()
    const { status, dueAt } = await scene.task('archive')
    expect(status.trace).toContain('offset 1, stage VALUE_CONVERTER')
    expect(dueAt).toBeDefined()
  })

  it('goes on in the next slice with the time that is left', async () => {
    const scene = await sink(Number.POSITIVE_INFINITY, { 'errors.retry.timeout': '90000', ...dlq })
    expect(await scene.run()).toMatchObject({ outcome: 'continue' })
    expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":1}' })
    expect((await scene.task('archive')).retryingSince).toBeDefined()
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    const [first = 0] = scene.asked
    expect((scene.asked.at(-1) ?? 0) - first).toBeGreaterThanOrEqual(89_000)
    expect((scene.asked.at(-1) ?? 0) - first).toBeLessThanOrEqual(91_000)
    expect(await scene.letters()).toEqual(['y'])
    expect((await scene.task('archive')).retryingSince).toBeUndefined()
  })

  it('begins anew once there was progress in between', async () => {
    const scene = await sink(80_000, { 'errors.retry.timeout': '90000', ...dlq })
    expect(await scene.run()).toMatchObject({ outcome: 'continue' })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.values()).toEqual(['x', 'y', 'z'])
    expect((await scene.task('archive')).retryingSince).toBeUndefined()
  })

  it('of a source is tried again, what came before it is stored when the slice ends', async () => {
    const scene = await source(80_000, { 'errors.retry.timeout': '90000' })
    expect(await scene.run()).toMatchObject({ outcome: 'continue' })
    expect(scene.values()).toEqual(['x'])
    const { progress, retryingSince } = await scene.task('numbers')
    expect(progress['{"p":"a"}']?.offset).toBe('{"n":1}')
    expect(retryingSince).toBeDefined()
    await scene.run()
    expect(scene.values()).toEqual(['x', 'y', 'z'])
  })

  it('of a source is given up by errors.tolerance when the time is over', async () => {
    const scene = await source(Number.POSITIVE_INFINITY, { 'errors.retry.timeout': '2000', ...dlq })
    await scene.run()
    expect(pauses(scene.asked)).toEqual([300, 600, 1_100])
    expect(scene.values()).toEqual(['x', 'z'])
    expect(scene.cluster.values('dlq')).toHaveLength(1)
  })
})
