import { describe, expect, it } from 'vitest'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import { changeGroup } from '../../../functions/runtime/sink/change-group.ts'
import { replanConnector, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { alterOffsets } from '../../../functions/runtime/state/offsets.ts'
import type { KafkaRoute } from '../../helpers/memory-kafka.ts'
import { collecting, sinkScene } from './scene/scripted-sink.ts'
import { batchOf, numbered, once, sourceScene } from './scene/scripted-source.ts'

const required = { 'exactly.once.support': 'required' }

type Options = NonNullable<Parameters<typeof sourceScene>[1]>

/** A source with the partitions `a` and `b`, whose batches go on from what is stored. */
const counting = (size: number, upTo: () => number, options: Options = {}) =>
  sourceScene(
    ({ offsets }) => {
      let next: number | undefined
      return {
        async *read() {
          const [stored] = next === undefined ? await offsets.get([{ p: 'a' }]) : []
          next ??= Number(stored?.offset?.n ?? -1) + 1
          while (next < upTo()) {
            const numbers = Array.from({ length: Math.min(size, upTo() - next) }, (_, i) => Number(next) + i)
            next += numbers.length
            yield batchOf('a', ...numbers)
          }
          return undefined
        },
      }
    },
    { config: required, ...options },
  )

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `a${n}`)

/** What the topic of offsets has last of each key, without what is only there for this project. */
const entries = (scene: Awaited<ReturnType<typeof counting>>, topic = 'connect-offsets', partitions = 25) => {
  const all = Array.from({ length: partitions }, (_, p) => scene.cluster.records(topic, p)).flat()
  return Object.fromEntries(all.map(({ key, value }) => [key?.toString(), value?.toString() ?? null]))
}

/** Calls of a kind fail, after they were applied or without, as long as it is said. */
const failing = (call: string) => {
  const fault: { how: 'before' | 'after' | undefined } = { how: undefined }
  const route: KafkaRoute = async (request, land) => {
    if (request.call !== call || fault.how === undefined) return land()
    if (fault.how === 'after') land()
    throw new Error('the network is down')
  }
  return { fault, route }
}

describe('a source with exactly.once.support=required', () => {
  it('writes its records and their offsets in one transaction, in the form of Kafka Connect', async () => {
    const ends: (readonly [values: number, offsets: number])[] = []
    const scene = await counting(3, () => 7, {
      kafkaRoute: async ({ call }, land) => {
        const result = land()
        if (call === 'endTransaction')
          ends.push([scene.cluster.values('topic-a').length, Object.keys(entries(scene)).length])
        return result
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 7 })
    expect(scene.cluster.values('topic-a')).toEqual(numbers(7))
    expect(entries(scene)).toEqual({ '["numbers",{"p":"a"}]': '{"n":6}' })
    expect(ends.every(([values, offsets]) => values > 0 === offsets > 0)).toBe(true)
    expect((await scene.task('numbers')).progress['{"p":"a"}']).toEqual({
      offset: '{"n":6}',
      mirrored: expect.objectContaining({ topic: 'connect-offsets', exact: true }),
    })
  })

  it('goes on from the table alone after a run that ended in good order', async () => {
    let upTo = 3
    const calls: string[] = []
    const scene = await counting(2, () => upTo, {
      kafkaRoute: async ({ call }, land) => {
        calls.push(call)
        return land()
      },
    })
    await scene.run()
    calls.length = 0
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 0 })
    expect(calls).toEqual([])
    upTo = 5
    await scene.run()
    expect(calls).not.toContain('reader')
    expect(scene.cluster.values('topic-a')).toEqual(numbers(5))
  })

  it('goes on from the topic when the table lags behind it', async () => {
    let died = false
    const scene = await counting(2, () => 6, {
      tableRoute: async (request, land) => {
        // what a run that died would not have stored
        const last = request.writes.some(
          ({ kind, set }) => kind !== 'take' && JSON.stringify(set.progress ?? '').includes('"offset'),
        )
        if (last && !died) throw new Error('died')
        return land()
      },
    })
    await scene.run().catch(() => undefined)
    const { progress } = await scene.task('numbers')
    expect(progress['{"p":"a"}']).toMatchObject({ mirrored: { topic: 'connect-offsets' } })
    expect(progress['{"p":"a"}']?.offset).toBeUndefined()
    expect(scene.cluster.values('topic-a')).toEqual(numbers(6))
    died = true
    await scene.clock.sleep(60_000)
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 0 })
    expect((await scene.task('numbers')).progress['{"p":"a"}']).toMatchObject({ offset: '{"n":5}' })
    expect(scene.cluster.values('topic-a')).toEqual(numbers(6))
  })

  it.each(['before', 'after'] as const)(
    'repeats and loses nothing when a commit fails %s it was done',
    async how => {
      const { fault, route } = failing('endTransaction')
      const scene = await counting(2, () => 5, { kafkaRoute: route })
      fault.how = how
      expect(await scene.run()).toMatchObject({ outcome: 'failed' })
      fault.how = undefined
      await scene.clock.sleep(60_000)
      expect(await scene.run()).toMatchObject({ outcome: 'idle' })
      expect(scene.cluster.values('topic-a')).toEqual(numbers(5))
      expect(entries(scene)).toEqual({ '["numbers",{"p":"a"}]': '{"n":4}' })
    },
  )

  it('commits nothing of a transaction of which a record could not be sent', async () => {
    let refuse = true
    const scene = await counting(2, () => 5, {
      kafkaRoute: async ({ call, topic }, land) => {
        if (call === 'send' && topic === 'connect-offsets' && refuse) throw new Error('no')
        return land()
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.cluster.values('topic-a')).toEqual([])
    refuse = false
    await scene.clock.sleep(60_000)
    await scene.run()
    expect(scene.cluster.values('topic-a')).toEqual(numbers(5))
  })

  it('has room for many partitions', async () => {
    const names = Array.from({ length: 900 }, (_, n) => `${n}${'x'.repeat(100)}`)
    let round = 0
    const seen: unknown[] = []
    const scene = await sourceScene(
      ({ offsets }) => {
        let left = true
        return {
          async *read() {
            if (!left) return undefined
            left = false
            const stored = await offsets.get(names.map(p => ({ p })))
            seen.push(new Set(stored.map(each => each?.offset?.n)))
            round++
            yield { records: names.map(p => numbered(p, round, { topic: 'all' })) }
            return undefined
          },
        }
      },
      { config: required, plan: () => ({ tasks: [{ partitions: names.map(p => ({ p })) }] }) },
    )
    for (let n = 0; n < 3; n++) expect(await scene.run()).toMatchObject({ records: 900 })
    expect(seen).toEqual([new Set([undefined]), new Set([1]), new Set([2])])
    const sizes = scene.store.items().map(item => JSON.stringify(item).length)
    expect(Math.max(...sizes)).toBeLessThan(400_000)
  })

  it('keeps the state of a partition with its offset', async () => {
    const states: unknown[] = []
    let died = false
    let asked = false
    const scene = await sourceScene(
      ({ offsets }) => ({
        async *read() {
          const [stored] = await offsets.get([{ p: 'a' }])
          if (asked) return undefined
          asked = true
          states.push(stored?.state)
          if (stored?.offset !== undefined) return undefined
          yield { ...batchOf('a', 0), state: { partition: { p: 'a' }, value: { page: 7 } } }
          yield batchOf('a', 1)
          return undefined
        },
      }),
      {
        config: required,
        tableRoute: async ({ writes }, land) => {
          if (!died && JSON.stringify(writes).includes('"offset')) throw new Error('died')
          return land()
        },
      },
    )
    await scene.run().catch(() => undefined)
    died = true
    asked = false
    await scene.clock.sleep(60_000)
    await scene.run()
    expect(states).toEqual([undefined, { page: 7 }])
    expect(scene.cluster.values('topic-a')).toEqual(['a0', 'a1'])
  })
})

describe('a source that comes from Kafka Connect', () => {
  const moved = async (config: Readonly<Record<string, string>>, key: string) => {
    const scene = await counting(2, () => 5, { config })
    await scene.cluster.kafka.createTopic({ name: 'connect-offsets', partitions: 25 })
    const producer = await scene.cluster.kafka.producer({ idempotent: true })
    const entry = (offset: string | null, of = key) => ({
      topic: 'connect-offsets',
      key: Buffer.from(of),
      value: offset === null ? null : Buffer.from(offset),
      timestamp: 1,
    })
    await producer.send([entry('{"n":0}'), entry('{"n":7}', '["other",{"p":"a"}]'), entry('{"n":2}')])
    return scene
  }

  it.each([
    ['exactly once', required],
    ['at least once', { 'exactly.once.support': 'requested' }],
  ])('goes on where that had come to: %s', async (_, config) => {
    const scene = await moved(config, '[ "numbers", { "p": "a" } ]')
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 2 })
    expect(scene.cluster.values('topic-a')).toEqual(['a3', 'a4'])
    expect((await scene.task('numbers')).progress['{"p":"a"}']).toMatchObject({ offset: '{"n":4}' })
  })

  it('keeps to the key that it finds', async () => {
    const key = '[ "numbers", { "p": "a" } ]'
    const scene = await moved(required, key)
    await scene.run()
    expect(entries(scene)).toEqual({ [key]: '{"n":4}', '["other",{"p":"a"}]': '{"n":7}' })
  })
})

describe('transaction.boundary', () => {
  /** Sizes of the transactions, in records. */
  const transactionSizes = async (
    config: Readonly<Record<string, string>>,
    read: (sleep: (ms: number) => Promise<void>) => AsyncGenerator<SourceBatch, undefined>,
  ) => {
    const sizes: number[] = []
    let seen = 0
    const scene = await sourceScene(
      () => {
        let left = true
        return {
          async *read() {
            if (left) yield* read(scene.clock.sleep)
            left = false
            return undefined
          },
        }
      },
      {
        config: { ...required, ...config, 'linger.ms': '0' },
        kafkaRoute: async ({ call }, land) => {
          const result = land()
          const now = call === 'endTransaction' ? scene.cluster.values('topic-a').length : seen
          if (now > seen) sizes.push(now - seen)
          seen = now
          return result
        },
      },
    )
    const result = await scene.run()
    return { sizes, result, scene }
  }

  it('poll: ends one after each batch, or after those that came meanwhile', async () => {
    const { sizes } = await transactionSizes({}, async function* (sleep) {
      yield batchOf('a', 0)
      await sleep(100)
      yield batchOf('a', 1, 2)
      await sleep(100)
      yield batchOf('a', 3)
      return undefined
    })
    expect(sizes).toEqual([1, 2, 1])
  })

  it('interval: ends one after a time, and at the end', async () => {
    const config = { 'transaction.boundary': 'INTERVAL', 'transaction.boundary.interval.ms': '1000' }
    const { sizes } = await transactionSizes(config, async function* (sleep) {
      for (let n = 0; n < 25; n++) {
        yield batchOf('a', n)
        await sleep(100)
      }
      return undefined
    })
    expect(sizes.reduce((a, b) => a + b)).toBe(25)
    expect(sizes).toHaveLength(3)
  })

  it('connector: ends one where the connector says, drops what it aborts, and leaves what is not whole', async () => {
    const { scene, sizes } = await transactionSizes(
      { 'transaction.boundary': 'connector' },
      async function* (sleep) {
        yield batchOf('a', 0)
        await sleep(100)
        yield { ...batchOf('a', 1), transaction: 'commit' as const }
        yield batchOf('a', 2)
        yield { ...batchOf('a', 3), transaction: 'abort' as const }
        yield { ...batchOf('a', 4), transaction: 'commit' as const }
        yield batchOf('a', 5)
        return undefined
      },
    )
    expect(scene.cluster.values('topic-a')).toEqual(['a0', 'a1', 'a4'])
    expect(sizes).toEqual([2, 1])
    expect((await scene.task('numbers')).progress['{"p":"a"}']).toMatchObject({ offset: '{"n":4}' })
  })
})

describe('a run that another has taken over from', () => {
  it('leaves nothing of what it had not committed', async () => {
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), { config: required })
    await scene.cluster.kafka.createTopic({ name: 'topic-a' })
    const transactionalId = 'connect-cluster-numbers-0'
    const zombie = await scene.cluster.kafka.transactionalProducer({ transactionalId })
    const send = (value: string) =>
      zombie.send([{ topic: 'topic-a', key: null, value: Buffer.from(value), timestamp: 1 }])
    await send('of the zombie')
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    expect(scene.cluster.values('topic-a')).toEqual(['a1'])
    await expect(send('late')).rejects.toMatchObject({ code: 'FENCED' })
    await expect(zombie.commit()).rejects.toMatchObject({ code: 'FENCED' })
    expect(scene.cluster.values('topic-a')).toEqual(['a1'])
  })

  it('by a producer that is none of ours fails, and says so', async () => {
    const scene = await sourceScene(
      () => ({
        async *read() {
          yield batchOf('a', 0)
          await scene.clock.sleep(100)
          await scene.cluster.kafka.transactionalProducer({ transactionalId: 'connect-cluster-numbers-0' })
          yield batchOf('a', 1)
          return undefined
        },
      }),
      { config: required },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    const { status } = await scene.task('numbers')
    expect(status.trace).toContain('Another producer has taken the transactional.id of this task')
    expect(scene.cluster.values('topic-a')).toEqual(['a0'])
  })
})

describe('partitions that leave a task', () => {
  /** A run of task 0 that was killed within a transaction; the plan then gives its partition to task 1. */
  const killed = async () => {
    let moved = false
    let dead = false
    const partitions = () => [
      { partitions: moved ? [] : [{ p: 'a' }] },
      { partitions: moved ? [{ p: 'a' }] : [] },
    ]
    const scene = await sourceScene(
      ({ offsets }) => {
        let next: number | undefined
        return {
          async *read() {
            next ??= Number((await offsets.get([{ p: 'a' }]))[0]?.offset?.n ?? -1) + 1
            while (next < 4) yield batchOf('a', next++)
            return undefined
          },
        }
      },
      {
        config: { ...required, 'tasks.max': '2' },
        plan: () => ({ tasks: partitions() }),
        kafkaRoute: ({ call }, land) =>
          dead
            ? new Promise(() => undefined)
            : call === 'endTransaction' && !moved
              ? stop()
              : Promise.resolve(land()),
      },
    )
    const stop = () => {
      dead = true
      return new Promise<never>(() => undefined)
    }
    void scene.run().catch(() => undefined)
    await scene.clock.sleep(1_000)
    moved = true
    dead = false
    await replanConnector(scene.table, 'numbers')
    return scene
  }

  it('are given on when nothing of it can be written any more', async () => {
    const scene = await killed()
    expect(scene.cluster.values('topic-a')).toEqual([])
    await scene.clock.sleep(60_000)
    for (let n = 0; n < 5; n++) await scene.plan('numbers')
    expect((await scene.task('numbers', 1)).partitions).toEqual(['{"p":"a"}'])
    expect(await scene.runSource('numbers', 1)).toMatchObject({ records: 4 })
    expect(scene.cluster.values('topic-a')).toEqual(['a0', 'a1', 'a2', 'a3'])
  })
})

describe('offsets that are changed by hand', () => {
  it('are what the topic has, and what the source begins with', async () => {
    const scene = await counting(2, () => 5)
    await scene.run()
    await setWanted(scene.table, 'numbers', 'STOPPED')
    await scene.plan('numbers')
    const change = async (offset: string | null) => {
      const entries = [{ partition: '{"p":"a"}', offset }]
      const asked = {
        version: 1,
        role: 'group',
        connector: 'numbers',
        commit: [],
        reset: [],
        entries,
      } as const
      expect(await changeGroup(scene.runtime, asked)).toEqual({ version: 1, outcome: 'done' })
      const connector = await scene.connector('numbers')
      if (connector === undefined) throw new Error('it is gone')
      await alterOffsets(scene.table, connector, [{ partition: '{"p":"a"}', offset: offset ?? undefined }])
    }
    const resume = async () => {
      await setWanted(scene.table, 'numbers', 'RUNNING')
      await scene.plan('numbers')
      const result = await scene.run()
      await setWanted(scene.table, 'numbers', 'STOPPED')
      await scene.plan('numbers')
      return result
    }
    await change('{"n":2}')
    expect(entries(scene)).toEqual({ '["numbers",{"p":"a"}]': '{"n":2}' })
    expect(await resume()).toMatchObject({ records: 2 })
    await change(null)
    expect(entries(scene)).toEqual({ '["numbers",{"p":"a"}]': null })
    expect(await resume()).toMatchObject({ records: 5 })
    expect(scene.cluster.values('topic-a')).toEqual([...numbers(5), 'a3', 'a4', ...numbers(5)])
    expect(entries(scene)).toEqual({ '["numbers",{"p":"a"}]': '{"n":4}' })
  })
})

describe('a sink with consumer.override.isolation.level', () => {
  it.each([
    ['read_committed', ['before', 'committed']],
    ['read_uncommitted', ['before', 'aborted', 'committed', 'open']],
  ])('%s', async (level, expected) => {
    const { values, writer } = collecting()
    const scene = await sinkScene([['before']], () => writer, {
      config: { 'consumer.override.isolation.level': level },
    })
    const transactions = async (transactionalId: string) => {
      const producer = await scene.cluster.kafka.transactionalProducer({ transactionalId })
      const send = (value: string) =>
        producer.send([{ topic: 't', key: null, value: Buffer.from(value), timestamp: 1 }])
      return { ...producer, send }
    }
    const one = await transactions('one')
    await one.send('aborted')
    await one.abort()
    await one.send('committed')
    await one.commit()
    const other = await transactions('other')
    await other.send('open')
    await scene.run()
    expect(values()).toEqual(expected)
    await other.commit()
    await scene.run()
    expect(values()).toEqual([...expected.filter(value => value !== 'open'), 'open'])
  })
})
