import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { setWanted } from '../../../functions/runtime/state/connectors.ts'
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
      `A record cannot be converted (topic topic-a, source partition {"p":"a"}, offset {"n":3}, stage VALUE_CONVERTER, class ${config['value.converter']}): `,
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
