import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { restartTask, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { holdingKafka } from './scene/held-kafka.ts'
import { batchOf, numbered, once, sourceScene } from './scene/scripted-source.ts'

const failing = (error: Error) => ({
  // biome-ignore lint/correctness/useYield: it fails
  async *read() {
    throw error
  },
})

describe('a source that fails', () => {
  it('is FAILED with its trace, causes included, and due again later and later', async () => {
    const cause = new Error('ECONNREFUSED 127.0.0.1:5432')
    const scene = await sourceScene(() =>
      failing(new ConnectError('EXTERNAL', 'The database cannot be reached', { cause })),
    )
    for (const [attempt, longest] of [1_000, 2_000, 4_000, 8_000].entries()) {
      expect(await scene.run()).toMatchObject({ outcome: 'failed', records: 0 })
      const task = await scene.task('numbers')
      expect(task).toMatchObject({ attempts: attempt + 1, status: { state: 'FAILED' } })
      expect(task.status.trace).toMatch(/The database cannot be reached[\s\S]*Caused by: [\s\S]*ECONNREFUSED/)
      const wait = (task.dueAt ?? 0) - scene.now()
      expect(wait).toBeGreaterThanOrEqual(Math.floor(longest * 0.75))
      expect(wait).toBeLessThanOrEqual(longest)
      expect(task.leaseUntil).toBeUndefined()
    }
  })

  it('is tried ten times when trying again will hardly help', async () => {
    const scene = await sourceScene(() => failing(new ConnectError('DATA', 'nonsense')))
    for (let attempt = 1; attempt < 10; attempt++) {
      await scene.run()
      expect((await scene.task('numbers')).dueAt).toBeGreaterThan(scene.now())
    }
    await scene.run()
    const task = await scene.task('numbers')
    expect(task).toMatchObject({ attempts: 10, status: { state: 'FAILED' } })
    expect(task.dueAt).toBeUndefined()
  })

  it('has its first attempt again once there was progress', async () => {
    let works = false
    const scene = await sourceScene(() => ({
      async *read() {
        if (works) yield batchOf('a', 1)
        throw new Error('it broke')
      },
    }))
    for (let attempt = 0; attempt < 3; attempt++) await scene.run()
    expect(await scene.task('numbers')).toMatchObject({ attempts: 3 })
    works = true
    await scene.run()
    expect(await scene.task('numbers')).toMatchObject({ attempts: 1, status: { state: 'FAILED' } })
  })

  it('is RUNNING as soon as something is stored again, not only at the end of its slice', async () => {
    let works = false
    const scene = await sourceScene(() => ({
      async *read() {
        if (!works) throw new Error('it broke')
        yield batchOf('a', 1)
        await scene.clock.sleep(20_000)
        return undefined
      },
    }))
    await scene.run()
    works = true
    const running = scene.run()
    await scene.clock.sleep(15_000)
    expect(await scene.task('numbers')).toMatchObject({ attempts: 0, status: { state: 'RUNNING' } })
    await running
  })

  it('is not due again while it is wanted to be paused', async () => {
    const scene = await sourceScene(() => ({
      // biome-ignore lint/correctness/useYield: it fails
      async *read() {
        await setWanted(scene.table, 'numbers', 'PAUSED')
        await scene.plan('numbers')
        throw new Error('it broke')
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('numbers')).dueAt).toBeUndefined()
  })

  it('says so when it cannot be opened, and when Kafka cannot be reached', async () => {
    const scene = await sourceScene(() => {
      throw new Error('no such table')
    })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('numbers')).status.trace).toContain('no such table')

    const unreachable = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), {
      kafkaRoute: async () => {
        throw new ConnectError('KAFKA', 'No broker can be reached')
      },
    })
    expect(await unreachable.run()).toMatchObject({ outcome: 'failed' })
    expect((await unreachable.task('numbers')).status.trace).toContain('No broker can be reached')
  })

  it.each([['after'], ['before']])('closes its connection once, also %s it was read', async when => {
    let closed = 0
    const scene = await sourceScene(() => ({
      async *read() {
        if (when === 'after') yield batchOf('a', 1)
        throw new Error('it broke')
      },
      close: async () => {
        closed++
      },
    }))
    await scene.run()
    expect(closed).toBe(1)
  })
})

describe('a record that cannot be converted', () => {
  const bad = numbered('a', 3, { value: { schema: { type: 'int32' }, value: 'no number' } })
  const config = { 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' }

  it('fails its task by topic, source partition and offset; what came before it is delivered and stored', async () => {
    const scene = await sourceScene(
      () => ({ read: once(batchOf('a', 1), { records: [numbered('a', 2), bad, numbered('a', 4)] }) }),
      { config },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.cluster.values('topic-a')).toHaveLength(2)
    const task = await scene.task('numbers')
    expect(task.progress).toEqual({ '{"p":"a"}': { offset: '{"n":2}' } })
    expect(task.status.trace).toContain(
      'A record cannot be converted (topic topic-a, source partition {"p":"a"}, offset {"n":3})',
    )
  })

  it('is left out when failures are tolerated, and stored as passed', async () => {
    const scene = await sourceScene(() => ({ read: once({ records: [numbered('a', 2), bad] }) }), {
      config: { ...config, 'errors.tolerance': 'all' },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.cluster.values('topic-a')).toHaveLength(1)
    expect((await scene.task('numbers')).progress).toEqual({ '{"p":"a"}': { offset: '{"n":3}' } })
  })

  it('keeps the state and the token of its batch from being stored', async () => {
    const committed: unknown[] = []
    const scene = await sourceScene(
      () => ({
        read: once({
          records: [numbered('a', 2), bad],
          state: { partition: { p: 'a' }, value: 'after 3' },
          token: 'after 3',
        }),
        committed: async batches => {
          committed.push(...batches.map(({ token }) => token))
        },
      }),
      { config },
    )
    await scene.run()
    expect((await scene.task('numbers')).progress).toEqual({ '{"p":"a"}': { offset: '{"n":2}' } })
    expect(committed).toEqual([undefined])
  })
})

describe('a run whose lease was taken away', () => {
  it('ends quietly, stores nothing more, and gives back what is left of the lease', async () => {
    const writes: string[] = []
    const scene = await sourceScene(
      () => ({
        async *read() {
          yield batchOf('a', 1)
          await scene.clock.sleep(12_000)
          await restartTask(scene.store.open(), 'numbers', 0)
          writes.length = 0
          yield batchOf('b', 1)
          await scene.clock.sleep(12_000)
          yield batchOf('b', 2)
          return undefined
        },
      }),
      {
        tableRoute: async (request, land) => {
          writes.push(...request.writes.map(({ kind }) => kind))
          return land()
        },
      },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'fenced', records: 0 })
    const task = await scene.task('numbers')
    expect(task.progress).toEqual({ '{"p":"a"}': { offset: '{"n":1}' } })
    expect(task).toMatchObject({ status: { state: 'RESTARTING' }, attempts: 0 })
    expect(task.leaseUntil).toBeUndefined()
    expect(task.dueAt).toBeLessThanOrEqual(scene.now())
    expect(writes.at(-1)).toBe('handback')
    expect(writes).not.toContain('release')
    // the successor, which is fenced likewise, had it at once
    expect(await scene.run()).toMatchObject({ outcome: 'fenced' })
  })

  it('commits nothing to the connector any more', async () => {
    const committed: unknown[] = []
    const scene = await sourceScene(() => ({
      async *read() {
        await restartTask(scene.store.open(), 'numbers', 0)
        yield { ...batchOf('a', 1), token: 1 }
        return undefined
      },
      committed: async batches => {
        committed.push(...batches)
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'fenced' })
    expect(committed).toEqual([])
  })

  it('sends nothing to Kafka once it knows', async () => {
    const kafka = holdingKafka(({ call, topic }) => call === 'send' && topic === 'topic-a')
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1), batchOf('a', 2)) }), {
      kafkaRoute: kafka.route,
    })
    const running = scene.run()
    await kafka.arrived(1)
    await restartTask(scene.store.open(), 'numbers', 0)
    expect(await running).toMatchObject({ outcome: 'fenced' })
    kafka.release()
    await scene.clock.sleep(1_000)
    expect(scene.cluster.values('topic-a')).toEqual([])
  })

  it('sends only while its lease has more left than a call may take', async () => {
    let lost = false
    const scene = await sourceScene(
      () => ({
        async *read() {
          for (let n = 0; n < 7; n++) {
            yield batchOf('a', n)
            lost = true
            await scene.clock.sleep(4_900)
          }
          return undefined
        },
      }),
      {
        tableRoute: (request, land) =>
          // renewals are not answered any more
          lost && request.writes.some(({ kind }) => kind === 'checkpoint')
            ? new Promise(() => {})
            : Promise.resolve(land()),
      },
    )
    void scene.run()
    await scene.clock.sleep(40_000)
    // a lease of 30 s, calls of 10 s
    expect(scene.cluster.values('topic-a')).toEqual(['a0', 'a1', 'a2', 'a3', 'a4'])
  })

  it('is not overtaken while it may still write, unless it is known to have ended', async () => {
    const kafka = holdingKafka(({ call }) => call === 'send')
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), { kafkaRoute: kafka.route })
    const running = scene.run()
    await kafka.arrived(1)
    const { owner, epoch } = await scene.task('numbers')
    expect(await scene.run()).toMatchObject({ outcome: 'nothing' })
    const since = scene.clock.now()
    const successor = scene.run({ ended: owner ?? '' })
    await kafka.arrived(2)
    // the first write of the successor waits as long as a call of the one before may take
    expect(scene.clock.now() - since).toBeGreaterThanOrEqual(scene.runtime.timing.call)
    expect((await scene.task('numbers')).epoch).toBe(epoch + 1)
    kafka.release()
    kafka.release()
    expect(await running).toMatchObject({ outcome: 'fenced' })
    expect(await successor).toMatchObject({ outcome: 'idle' })
  })
})
