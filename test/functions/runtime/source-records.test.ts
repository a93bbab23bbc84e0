import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawSourceRecords } from '../../../connectors/sdk/record.ts'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import { connectorPk } from '../../../functions/runtime/state/items.ts'
import { runs } from '../../helpers/runs.ts'
import { batchOf, numbered, once, sourceScene } from './scene/scripted-source.ts'
import { chains, unreadSteps } from './scene/unread-chains.ts'

const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const BYTES = 'org.apache.kafka.connect.converters.ByteArrayConverter'
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'

/** Values in a buffer that has more before and behind them. */
const rawOf = (values: readonly (string | null)[], over: Partial<RawSourceRecords> = {}): SourceBatch => {
  const parts = ['before', ...values.map(value => value ?? ''), 'behind'].map(part => Buffer.from(part))
  let end = 6
  const bounds = values.flatMap(value => {
    const start = end
    end += Buffer.byteLength(value ?? '')
    return value === null ? [-1, -1] : [start, end]
  })
  return {
    raw: {
      topic: 'topic-a',
      type: 'string',
      count: values.length,
      data: Buffer.concat(parts),
      values: Int32Array.from(bounds),
      timestamp: 1_700_000_000_000,
      partition: { p: 'a' },
      offset: { n: values.length },
      ...over,
    },
  }
}

const recordsOf = (values: readonly (string | null)[]): SourceBatch => ({
  records: values.map((value, i) =>
    numbered('a', i + 1, { value: { schema: { type: 'string', optional: true }, value } }),
  ),
})

const produced = async (batch: SourceBatch, config: Readonly<Record<string, string>>) => {
  const scene = await sourceScene(() => ({ read: once(batch) }), { config })
  expect(await scene.run()).toMatchObject({ outcome: 'idle' })
  return { records: scene.cluster.records('topic-a'), progress: (await scene.task('numbers')).progress }
}

describe('raw records', () => {
  const values = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 10 }), { nil: null }), {
    minLength: 1,
    maxLength: 6,
  })

  it('are the same in Kafka as the records that they stand for', async () => {
    const config = { 'key.converter': STRING, 'value.converter': STRING }
    await fc.assert(
      fc.asyncProperty(values, async texts => {
        expect(await produced(rawOf(texts), config)).toEqual(await produced(recordsOf(texts), config))
      }),
      { numRuns: 25 },
    )
  })

  const transformed = async (batch: SourceBatch, config: Readonly<Record<string, string>>) => {
    const scene = await sourceScene(() => ({ read: once(batch) }), { config, converters: unreadSteps })
    const { outcome } = await scene.run()
    const { status, progress } = await scene.task('numbers')
    const names = await scene.cluster.kafka.topicNames()
    const topics = names.map(name => [name, scene.cluster.records(name)])
    return { outcome, topics, progress, trace: status.trace?.split('\n')[0] }
  }

  it('come to the same by any chain of transformations as the records that they stand for', async () => {
    await fc.assert(
      fc.asyncProperty(values, chains, async (drawn, chain) => {
        // the schema of raw text has no null
        const texts = drawn.map(text => text ?? '')
        const config = { 'key.converter': STRING, 'value.converter': STRING, ...chain }
        const raw = rawOf(texts, { offsetAt: i => ({ n: i + 1 }) })
        expect(await transformed(raw, config)).toEqual(await transformed(recordsOf(texts), config))
      }),
      { numRuns: runs(100) },
    )
  })

  it('pass transformations that read none of them unread, to the topic that these name', async () => {
    // what text would not survive
    const data = Buffer.from([0xff, 0x00, 0xc3, 0x28])
    const raw = rawOf([], { count: 2, data, values: Int32Array.from([0, 2, 2, 4]) })
    const type = 'org.apache.kafka.connect.transforms'
    const config = {
      'value.converter': STRING,
      transforms: 'hoist,extract,route',
      'transforms.hoist.type': `${type}.HoistField$Value`,
      'transforms.hoist.field': 'line',
      'transforms.extract.type': `${type}.ExtractField$Value`,
      'transforms.extract.field': 'line',
      'transforms.route.type': `${type}.RegexRouter`,
      'transforms.route.regex': 'topic-(.*)',
      'transforms.route.replacement': 'from-$1',
    }
    const scene = await sourceScene(() => ({ read: once(raw) }), { config, converters: unreadSteps })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    const passed = scene.cluster.records('from-a').map(({ value }) => value ?? Buffer.alloc(0))
    expect(Buffer.concat(passed)).toEqual(data)
  })

  it('are unpacked for a converter that looks into values', async () => {
    const config = { 'value.converter': JSON_CONVERTER, 'value.converter.schemas.enable': 'false' }
    const { records, progress } = await produced(rawOf(['a', 'b"']), config)
    expect(records.map(({ value }) => value?.toString())).toEqual(['"a"', '"b\\""'])
    expect(progress).toEqual({ '{"p":"a"}': { offset: '{"n":2}' } })
  })

  it('before one that fails are stored as far as each of them goes', async () => {
    const raw = rawOf(['1', '2', null, '4'], { offsetAt: i => ({ n: i + 1 }) })
    const append = 'com.example.Append$Value'
    const config = { transforms: 'a', 'transforms.a.type': append, 'transforms.a.text': '!' }
    const scene = await sourceScene(() => ({ read: once(raw) }), { config })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    const { progress, status } = await scene.task('numbers')
    expect(progress).toEqual({ '{"p":"a"}': { offset: '{"n":2}' } })
    expect(status.trace).toContain(
      '(topic topic-a, source partition {"p":"a"}, offset {"n":3}, stage TRANSFORMATION',
    )
    expect(scene.cluster.values('topic-a')).toEqual(['1!', '2!'])
  })

  it('of bytes pass as they are, which text would not survive', async () => {
    const data = Buffer.from([0xff, 0x00, 0xc3, 0x28])
    const raw = rawOf([], { type: 'bytes', count: 2, data, values: Int32Array.from([0, 2, 2, 4]) })
    const { records } = await produced(raw, { 'value.converter': BYTES })
    expect(Buffer.concat(records.map(({ value }) => value ?? Buffer.alloc(0)))).toEqual(data)
  })

  it('of text are refused by a converter of bytes, as records are', async () => {
    for (const batch of [rawOf(['text']), recordsOf(['text'])]) {
      const scene = await sourceScene(() => ({ read: once(batch) }), { config: { 'value.converter': BYTES } })
      expect(await scene.run()).toMatchObject({ outcome: 'failed' })
      expect((await scene.task('numbers')).status.trace).toContain(
        'A record cannot be converted (topic topic-a',
      )
    }
  })

  it('go to the partition that they name', async () => {
    const scene = await sourceScene(() => ({ read: once(rawOf(['x'], { kafkaPartition: 2 })) }))
    await scene.cluster.kafka.createTopic({ name: 'topic-a', partitions: 3 })
    await scene.run()
    expect(scene.cluster.values('topic-a', 2)).toEqual(['x'])
  })
})

describe('a record on its way to Kafka', () => {
  it('keeps its key, headers, time and partition', async () => {
    const string = { type: 'string' } as const
    const record = numbered('a', 1, {
      key: { schema: string, value: 'k' },
      headers: [
        { key: 'h', schema: string, value: 'käse' },
        { key: 'h', schema: undefined, value: null },
      ],
      timestamp: 1_600_000_000_000,
      kafkaPartition: 1,
    })
    const scene = await sourceScene(() => ({ read: once({ records: [record] }) }))
    await scene.cluster.kafka.createTopic({ name: 'topic-a', partitions: 2 })
    await scene.run()
    expect(scene.cluster.records('topic-a', 1)).toEqual([
      {
        offset: 0,
        key: Buffer.from('k'),
        value: Buffer.from('a1'),
        headers: [
          { key: 'h', value: Buffer.from('käse') },
          { key: 'h', value: null },
        ],
        timestamp: 1_600_000_000_000,
      },
    ])
  })

  it('without a time has the present one', async () => {
    const { timestamp: _, ...record } = numbered('a', 1)
    const before = Date.now()
    const { records } = await produced({ records: [record] }, {})
    expect(records[0]?.timestamp).toBeGreaterThanOrEqual(before)
    expect(records[0]?.timestamp).toBeLessThanOrEqual(Date.now())
  })
})

describe('the topics of a source', () => {
  it('are created when a first record is for them, once, and remembered', async () => {
    const created: unknown[] = []
    const scene = await sourceScene(
      () => ({ read: once(batchOf('a', 1), batchOf('b', 1), batchOf('a', 2)) }),
      {
        kafkaRoute: async (request, land) => {
          if (request.call === 'createTopic') created.push(request.topic)
          return land()
        },
      },
    )
    await scene.run()
    await scene.run()
    expect(created).toEqual(['topic-a', 'topic-b'])
    const { items } = await scene.table.query(connectorPk('numbers'), 'TOPIC#')
    expect(items.map(({ attributes }) => attributes.topic)).toEqual(['topic-a', 'topic-b'])
  })

  it('that cannot be created fail the task, with what came before delivered', async () => {
    const bad = numbered('b', 1, { topic: 'not/allowed' })
    const scene = await sourceScene(() => ({
      read: once(batchOf('a', 1), { records: [numbered('a', 2), bad] }),
    }))
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(scene.cluster.values('topic-a')).toEqual(['a1', 'a2'])
    const task = await scene.task('numbers')
    expect(task.progress).toEqual({ '{"p":"a"}': { offset: '{"n":2}' } })
    expect(task.status.trace).toContain('Creating topic not/allowed')
  })
})
