import { describe, expect, it } from 'vitest'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import { assignTasks } from '../../../functions/runtime/state/assignment.ts'
import { connectorKey, connectorOf } from '../../../functions/runtime/state/items.ts'
import { takeLease } from '../../../functions/runtime/state/lease.ts'
import { holdingKafka } from './scene/held-kafka.ts'
import { batchOf, numbered, once, sourceScene } from './scene/scripted-source.ts'

const sending = (topic: string) => holdingKafka(request => request.call === 'send' && request.topic === topic)
const a = '{"p":"a"}'
const b = '{"p":"b"}'

describe('offsets of a source', () => {
  it('are stored only when the broker has acknowledged what they cover', async () => {
    const kafka = sending('topic-a')
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1, 2)) }), { kafkaRoute: kafka.route })
    const running = scene.run()
    await kafka.arrived(1)
    await scene.clock.sleep(20_000)
    expect((await scene.task('numbers')).progress).toEqual({})
    kafka.release()
    expect(await running).toMatchObject({ outcome: 'idle', records: 2 })
    expect((await scene.task('numbers')).progress).toEqual({ [a]: { offset: '{"n":2}' } })
    expect(scene.cluster.values('topic-a')).toEqual(['a1', 'a2'])
  })

  it('are stored while the slice goes on, as the longest acknowledged prefix', async () => {
    const kafka = sending('topic-a')
    const scene = await sourceScene(
      () => ({ read: once(batchOf('b', 1), batchOf('a', 1), batchOf('b', 2)) }),
      { kafkaRoute: kafka.route },
    )
    const running = scene.run()
    await kafka.arrived(1)
    await scene.clock.sleep(20_000)
    // the second batch of b is in Kafka, but behind one that is not
    expect(scene.cluster.values('topic-b')).toEqual(['b1', 'b2'])
    expect((await scene.task('numbers')).progress).toEqual({ [b]: { offset: '{"n":1}' } })
    kafka.release()
    await running
    expect((await scene.task('numbers')).progress).toEqual({
      [a]: { offset: '{"n":1}' },
      [b]: { offset: '{"n":2}' },
    })
  })

  it('are not stored for what failed, nor for anything behind it', async () => {
    const kafka = sending('topic-a')
    const scene = await sourceScene(
      () => ({ read: once(batchOf('b', 1), batchOf('a', 1), batchOf('b', 2)) }),
      { kafkaRoute: kafka.route },
    )
    const running = scene.run()
    await kafka.arrived(1)
    kafka.release(new Error('the disk is full'))
    expect(await running).toMatchObject({ outcome: 'failed' })
    const task = await scene.task('numbers')
    expect(task.progress).toEqual({ [b]: { offset: '{"n":1}' } })
    expect(task.status).toMatchObject({ state: 'FAILED', trace: expect.stringContaining('the disk is full') })
  })

  it('are stored for none of the records that have none', async () => {
    const { partition: _, offset: __, ...bare } = numbered('a', 1)
    const { offset: ___, ...withoutOffset } = numbered('b', 1)
    const scene = await sourceScene(() => ({ read: once({ records: [bare, withoutOffset] }) }))
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 2 })
    expect(scene.cluster.values('topic-a')).toEqual(['a1'])
    expect((await scene.task('numbers')).progress).toEqual({})
  })

  it('survive with all their digits', async () => {
    const offset = { position: 2n ** 60n + 1n, at: null, done: false, name: 'ä' }
    const given: unknown[] = []
    const scene = await sourceScene(({ offsets }) => {
      const read = once({ records: [numbered('a', 1, { offset })] })
      return {
        async *read() {
          given.push(await offsets.get([{ p: 'a' }, { p: 'b' }]))
          return yield* read()
        },
      }
    })
    await scene.run()
    await scene.run()
    expect(given.at(-1)).toEqual([{ offset, state: undefined }, undefined])
  })

  it('go on where the slice before has ended', async () => {
    const scene = await sourceScene(
      ({ offsets }) => ({
        async *read() {
          const [stored] = await offsets.get([{ p: 'a' }])
          const from = Number(stored?.offset?.n ?? 0)
          if (from < 3) yield batchOf('a', from + 1)
          return undefined
        },
      }),
      { config: { 'linger.ms': '0' } },
    )
    for (let slice = 0; slice < 4; slice++) await scene.run()
    expect(scene.cluster.values('topic-a')).toEqual(['a1', 'a2', 'a3'])
  })
})

describe('batches given back as committed', () => {
  const tokens = (batches: readonly SourceBatch[]) => batches.map(({ token }) => token)

  it('are in Kafka and in the table', async () => {
    const kafka = sending('topic-a')
    const seen: unknown[] = []
    const scene = await sourceScene(
      () => ({
        read: once({ ...batchOf('b', 1), token: 1 }, { ...batchOf('a', 1), token: 2 }),
        committed: async batches => {
          seen.push([tokens(batches), Object.keys((await scene.task('numbers')).progress)])
        },
      }),
      { kafkaRoute: kafka.route },
    )
    const running = scene.run()
    await kafka.arrived(1)
    await scene.clock.sleep(20_000)
    expect(seen).toEqual([[[1], [b]]])
    kafka.release()
    await running
    expect(seen).toEqual([
      [[1], [b]],
      [[2], [b, a]],
    ])
  })

  it('are none when the table has refused them', async () => {
    const committed: unknown[] = []
    const scene = await sourceScene(
      () => ({
        read: once({ ...batchOf('a', 1), token: 1 }),
        committed: async batches => {
          committed.push(tokens(batches))
        },
      }),
      {
        tableRoute: async (request, land) => {
          if (request.writes.some(({ kind, set }) => kind === 'checkpoint' && 'progress' in set))
            throw new Error('the table is gone')
          return land()
        },
      },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.cluster.values('topic-a')).toEqual(['a1'])
    expect(committed).toEqual([])
  })

  it('fail the run when the connector cannot take them', async () => {
    const scene = await sourceScene(() => ({
      read: once(batchOf('a', 1)),
      committed: async () => {
        throw new Error('the slot is gone')
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(await scene.task('numbers')).toMatchObject({
      status: { trace: expect.stringContaining('the slot is gone') },
      progress: { [a]: { offset: '{"n":1}' } },
    })
  })
})

describe('the state of a source partition', () => {
  const state = { upTo: 2n ** 60n + 1n, list: [1, 'ä', null] }
  const withState = (value: unknown): SourceBatch => ({
    ...batchOf('a', 1),
    state: { partition: { p: 'a' }, value },
  })

  it('is stored with its batch, kept by others, and given back', async () => {
    const given: unknown[] = []
    let batches: readonly SourceBatch[] = [withState(state), batchOf('a', 2)]
    const scene = await sourceScene(
      ({ offsets }) => {
        const read = once(...batches)
        return {
          async *read() {
            given.push((await offsets.get([{ p: 'a' }]))[0])
            return yield* read()
          },
        }
      },
      { config: { 'linger.ms': '0' } },
    )
    await scene.run()
    batches = [withState('replaced')]
    await scene.run()
    await scene.run()
    expect(given).toEqual([undefined, { offset: { n: 2 }, state }, { offset: { n: 1 }, state: 'replaced' }])
  })

  it('is given back with the offset to the task that the partition has moved to', async () => {
    let batches: readonly SourceBatch[] = [withState(state)]
    const given: unknown[] = []
    const scene = await sourceScene(
      ({ offsets, task }) => {
        const read = once(...batches)
        return {
          async *read() {
            given.push([task.number, task.partitions, await offsets.get([{ p: 'a' }])])
            return yield* read()
          },
        }
      },
      { config: { 'linger.ms': '0' } },
    )
    await scene.run()
    const { lease } = await takeLease(scene.runtime, connectorKey('numbers'), {
      owner: 'planner',
      read: connectorOf,
      wanted: () => true,
    })
    const config = scene.created
    if (lease === undefined) throw new Error('the plan is free')
    const planned = [
      { partitions: [b], config },
      { partitions: [a], config },
    ]
    for (let n = 0; n < 5; n++) await assignTasks(scene, lease, planned)
    expect((await scene.task('numbers')).progress).toEqual({})
    batches = [batchOf('a', 2)]
    expect(await scene.runSource('numbers', 1)).toMatchObject({ outcome: 'idle' })
    expect(given.at(-1)).toEqual([1, [{ p: 'a' }], [{ offset: { n: 1 }, state }]])
    // what was folded goes on in the map of its new owner
    expect((await scene.task('numbers', 1)).progress).toEqual({
      [a]: { offset: '{"n":2}', state: expect.stringContaining('1152921504606846977') },
    })
  })
})
