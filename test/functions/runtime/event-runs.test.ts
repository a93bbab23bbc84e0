import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import {
  configureConnector,
  deleteConnector,
  setWanted,
} from '../../../functions/runtime/state/connectors.ts'
import { eventScene, eventSceneBefore } from './scene/event-scene.ts'
import { collecting } from './scene/scripted-sink.ts'

const offset = (n: number) => `{"kafka_offset":${n}}`
const values = ['a', 'b', 'c', 'd', 'e', 'f']
const nothing = { batchItemFailures: [] }

describe('an event', () => {
  it('is written, and its end stored', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer)
    expect(await scene.send([{ from: 0, values: ['a', 'b'] }])).toEqual(nothing)
    expect(got.values()).toEqual(['a', 'b'])
    expect(await scene.partition()).toMatchObject({ offset: offset(2), topicId: expect.any(String) })
    expect(await scene.send([{ from: 2, values: ['c'] }])).toEqual(nothing)
    expect(got.values()).toEqual(['a', 'b', 'c'])
    expect(await scene.partition()).toMatchObject({ offset: offset(3) })
  })

  it('is flushed to its end before anything is stored', async () => {
    const flushes: unknown[] = []
    const scene = await eventScene(values, () => ({
      flush: async ({ end }) => {
        flushes.push([end, (await scene.partition())?.offset])
        return {}
      },
    }))
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    expect(flushes).toEqual([[true, offset(0)]])
  })

  it('that comes again is not written again', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer)
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    expect(await scene.send([{ from: 0, values: ['a', 'b'] }])).toEqual(nothing)
    expect(await scene.send([{ from: 0, values: ['a', 'b', 'c'] }])).toEqual(nothing)
    expect(got.values()).toEqual(['a', 'b', 'c'])
    expect(await scene.partition()).toMatchObject({ offset: offset(3) })
  })

  it('of several topics and partitions brings each of them on', async () => {
    const got = collecting()
    const scene = eventSceneBefore(() => got.writer, { config: { topics: 't,u' } })
    await scene.cluster.append('t', ['a', 'b'], 1)
    await scene.cluster.append('u', ['c'])
    await scene.begin()
    await scene.settle()
    await scene.send([
      { topic: 'u', from: 0, values: ['c'] },
      { topic: 't', partition: 1, from: 0, values: ['a', 'b'] },
    ])
    expect(got.values()).toEqual(['c', 'a', 'b'])
    expect([await scene.partition('t', 1), await scene.partition('u')]).toMatchObject([
      { offset: offset(2) },
      { offset: offset(1) },
    ])
  })

  it('counts as it would have when fetched, with its topics noted', async () => {
    const scene = await eventScene(values, () => ({}))
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    const { items } = await scene.table.query('CONNECTOR#archive', 'TOPIC#')
    expect(items.map(({ sk }) => sk)).toEqual(['TOPIC#t'])
  })
})

describe('a failure', () => {
  it('of the writer makes all of it come again, and shows', async () => {
    let works = false
    const got = collecting()
    const scene = await eventScene(values, () => ({
      ...got.writer,
      flush: async () => {
        if (!works) throw new ConnectError('EXTERNAL', 'the target is full')
        return {}
      },
    }))
    const event = [{ from: 0, values: ['a'] }]
    await expect(scene.send(event)).rejects.toThrow('the target is full')
    expect(await scene.partition()).toMatchObject({ offset: offset(0) })
    expect((await scene.task('archive')).status).toMatchObject({
      state: 'FAILED',
      trace: expect.stringContaining('the target is full'),
    })
    works = true
    expect(await scene.send(event)).toEqual(nothing)
    expect((await scene.task('archive')).status).toEqual({ state: 'RUNNING' })
    expect(got.values()).toEqual(['a', 'a'])
  })

  it('is written to the status once', async () => {
    const writes: string[] = []
    const scene = await eventScene(
      values,
      () => ({
        flush: async () => {
          throw new Error('the target is full')
        },
      }),
      {
        tableRoute: async (request, land) => {
          writes.push(...request.writes.map(write => write.kind))
          return land()
        },
      },
    )
    for (let n = 0; n < 3; n++) await scene.send([{ from: 0, values: ['a'] }]).catch(() => undefined)
    expect(writes.filter(kind => kind === 'event-status')).toHaveLength(1)
  })

  const json = {
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
  }

  it('of a record leaves what came before it, and other partitions, written and stored', async () => {
    const got = collecting()
    const scene = eventSceneBefore(() => got.writer, { config: json })
    await scene.cluster.append('t', ['7', '8'], 1)
    await scene.cluster.append('t', ['1', '{no json', '3'])
    await scene.begin()
    await scene.settle()
    const event = [
      { from: 0, values: ['1', '{no json', '3'] },
      { partition: 1, from: 0, values: ['7', '8'] },
    ]
    await expect(scene.send(event)).rejects.toThrow('topic t, partition 0, offset 1')
    expect(got.values()).toEqual([1, 7, 8])
    expect([await scene.partition(), await scene.partition('t', 1)]).toMatchObject([
      { offset: offset(1) },
      { offset: offset(2) },
    ])
    await expect(scene.send(event)).rejects.toThrow('topic t, partition 0, offset 1')
    expect(got.values()).toEqual([1, 7, 8])
  })

  it('of a record is told from the rest where Lambda looks at it', async () => {
    const config = { ...json, 'event.provisioned.pollers.max': '2' }
    const scene = await eventScene(['1', '{no json', '3'], () => ({}), { config })
    const event = [{ from: 0, values: ['1', '{no json', '3'] }]
    expect(await scene.send(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: { partition: 't-0', offset: 1 } }],
    })
    // nothing more is made of it: all of it comes again
    await expect(scene.send(event)).rejects.toThrow('offset 1')
  })

  it('that is tolerated is passed over, its dead letter stored first', async () => {
    const config = {
      ...json,
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': 'dlq',
      'errors.deadletterqueue.topic.replication.factor': '1',
    }
    const got = collecting()
    const scene = await eventScene(['1', '{no json', '3'], () => got.writer, { config })
    expect(await scene.send([{ from: 0, values: ['1', '{no json', '3'] }])).toEqual(nothing)
    expect(got.values()).toEqual([1, 3])
    expect(scene.cluster.values('dlq')).toEqual(['{no json'])
    expect(await scene.partition()).toMatchObject({ offset: offset(3) })
  })

  it('to end in time writes nothing more', async () => {
    const scene = await eventScene(values, () => ({}))
    await expect(scene.send([{ from: 0, values: ['a'] }], { deadline: 5_000 })).rejects.toThrow('out of time')
    expect(await scene.partition()).toMatchObject({ offset: offset(0) })
  })

  it('is a writer that is not durable, and holds nothing back by its own account', async () => {
    const scene = await eventScene(values, () => ({
      flush: async () => ({ partitions: [{ topic: 't', partition: 0, offset: 1 }] }),
    }))
    await expect(scene.send([{ from: 0, values: ['a', 'b'] }])).rejects.toThrow('t-0 from 1 on')
    expect(await scene.partition()).toMatchObject({ offset: offset(1) })
  })
})

describe('an event that does not begin where the last one ended', () => {
  it('fails when records lie between, and goes on once they came', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer)
    await expect(scene.send([{ from: 2, values: ['c'] }])).rejects.toThrow(
      't-0: an event begins at offset 2, expected is 0, and the topic has records between, from 0 on',
    )
    expect((await scene.task('archive')).status.state).toBe('FAILED')
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    expect(await scene.send([{ from: 2, values: ['c'] }])).toEqual(nothing)
    expect(got.values()).toEqual(['a', 'b', 'c'])
    expect((await scene.task('archive')).status.state).toBe('RUNNING')
  })

  it('is taken when nobody can see what lies between', async () => {
    const got = collecting()
    const scene = await eventScene(['a'], () => got.writer)
    scene.cluster.skip({ topic: 't', partition: 0 }, 3)
    await scene.cluster.append('t', ['b'])
    await scene.send([{ from: 0, values: ['a'] }])
    expect(await scene.send([{ from: 4, values: ['b'] }])).toEqual(nothing)
    expect(await scene.partition()).toMatchObject({ offset: offset(5) })
  })

  it.each([{ 'event.filter': '{"value":["c"]}' }, { 'event.on.failure.destination': 'kafka://failed' }])(
    'is taken where the event source leaves records out: %j',
    async config => {
      const scene = await eventScene(values, () => ({}), { config })
      expect(await scene.send([{ from: 2, values: ['c'] }])).toEqual(nothing)
      expect(await scene.partition()).toMatchObject({ offset: offset(3) })
    },
  )

  it('says how much was lost when what lies between is no longer there, and goes on', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer)
    scene.cluster.deleteRecords({ topic: 't', partition: 0 }, 3)
    const event = [{ from: 3, values: ['d'] }]
    await expect(scene.send(event)).rejects.toThrow('3 records are lost')
    expect(await scene.send(event)).toEqual(nothing)
    expect(got.values()).toEqual(['d'])
  })

  it('drops nothing of a topic that was created anew: its plan is', async () => {
    const got = collecting()
    const scene = await eventScene(values, () => got.writer)
    await scene.send([{ from: 0, values: ['a', 'b'] }])
    scene.cluster.deleteTopic('t')
    await scene.cluster.append('t', ['other'])
    const event = [{ from: 0, values: ['other'] }]
    await expect(scene.send(event)).rejects.toThrow('The topic t has been created anew')
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now())
    await scene.settle()
    expect(await scene.send(event)).toEqual(nothing)
    expect(got.values()).toEqual(['a', 'b', 'other'])
  })
})

describe('no event is taken', () => {
  const event = [{ from: 0, values: ['a'] }]

  it.each(['PAUSED', 'STOPPED'] as const)(
    'by a connector that is %s, nor before it is planned again',
    async wanted => {
      const scene = await eventScene(values, () => ({}))
      await setWanted(scene.table, 'archive', wanted)
      await expect(scene.send(event)).rejects.toThrow(`archive takes no events: it is ${wanted}`)
      await scene.settle()
      await expect(scene.send(event)).rejects.toThrow(`archive takes no events: it is ${wanted}`)
      await setWanted(scene.table, 'archive', 'RUNNING')
      await expect(scene.send(event)).rejects.toThrow('not planned yet')
      await scene.settle()
      expect(await scene.send(event)).toEqual(nothing)
    },
  )

  it('by a connector that does not exist, or of another mode', async () => {
    const scene = await eventScene(values, () => ({}))
    await deleteConnector(scene.table, 'archive')
    await expect(scene.send(event)).rejects.toThrow('there is no such connector')
    const other = await eventScene(values, () => ({}), { config: { 'run.mode': 'continuous' } })
    await expect(other.send(event)).rejects.toThrow('its run.mode is continuous')
  })

  it('of a partition that is not planned yet; the plan comes soon', async () => {
    const scene = await eventScene(values, () => ({}))
    scene.cluster.extendTopic('t', 2)
    await scene.cluster.append('t', ['x'], 1)
    const both = [...event, { partition: 1, from: 0, values: ['x'] }]
    await expect(scene.send(both)).rejects.toThrow('archive has not taken t-1 from 0 on: not planned yet')
    expect(await scene.partition()).toMatchObject({ offset: offset(1) })
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now())
    await scene.settle()
    expect(await scene.send(both)).toEqual(nothing)
  })

  it('any further by a run that began before the connector was changed', async () => {
    const scene = await eventScene(values, () => ({
      flush: async () => {
        await configureConnector(scene.table, 'archive', ({ type, config }) => ({ type, config }))
        await scene.settle()
        return {}
      },
    }))
    await expect(scene.send(event)).rejects.toMatchObject({ code: 'FENCED' })
    expect(await scene.partition()).toMatchObject({ offset: offset(0) })
    expect((await scene.task('archive')).status.state).not.toBe('FAILED')
  })

  it('when the function is invoked without an alias', async () => {
    const scene = await eventScene(values, () => ({}))
    const { sinkEvent } = await import('../../../functions/sink-event/sink-event.ts')
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:sink-event'
    expect(() =>
      sinkEvent(scene.runtime)({ eventSource: 'aws:kafka', records: {} }, arn, { deadline: 1 }),
    ).toThrow('has no alias')
  })
})
