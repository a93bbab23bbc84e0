import { describe, expect, it } from 'vitest'
import { restartTask } from '../../../functions/runtime/state/connectors.ts'
import { holdingKafka } from './scene/held-kafka.ts'
import { batchOf, once, sourceScene } from './scene/scripted-source.ts'

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
