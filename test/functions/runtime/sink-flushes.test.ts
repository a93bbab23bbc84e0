import { describe, expect, it } from 'vitest'
import type { Flushed } from '../../../connectors/sdk/sink.ts'
import { sinkScene, valuesOf } from './scene/scripted-sink.ts'

const offset = (n: number) => `{"kafka_offset":${n}}`
const of = { topic: 't', partition: 0 } as const

describe('the checkpoint of a sink', () => {
  it('follows the flush, and no flush that failed', async () => {
    let works = false
    const scene = await sinkScene([['a', 'b']], () => ({
      flush: async () => {
        if (!works) throw new Error('the target is full')
        return {}
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(await scene.stored()).toMatchObject({ offset: offset(0) })
    expect((await scene.task('archive')).status.trace).toContain('the target is full')
    works = true
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 2 })
    expect(await scene.stored()).toMatchObject({ offset: offset(2) })
  })

  it('goes as far as the writer says that it is durable; the rest is read again', async () => {
    const got: (readonly unknown[])[] = []
    const scene = await sinkScene([['a', 'b', 'c']], () => ({
      write: async records => {
        got.push(valuesOf(records))
      },
      flush: async () => ({ partitions: [{ ...of, offset: 2 }] }),
    }))
    await scene.run()
    expect(await scene.stored()).toMatchObject({ offset: offset(2) })
    await scene.run()
    expect(got).toEqual([['a', 'b', 'c'], ['c']])
  })

  it('of every partition goes by its own', async () => {
    const scene = await sinkScene(
      [],
      () => ({
        flush: async () => ({ partitions: [{ topic: 'u', partition: 1, offset: 1 }] }),
      }),
      { config: { topics: 't,u' } },
    )
    await scene.cluster.append('t', ['a', 'b'])
    await scene.cluster.append('u', ['c', 'd'], 1)
    await scene.plan('archive')
    await scene.run()
    expect([await scene.stored('t'), await scene.stored('u', 0), await scene.stored('u', 1)]).toMatchObject([
      { offset: offset(2) },
      { offset: offset(0) },
      { offset: offset(1) },
    ])
  })

  it('has the state of the writer before it is asked to flush again', async () => {
    const seen: unknown[] = []
    const answers: Flushed[] = [
      { partitions: [{ ...of, offset: 0, state: 'intent' }], more: true },
      { partitions: [{ ...of, offset: 1, state: 'second intent' }], more: true },
      { partitions: [{ ...of, offset: 2, state: null }] },
    ]
    const scene = await sinkScene([['a', 'b']], () => ({
      flush: async () => {
        const { offset, state } = (await scene.stored()) ?? {}
        seen.push([offset, state])
        return answers.shift() ?? {}
      },
    }))
    await scene.run()
    expect(seen).toEqual([
      [offset(0), undefined],
      [offset(0), '"intent"'],
      [offset(1), '"second intent"'],
    ])
    expect(await scene.stored()).toEqual({ offset: offset(2), topicId: expect.any(String) })
  })

  it('passes what nobody may see', async () => {
    const scene = await sinkScene([['a']], () => ({}))
    scene.cluster.skip(of, 2)
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    expect(await scene.stored()).toMatchObject({ offset: offset(3) })
  })
})

describe('flushes', () => {
  it('come when the writer asks, before the next write, and at the end of the slice', async () => {
    const calls: unknown[] = []
    const scene = await sinkScene([['a'], ['b'], ['c']], ({ requestFlush }) => ({
      write: async records => {
        calls.push(...valuesOf(records))
        if (valuesOf(records)[0] === 'b') requestFlush()
      },
      flush: async ({ end }) => {
        calls.push({ end })
        return {}
      },
    }))
    await scene.run()
    expect(calls).toEqual(['a', 'b', { end: false }, 'c', { end: true }])
  })

  it('come every offset.flush.interval.ms of a slice that goes on', async () => {
    const flushes: unknown[] = []
    const scene = await sinkScene(
      [],
      () => ({
        flush: async ({ end }) => {
          flushes.push([scene.clock.now(), end])
          return {}
        },
      }),
      { worker: { 'offset.flush.interval.ms': '15000' }, config: { 'run.mode': 'continuous' } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'continue' })
    expect(flushes).toEqual([
      [15_000, false],
      [30_000, false],
      [45_000, false],
      [50_000, true],
    ])
  })

  it('never overlap with writes or each other', async () => {
    let busy = 0
    const alone = async () => {
      expect(++busy).toBe(1)
      await scene.clock.sleep(3_000)
      busy--
    }
    const scene = await sinkScene([['a'], ['b'], ['c'], ['d']], ({ requestFlush }) => ({
      write: async () => {
        await alone()
        requestFlush()
      },
      flush: async () => {
        await alone()
        return {}
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 4 })
  })
})

describe('what a sink has in memory', () => {
  it('is bounded by what its task may hold', async () => {
    const bounds: unknown[] = []
    const scene = await sinkScene([['a']], () => ({}), {
      memory: 8_000,
      kafkaRoute: async (request, land) => {
        if (request.call === 'reader') bounds.push(request.bufferBytes)
        return land()
      },
    })
    await scene.run()
    expect(bounds).toEqual([1_000])
  })
})
