import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { SinkRecord } from '../../../../connectors/sdk/record.ts'
import type { FailureEffect } from '../../../../connectors/sdk/sink.ts'
import type { Scene } from '../scene/scene.ts'
import { sinkScene, valuesOf } from '../scene/scripted-sink.ts'

const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const tolerant = {
  'value.converter': STRING,
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': 'dlq',
  'errors.deadletterqueue.topic.replication.factor': '1',
}
const poison = new ConnectError('DATA', 'no such column')

interface Script {
  readonly bad: (value: unknown) => boolean
  readonly error?: Error
  readonly effect?: FailureEffect
}

/** A writer that takes all of a write or nothing. */
const target = ({ bad, error = poison, effect = 'nothing' }: Script) => {
  const written: unknown[] = []
  const calls: number[] = []
  return {
    written,
    calls,
    script: () => ({
      failureEffect: effect,
      write: async (records: readonly SinkRecord[]) => {
        calls.push(records.length)
        const values = valuesOf(records)
        if (values.some(bad)) throw error
        written.push(...values)
      },
    }),
  }
}

const run = async (values: readonly string[], script: Script, config: Readonly<Record<string, string>>) => {
  const to = target(script)
  const scene = await sinkScene([values], to.script, { config })
  const { outcome } = await scene.run()
  return { ...scene, ...to, outcome, stored: (await scene.stored())?.offset }
}

const letters = async ({ cluster }: Pick<Scene, 'cluster'>) =>
  (await cluster.kafka.topics(['dlq'])).length === 0 ? [] : cluster.values('dlq')
const traceOf = async (scene: Awaited<ReturnType<typeof run>>) => (await scene.task('archive')).status.trace

describe('a write that fails as a whole', () => {
  it('has the records to blame found, wherever they are', async () => {
    const some = fc.array(fc.boolean(), { minLength: 2, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(some, async flags => {
        fc.pre(flags.some(bad => !bad))
        const values = flags.map((bad, i) => `${bad ? 'bad' : 'good'}${i}`)
        const scene = await run(values, { bad: value => String(value).startsWith('bad') }, tolerant)
        expect(scene.outcome).toBe('idle')
        expect(scene.written).toEqual(values.filter(value => value.startsWith('good')))
        expect(await letters(scene)).toEqual(values.filter(value => value.startsWith('bad')))
        expect(scene.stored).toBe(`{"kafka_offset":${values.length}}`)
      }),
      { numRuns: 30 },
    )
  })

  it('takes few calls for one bad record', async () => {
    const values = Array.from({ length: 500 }, (_, i) => String(i))
    const scene = await run(values, { bad: value => value === '321' }, tolerant)
    expect(await letters(scene)).toEqual(['321'])
    expect(scene.calls.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(500)) + 1)
  })

  it('is the system when every record fails: nothing is skipped', async () => {
    const scene = await run(['a', 'b', 'c'], { bad: () => true }, tolerant)
    expect(scene.outcome).toBe('failed')
    expect(await letters(scene)).toEqual([])
    expect(scene.stored).toBe('{"kafka_offset":0}')
    expect(await traceOf(scene)).toContain(
      'Each of 3 records of a write fails (topic t, partition 0, from offset 0 on), so none is skipped: no such column',
    )
  })

  it.each([
    ['blames the only record when its writer says so', poison, 'idle'],
    ['is the system when its only record fails and nobody says why', new Error('oops'), 'failed'],
  ])('%s', async (_, error, outcome) => {
    const scene = await run(['a'], { bad: () => true, error }, tolerant)
    expect(scene.outcome).toBe(outcome)
    expect(await letters(scene)).toEqual(outcome === 'idle' ? ['a'] : [])
  })

  it.each([
    ['has nothing blamed when it may pass', { error: new ConnectError('EXTERNAL', 'away') }],
    ['has nothing blamed when the lease is over', { error: new ConnectError('FATAL', 'away') }],
    ['is not repeated when nobody knows what it left', { effect: 'unknown' as const }],
  ])('%s', async (_, script) => {
    const scene = await run(['a', 'bad'], { bad: value => value === 'bad', ...script }, tolerant)
    expect(scene.outcome).toBe('failed')
    expect(scene.calls).toEqual([2])
    expect(await letters(scene)).toEqual([])
    expect(scene.stored).toBe('{"kafka_offset":0}')
  })

  it('stops at the first bad record unless it is tolerated; those before it are written and stored', async () => {
    const values = ['a', 'b', 'bad', 'd', 'bad too']
    const script = { bad: (value: unknown) => String(value).startsWith('bad') }
    const scene = await run(values, script, { 'value.converter': STRING })
    expect(scene.outcome).toBe('failed')
    expect(scene.written).toEqual(['a', 'b'])
    expect(scene.stored).toBe('{"kafka_offset":2}')
    expect(await traceOf(scene)).toContain(
      'A record cannot be written (topic t, partition 0, offset 2): no such column',
    )
  })

  it('as bytes has its records handed over one by one', async () => {
    const to = target({ bad: value => value === 'bad' })
    const scene = await sinkScene(
      [['a', 'bad', 'c']],
      () => ({
        ...to.script(),
        writeRaw: async () => {
          throw poison
        },
      }),
      { config: { ...tolerant, 'key.converter': STRING } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(to.written).toEqual(['a', 'c'])
    expect(scene.cluster.values('dlq')).toEqual(['bad'])
  })
})

describe('a write that may succeed later', () => {
  const away = new ConnectError('EXTERNAL', 'The target cannot be reached')

  it('is tried again as long as is wanted, the pauses doubling', async () => {
    const at: number[] = []
    const scene = await sinkScene(
      [['a', 'b']],
      () => ({
        failureEffect: 'idempotent',
        write: async () => {
          at.push(scene.clock.now())
          throw away
        },
      }),
      { config: { 'errors.retry.timeout': '5000' } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    const [first = 0] = at
    expect(at.map(time => time - first)).toEqual([0, 300, 900, 2_100, 4_500, 5_000])
  })

  it('fails no task when it succeeds in time', async () => {
    let left = 3
    const written: unknown[] = []
    const scene = await sinkScene(
      [['a', 'b']],
      () => ({
        failureEffect: 'nothing',
        write: async records => {
          if (left-- > 0) throw away
          written.push(...valuesOf(records))
        },
      }),
      { config: { 'errors.retry.timeout': '-1', 'errors.retry.delay.max.ms': '500' } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(written).toEqual(['a', 'b'])
    expect(scene.metrics.values('total-retries', 'archive')).toEqual([3])
  })
})
