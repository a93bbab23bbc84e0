import { describe, expect, it } from 'vitest'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'
import { restartTask, setWanted } from '../../../functions/runtime/state/connectors.ts'
import { collecting, sinkScene } from './scene/scripted-sink.ts'

const offset = (n: number) => `{"kafka_offset":${n}}`
const of = { topic: 't', partition: 0 } as const

describe('the end of a sink’s slice', () => {
  it('is when linger.ms have passed without data', async () => {
    const scene = await sinkScene([['a']], () => ({}), { config: { 'linger.ms': '400' } })
    const running = scene.run()
    await scene.clock.sleep(350)
    await scene.cluster.append('t', ['b'])
    expect(await running).toMatchObject({ outcome: 'idle', records: 2 })
    expect(scene.clock.now()).toBe(350 + 400)
  })

  it('is not before the end of every partition is known', async () => {
    const scene = await sinkScene([['a']], () => ({}), {
      kafkaRoute: async (request, land) => {
        if (request.call === 'fetch') await scene.clock.sleep(5_000)
        return land()
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
  })

  it('comes before the deadline, with everything stored', async () => {
    const scene = await sinkScene([['a']], () => ({}), { config: { 'run.mode': 'continuous' } })
    expect(await scene.run({ deadline: 30_000 })).toMatchObject({ outcome: 'continue', records: 1 })
    expect(scene.clock.now()).toBe(20_000)
    const task = await scene.task('archive')
    expect(task.dueAt).toBe(scene.now())
    expect(task.waitsFor).toBeUndefined()
    expect(await scene.stored()).toMatchObject({ offset: offset(1) })
  })

  it('comes before the deadline when one poll has more batches than a slow target takes in that time', async () => {
    const values = Array.from({ length: 20 }, (_, i) => `v${i}`)
    const got = collecting()
    const scene = await sinkScene(
      values.map(value => [value]),
      () => ({
        write: async records => {
          await scene.clock.sleep(3_000)
          await got.writer.write(records)
        },
      }),
      { config: { 'run.mode': 'continuous' } },
    )
    expect(await scene.run({ deadline: 30_000 })).toMatchObject({ outcome: 'continue' })
    expect(scene.clock.now()).toBeLessThan(28_000)
    const first = got.records.length
    expect(first).toBeGreaterThan(0)
    expect(await scene.stored()).toMatchObject({ offset: offset(first) })
    await scene.run({ deadline: scene.clock.now() + 80_000 })
    expect(got.values()).toEqual(values)
  })

  it('comes in good order when the connector is paused', async () => {
    const got = collecting()
    const scene = await sinkScene([['a']], () => got.writer, { config: { 'run.mode': 'continuous' } })
    const running = scene.run()
    await scene.clock.sleep(1_000)
    await setWanted(scene.table, 'archive', 'PAUSED')
    await scene.plan('archive')
    await running
    expect(scene.clock.now()).toBeLessThanOrEqual(6_000)
    expect((await scene.task('archive')).dueAt).toBeUndefined()
    expect(await scene.stored()).toMatchObject({ offset: offset(1) })
  })

  it('closes the writer once, also when it cannot read', async () => {
    const closed: unknown[] = []
    const script = () => ({
      close: async () => {
        closed.push(1)
      },
    })
    await (await sinkScene([['a']], script)).run()
    expect(closed).toHaveLength(1)
    const unreadable = await sinkScene([['a']], script, {
      kafkaRoute: async (request, land) => {
        if (request.call === 'fetch') throw new Error('no broker')
        return land()
      },
    })
    expect(await unreadable.run()).toMatchObject({ outcome: 'failed' })
    expect(closed).toHaveLength(2)
  })
})

describe('a drained sink waits', () => {
  it('for the next record of any of its partitions', async () => {
    const scene = await sinkScene([['a', 'b']], () => ({}))
    await scene.run()
    const task = await scene.task('archive')
    expect(task.waitsFor).toEqual([{ ...of, offset: 3 }])
    expect(task.waitsUntil).toBeUndefined()
    expect(task.dueAt).toBe(scene.now() + 1_000)
  })

  it('for what its writer says, and is looked at all the same', async () => {
    const scene = await sinkScene([['a', 'b']], () => ({
      flush: async () => ({
        partitions: [{ ...of, offset: 0, waitsFor: 1_000, waitsUntil: Date.now() + 3_600_000 }],
      }),
    }))
    await scene.run()
    const task = await scene.task('archive')
    expect(task.waitsFor).toEqual([{ ...of, offset: 1_000 }])
    const until = (task.waitsUntil ?? 0) - scene.now()
    expect(until).toBeGreaterThan(3_590_000)
    expect(until).toBeLessThanOrEqual(3_600_000)
    // records that reach the offset must not wait for the hour
    expect(task.dueAt).toBe(scene.now() + 1_000)
  })
})

describe('a sink that is fenced', () => {
  it('stores nothing more, and may write nothing more', async () => {
    const may: boolean[] = []
    const scene = await sinkScene([['a']], ({ mayWrite }) => ({
      write: async () => {
        may.push(mayWrite())
        await restartTask(scene.store.open(), 'archive', 0)
        // the run learns of it with its next checkpoint
        await scene.clock.sleep(6_000)
        may.push(mayWrite())
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'fenced' })
    expect(may).toEqual([true, false])
    expect(await scene.stored()).toMatchObject({ offset: offset(0) })
    expect((await scene.task('archive')).leaseUntil).toBeUndefined()
  })

  it('may write only while its lease has more left than a call may take', async () => {
    const answers: boolean[] = []
    let lost = false
    const scene = await sinkScene(
      [['a']],
      ({ mayWrite }) => ({
        write: async () => {
          lost = true
          for (let n = 0; n < 6; n++) {
            answers.push(mayWrite())
            await scene.clock.sleep(4_900)
          }
        },
      }),
      {
        tableRoute: (request, land) =>
          // renewals are not answered any more
          lost && request.writes.length > 0 ? new Promise(() => {}) : Promise.resolve(land()),
      },
    )
    void scene.run()
    await scene.clock.sleep(29_000)
    // a lease of 30 s, calls of 10 s
    expect(answers).toEqual([true, true, true, true, true, false])
  })
})

describe('the group of a sink', () => {
  const group = async (scene: Awaited<ReturnType<typeof sinkScene>>) =>
    scene.cluster.kafka.groupOffsets('connect-archive', [of])

  it('shows what is stored', async () => {
    const scene = await sinkScene([['a', 'b']], () => ({
      flush: async () => ({ partitions: [{ ...of, offset: 1 }] }),
    }))
    await scene.run()
    expect(await group(scene)).toEqual([{ ...of, offset: 1 }])
  })

  it('does no harm when it refuses', async () => {
    const scene = await sinkScene([['a', 'b']], () => ({}), {
      kafkaRoute: async (request, land) => {
        if (request.call === 'commitGroupOffsets') throw new Error('the group has members')
        return land()
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 2 })
    expect(await scene.stored()).toMatchObject({ offset: offset(2) })
    expect(await group(scene)).toEqual([])
  })
})

describe('a record that its writer blames', () => {
  it('fails the task by topic, partition and offset; what came before it is stored', async () => {
    const scene = await sinkScene([['a', 'b', 'c']], ({ reject }) => {
      let written: readonly SinkRecord[] = []
      return {
        write: async records => {
          written = records
        },
        flush: async () => {
          const [, bad] = written
          if (bad !== undefined) reject(bad, new Error('no such column'))
          return {}
        },
      }
    })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('archive')).status.trace).toContain(
      'A record cannot be written (topic t, partition 0, offset 1): no such column',
    )
    expect(await scene.stored()).toMatchObject({ offset: offset(1) })
  })
})
