import { describe, expect, it } from 'vitest'
import { collecting, sinkScene, sinkSceneBefore } from './scene/scripted-sink.ts'

const offset = (n: number) => `{"kafka_offset":${n}}`

describe('a sink without a checkpoint', () => {
  const reset = (at: string) => ({ config: { 'consumer.override.auto.offset.reset': at } })

  it('starts where its consumer group stands', async () => {
    const got = collecting()
    const scene = await sinkScene([['a', 'b', 'c']], () => got.writer)
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ topic: 't', partition: 0, offset: 2 }])
    await scene.run()
    expect(got.values()).toEqual(['c'])
  })

  it('starts where the group stands that its configuration names', async () => {
    const got = collecting()
    const config = { 'consumer.override.group.id': 'moved' }
    const scene = await sinkScene([['a', 'b', 'c']], () => got.writer, { config })
    await scene.cluster.kafka.commitGroupOffsets('moved', [{ topic: 't', partition: 0, offset: 1 }])
    await scene.run()
    expect(got.values()).toEqual(['b', 'c'])
    expect(await scene.cluster.kafka.groupOffsets('moved', [{ topic: 't', partition: 0 }])).toEqual([
      { topic: 't', partition: 0, offset: 3 },
    ])
  })

  it.each([
    ['earliest', ['b', 'c']],
    ['latest', []],
  ])('starts at the %s offset when it is told to and the group has none', async (at, expected) => {
    const got = collecting()
    const scene = await sinkScene([['a', 'b', 'c']], () => got.writer, reset(at))
    scene.cluster.deleteRecords({ topic: 't', partition: 0 }, 1)
    await scene.run()
    expect(got.values()).toEqual(expected)
  })

  it('with auto.offset.reset=none fails, naming the partitions', async () => {
    const scene = await sinkScene([['a']], () => ({}), reset('none'))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('archive')).status.trace).toContain(
      't-0: no offset is stored and auto.offset.reset is none',
    )
  })

  it('has its start stored before it opens anything, so that no later slice starts elsewhere', async () => {
    const seen: unknown[] = []
    const scene = await sinkScene(
      [['a', 'b']],
      ({ partitions }) => {
        seen.push(partitions.map(p => p.offset))
        throw new Error('not today')
      },
      reset('latest'),
    )
    await scene.run()
    expect(await scene.stored()).toEqual({
      offset: offset(2),
      topicId: (await scene.cluster.kafka.topics(['t']))[0]?.id,
    })
    await scene.cluster.append('t', ['c'])
    await scene.run()
    expect(seen).toEqual([[2], [2]])
  })
})

describe('a sink with a checkpoint', () => {
  it('goes on after it, whatever the group says', async () => {
    const got = collecting()
    const scene = await sinkScene([['a', 'b']], () => got.writer)
    await scene.run()
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ topic: 't', partition: 0, offset: 0 }])
    await scene.cluster.append('t', ['c'])
    await scene.run()
    expect(got.values()).toEqual(['a', 'b', 'c'])
    expect(await scene.stored()).toMatchObject({ offset: offset(3) })
  })

  it('goes on where its target says it is', async () => {
    const got = collecting()
    const scene = await sinkScene([['a', 'b', 'c', 'd']], () => ({
      ...got.writer,
      positions: [{ topic: 't', partition: 0, offset: 3 }],
    }))
    await scene.run()
    expect(got.values()).toEqual(['d'])
    expect(await scene.stored()).toMatchObject({ offset: offset(4) })
  })

  it('of another topic under the same name starts anew, without the state of the other', async () => {
    const got = collecting()
    const states: unknown[] = []
    const scene = await sinkScene([['a', 'b', 'c']], ({ partitions }) => {
      states.push(partitions.map(p => [p.offset, p.state]))
      return {
        ...got.writer,
        flush: async () => ({ partitions: [{ topic: 't', partition: 0, state: 'of the first' }] }),
      }
    })
    await scene.run()
    scene.cluster.deleteTopic('t')
    await scene.cluster.append('t', ['d', 'e'])
    await scene.run()
    expect(got.values()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(states).toEqual([[[0, undefined]], [[0, undefined]]])
    const [topic] = await scene.cluster.kafka.topics(['t'])
    expect(await scene.stored()).toMatchObject({ offset: offset(2), topicId: topic?.id })
  })

  it('is told of the partitions with what is stored for them', async () => {
    const seen: unknown[] = []
    const state = { cut: 2n ** 60n, names: ['ä'] }
    const scene = await sinkScene([['a']], ({ partitions, epoch, lineage, connector, task }) => {
      seen.push(partitions, [epoch, lineage, connector, task])
      return { flush: async () => ({ partitions: [{ topic: 't', partition: 0, state }] }) }
    })
    await scene.run()
    await scene.run()
    const [topic] = await scene.cluster.kafka.topics(['t'])
    const partition = { topic: 't', partition: 0, topicId: topic?.id }
    expect(seen).toEqual([
      [{ ...partition, offset: 0 }],
      [1, 0, 'archive', 0],
      [{ ...partition, offset: 1, state }],
      [2, 0, 'archive', 0],
    ])
  })
})

describe('a sink whose position is not in the log any more', () => {
  it('says how many records are lost, and goes on where auto.offset.reset says', async () => {
    const got = collecting()
    const scene = await sinkScene([['a'], ['b', 'c'], ['d']], () => got.writer)
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ topic: 't', partition: 0, offset: 1 }])
    scene.cluster.deleteRecords({ topic: 't', partition: 0 }, 3)
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    const task = await scene.task('archive')
    expect(task.status.trace).toContain(
      't-0: offset 1 is not in the log, which has 3 to 4: 2 records are lost; reading goes on at the earliest offset',
    )
    expect(await scene.stored()).toMatchObject({ offset: offset(3) })
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    expect(got.values()).toEqual(['d'])
    expect((await scene.task('archive')).status).toEqual({ state: 'RUNNING' })
  })

  it('stays where it is with auto.offset.reset=none', async () => {
    const scene = await sinkScene([['a', 'b'], ['c']], () => ({}), {
      config: { 'consumer.override.auto.offset.reset': 'none' },
    })
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ topic: 't', partition: 0, offset: 0 }])
    scene.cluster.deleteRecords({ topic: 't', partition: 0 }, 2)
    for (let n = 0; n < 2; n++) expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('archive')).status.trace).toContain('t-0: offset 0 is not in the log')
    expect(await scene.stored()).toMatchObject({ offset: offset(0) })
  })

  it('says so of a log that ends before its position', async () => {
    const scene = await sinkScene([['a']], () => ({}))
    await scene.cluster.kafka.commitGroupOffsets('connect-archive', [{ topic: 't', partition: 0, offset: 7 }])
    await scene.run()
    expect((await scene.task('archive')).status.trace).toContain(
      't-0: offset 7 is not in the log, which has 0 to 1: the topic has been cut or created anew',
    )
  })

  it('makes durable what it has written before it goes on elsewhere', async () => {
    const got = collecting()
    const durable: unknown[] = []
    const scene = await sinkScene([['a', 'b']], () => ({
      write: async records => {
        await got.writer.write(records)
        // what follows is deleted before it is read
        const appended = [scene.cluster.append('t', ['c']), scene.cluster.append('t', ['d'])]
        scene.cluster.deleteRecords({ topic: 't', partition: 0 }, 3)
        await Promise.all(appended)
      },
      flush: async () => {
        durable.push(...got.values())
        return {}
      },
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(durable).toEqual(['a', 'b'])
    expect((await scene.task('archive')).status.trace).toContain('offset 2 is not in the log')
    expect(await scene.stored()).toMatchObject({ offset: offset(3) })
  })

  it('counts as lost too what it has read but could not make durable', async () => {
    const scene = await sinkScene([['a', 'b']], () => ({
      write: async () => {
        const appended = [scene.cluster.append('t', ['c']), scene.cluster.append('t', ['d'])]
        scene.cluster.deleteRecords({ topic: 't', partition: 0 }, 3)
        await Promise.all(appended)
      },
      flush: async () => ({ partitions: [{ topic: 't', partition: 0, offset: 1 }] }),
    }))
    await scene.run()
    expect((await scene.task('archive')).status.trace).toContain(
      't-0: offset 1 is not in the log, which has 3 to 4: 2 records are lost',
    )
  })
})

describe('a sink whose topic is missing', () => {
  it('looks again as often as any idle task, until it is there', async () => {
    const got = collecting()
    const scene = sinkSceneBefore(() => got.writer, { config: { topics: 't,u' } })
    await scene.cluster.append('t', ['a'])
    await scene.cluster.append('u', ['b'])
    await scene.begin()
    scene.cluster.deleteTopic('u')
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 1 })
    const task = await scene.task('archive')
    expect(task.waitsFor).toBeUndefined()
    expect(task.dueAt).toBe(scene.now() + 1_000)
    await scene.cluster.append('u', ['c'])
    await scene.run()
    expect(got.values()).toEqual(['a', 'c'])
  })
})
