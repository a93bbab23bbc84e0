import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'
import type { SinkWriter } from '../../../connectors/sdk/sink.ts'
import { askForRedrive } from '../../../functions/runtime/state/trigger.ts'
import type { StoredRecord } from '../../helpers/memory-kafka/partition-log.ts'
import { sinkScene, valuesOf } from './scene/scripted-sink.ts'
import { numbered, once, sourceScene } from './scene/scripted-source.ts'

const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const dlq = {
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': 'dlq',
  'errors.deadletterqueue.topic.replication.factor': '1',
  'errors.deadletterqueue.context.headers.enable': 'true',
}
const strings = { 'key.converter': STRING, 'value.converter': STRING }

const headersOf = ({ headers = [] }: StoredRecord) =>
  Object.fromEntries(
    headers.map(({ key, value }) => [key.replace('__connect.errors.', ''), value?.toString()]),
  )

/** A target that refuses what begins with a letter that is refused; it may change its mind. */
const refusing = (...refused: string[]) => {
  const written: SinkRecord[] = []
  const isBad = (value: unknown) => refused.some(start => String(value).startsWith(start))
  const writer: Partial<SinkWriter> = {
    write: async records => {
      if (valuesOf(records).some(isBad)) throw new ConnectError('DATA', 'refused')
      written.push(...records)
    },
  }
  return { written, refused, values: () => valuesOf(written), script: () => writer }
}

const sink = async (config: Readonly<Record<string, string>> = {}, script: Partial<SinkWriter> = {}) => {
  const target = refusing('bad', 'worse')
  const scene = await sinkScene(
    [['a', 'bad1', 'b', 'worse2', 'c']],
    () => ({ ...target.script(), ...script }),
    {
      config: { ...strings, ...dlq, ...config },
    },
  )
  await scene.run()
  const redriven = async () => (await scene.task('archive')).redriven
  return { ...scene, ...target, redriven, ask: () => askForRedrive(scene.table, 'archive') }
}

describe('dead letters of a sink that are sent back', () => {
  it('are sent again in the next slice when the writer says that they are not written yet', async () => {
    let slow = false
    const scene = await sink(
      {},
      { flush: async () => (slow ? { partitions: [{ topic: 't', partition: 0, offset: 1 }] } : {}) },
    )
    scene.refused.length = 0
    await scene.ask()
    slow = true
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ done: false, through: 0 })
    slow = false
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ done: true, through: 2 })
    expect(scene.values()).toEqual(['a', 'b', 'c', 'bad1', 'worse2', 'bad1', 'worse2'])
  })

  it('go through its converters and writer under their own coordinates; those that fail again are letters again', async () => {
    const scene = await sink()
    expect(scene.cluster.values('dlq')).toEqual(['bad1', 'worse2'])
    scene.refused.shift()
    await scene.ask()
    expect(await scene.run()).toMatchObject({ outcome: 'continue', records: 1 })
    expect(scene.values()).toEqual(['a', 'b', 'c', 'bad1'])
    expect(scene.written.at(-1)).toMatchObject({
      topic: 't',
      original: { topic: 't', partition: 0, offset: 1 },
      headers: [],
    })
    expect(await scene.redriven()).toMatchObject({ asked: 1, done: true, through: 1, again: 1 })
    const [, , again] = scene.cluster.records('dlq')
    expect(again?.value?.toString()).toBe('worse2')
    expect(again && headersOf(again)).toMatchObject({
      topic: 't',
      offset: '3',
      stage: 'TASK_PUT',
      redrives: '1',
    })
    expect((await scene.stored())?.offset).toBe('{"kafka_offset":5}')
  })

  it('are each sent back once, and those that failed again with the next request', async () => {
    const scene = await sink()
    await scene.ask()
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ through: 0, again: 2 })
    scene.refused.length = 0
    await scene.ask()
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ asked: 2, done: true, through: 2, again: 0 })
    await scene.ask()
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ asked: 3, done: true, through: 0, again: 0 })
    expect(scene.values()).toEqual(['a', 'b', 'c', 'bad1', 'worse2'])
  })

  it('are its own alone', async () => {
    const scene = await sink()
    const foreign = scene.cluster.records('dlq').map(({ key, value, headers, timestamp }) => ({
      topic: 'dlq',
      partition: 0,
      key,
      value,
      timestamp,
      headers: (headers ?? []).map(header =>
        header.key.endsWith('connector.name') ? { ...header, value: Buffer.from('other') } : header,
      ),
    }))
    const producer = await scene.cluster.kafka.producer({ idempotent: false })
    await producer.send(foreign)
    scene.refused.length = 0
    await scene.ask()
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ through: 2, again: 0 })
    expect(scene.values()).toEqual(['a', 'b', 'c', 'bad1', 'worse2'])
  })

  it('go on with the next slice when one ends before', async () => {
    const scene = await sink()
    scene.refused.length = 0
    await scene.ask()
    const stopping = new AbortController()
    stopping.abort()
    expect(await scene.run({ stopping: stopping.signal })).toMatchObject({ outcome: 'continue', records: 0 })
    expect(await scene.redriven()).toMatchObject({ done: false, through: 0 })
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ done: true, through: 2 })
  })

  it.each([
    ['headers', { 'errors.deadletterqueue.context.headers.enable': 'false' }, {}, 'headers.enable is false'],
    ['a queue', { 'errors.deadletterqueue.topic.name': '' }, {}, 'topic.name is not set'],
    ['offsets of our own', {}, { positions: [] }, 'stores offsets itself'],
  ])('are not without %s: it says why, and what comes next is read', async (_, config, script, problem) => {
    const scene = await sink(config, script)
    await scene.ask()
    await scene.cluster.append('t', ['d'])
    expect(await scene.run()).toMatchObject({ outcome: 'continue' })
    expect(await scene.redriven()).toMatchObject({ done: true, problem: expect.stringContaining(problem) })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.values()).toContain('d')
  })

  it('end with why their target fails, and go on from there when asked again', async () => {
    let away = false
    const scene = await sink(
      {},
      {
        flush: async () => {
          if (away) throw new ConnectError('EXTERNAL', 'The target cannot be reached')
          return {}
        },
      },
    )
    scene.refused.length = 0
    away = true
    await scene.ask()
    expect(await scene.run()).toMatchObject({ outcome: 'continue' })
    expect(await scene.redriven()).toMatchObject({
      done: true,
      problem: 'The target cannot be reached',
      through: 0,
    })
    away = false
    await scene.ask()
    await scene.run()
    expect(await scene.redriven()).toMatchObject({ done: true, through: 2 })
    expect((await scene.redriven())?.problem).toBeUndefined()
  })
})

describe('dead letters of a source that are sent back', () => {
  it('go through its converters to their topics; those that fail again are letters again', async () => {
    let refused = true
    const bad = (p: string, n: number, value: string) =>
      numbered(p, n, {
        value: { schema: { type: 'string' }, value },
        key: { schema: { type: 'int32' }, value: n },
      })
    const misfit = numbered('a', 4, { value: { schema: { type: 'int32' }, value: 'no number' } })
    const scene = await sourceScene(
      () => ({
        read: once({ records: [numbered('a', 1), bad('a', 2, 'bad'), bad('a', 3, 'worse'), misfit] }),
      }),
      {
        config: {
          'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
          'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
          'value.converter.schemas.enable': 'false',
          ...dlq,
        },
        kafkaRoute: async (request, land) => {
          const isBad = (value: string) => value === '"worse"' || (refused && value === '"bad"')
          if (request.topic !== 'dlq' && request.records?.some(({ value }) => isBad(String(value))))
            throw new ConnectError('DATA', 'too large')
          return land()
        },
      },
    )
    await scene.run()
    expect(scene.cluster.values('topic-a')).toEqual(['"a1"'])
    expect(scene.cluster.records('dlq')).toHaveLength(3)
    refused = false
    await askForRedrive(scene.table, 'numbers')
    expect(await scene.run()).toMatchObject({ outcome: 'continue', records: 1 })
    expect(scene.cluster.values('topic-a')).toEqual(['"a1"', '"bad"'])
    const { redriven, progress } = await scene.task('numbers')
    expect(redriven).toMatchObject({ done: true, through: 1, again: 2 })
    expect(progress).toEqual({ '{"p":"a"}': { offset: '{"n":4}' } })
    const again = scene.cluster.records('dlq').slice(3)
    expect(again.map(headersOf)).toMatchObject([
      { topic: 'topic-a', redrives: '1' },
      { topic: 'topic-a', redrives: '1' },
    ])
    expect(new Set(again.map(each => headersOf(each).offset))).toEqual(new Set(['{"n":3}', '{"n":4}']))
  })
})
