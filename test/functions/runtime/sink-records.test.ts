import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import { bytesAt } from '../../../functions/runtime/raw.ts'
import { runs } from '../../helpers/runs.ts'
import { collecting, sinkScene, valuesOf } from './scene/scripted-sink.ts'
import { chains, unreadSteps } from './scene/unread-chains.ts'

const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const BYTES = 'org.apache.kafka.connect.converters.ByteArrayConverter'
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const both = (converter: string) => ({ 'key.converter': converter, 'value.converter': converter })

interface Input {
  readonly key: string | null
  readonly value: string | null
}

const producing = async (
  scene: Awaited<ReturnType<typeof sinkScene>>,
  batches: readonly (readonly Input[])[],
) => {
  const producer = await scene.cluster.kafka.producer({ idempotent: true })
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text))
  for (const batch of batches)
    await producer.send(
      batch.map(({ key, value }) => ({
        topic: 't',
        partition: 0,
        key: bytes(key),
        value: bytes(value),
        timestamp: 1_700_000_000_000,
      })),
    )
}

/** What a writer got, as text, by the path that its methods allow. */
const received = async (
  batches: readonly (readonly Input[])[],
  config: Readonly<Record<string, string>>,
  raw: boolean,
) => {
  const got: (readonly [number, string | null, string | null])[] = []
  const calls = { write: 0, writeRaw: 0 }
  const text = (value: unknown) =>
    value === null ? null : value instanceof Uint8Array ? Buffer.from(value).toString() : String(value)
  const scene = await sinkScene(
    [],
    () => ({
      write: async records => {
        calls.write++
        for (const { offset, key, value } of records) got.push([offset, text(key.value), text(value.value)])
      },
      ...(raw && {
        writeRaw: async ({ count, data, keys, values, offsets }: RawSinkRecords) => {
          calls.writeRaw++
          for (let i = 0; i < count; i++)
            got.push([offsets[i] ?? -1, text(bytesAt(data, keys, i)), text(bytesAt(data, values, i))])
        },
      }),
    }),
    { config, converters: unreadSteps },
  )
  await producing(scene, batches)
  const { outcome } = await scene.run()
  const { trace } = (await scene.task('archive')).status
  return { got, calls, outcome, trace: trace?.split('\n')[0], stored: (await scene.stored())?.offset }
}

const texts = fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { nil: null })
const inputs = fc.array(fc.array(fc.record({ key: texts, value: texts }), { minLength: 1, maxLength: 5 }), {
  maxLength: 4,
})

describe('records that nobody has to look into', () => {
  it.each([STRING, BYTES])('are the same as bytes and converted (%s)', async converter => {
    await fc.assert(
      fc.asyncProperty(inputs, async batches => {
        const raw = await received(batches, both(converter), true)
        const converted = await received(batches, both(converter), false)
        expect(raw.got).toEqual(converted.got)
        expect(raw.stored).toBe(converted.stored)
        expect([raw.outcome, raw.calls.write, converted.calls.writeRaw]).toEqual(['idle', 0, 0])
        expect(raw.got.map(([, key, value]) => ({ key, value }))).toEqual(batches.flat())
      }),
      { numRuns: 25 },
    )
  })

  it('come to the same by any chain of transformations as bytes and converted', async () => {
    let unread = 0
    await fc.assert(
      fc.asyncProperty(inputs, chains, async (batches, chain) => {
        const config = { ...both(STRING), ...chain }
        const { calls, ...raw } = await received(batches, config, true)
        const { calls: _, ...converted } = await received(batches, config, false)
        expect(raw).toEqual(converted)
        unread += calls.writeRaw
      }),
      { numRuns: runs(100) },
    )
    expect(unread).toBeGreaterThan(0)
  })

  it('are converted all the same in a batch with one that has to be read', async () => {
    const envelope = JSON.stringify({ schema: { type: 'int32', optional: false }, payload: 7 })
    const batches = [
      [{ key: null, value: 'plain' }],
      [
        { key: null, value: 'text' },
        { key: null, value: envelope },
      ],
    ]
    const { got, calls } = await received(batches, {}, true)
    expect(calls).toEqual({ write: 1, writeRaw: 1 })
    expect(got.map(([, , value]) => value)).toEqual(['plain', 'text', '7'])
  })

  it('are converted for a converter that looks into every one', async () => {
    const config = {
      ...both(STRING),
      'value.converter': JSON_CONVERTER,
      'value.converter.schemas.enable': 'false',
    }
    const { calls, got } = await received([[{ key: 'k', value: '7' }]], config, true)
    expect(calls).toEqual({ write: 1, writeRaw: 0 })
    expect(got).toEqual([[0, 'k', '7']])
  })
})

describe('a record as the sink sees it', () => {
  it('has its key, value, headers, time and where it comes from', async () => {
    const got = collecting()
    const scene = await sinkScene([['first']], () => got.writer)
    const producer = await scene.cluster.kafka.producer({ idempotent: true })
    await producer.send([
      {
        topic: 't',
        partition: 0,
        key: Buffer.from('k'),
        value: null,
        headers: [
          { key: 'h', value: Buffer.from('12') },
          { key: 'h', value: null },
          { key: 'text', value: Buffer.from('käse') },
        ],
        timestamp: 1_700_000_000_123,
      },
    ])
    await scene.run()
    const string = { type: 'string', optional: true }
    expect(got.records[1]).toMatchObject({
      topic: 't',
      kafkaPartition: 0,
      offset: 1,
      key: { schema: string, value: 'k' },
      value: { value: null },
      timestamp: 1_700_000_000_123,
      timestampType: 'CREATE_TIME',
      original: { topic: 't', partition: 0, offset: 1 },
    })
    expect(got.records[1]?.headers.map(({ key, value }) => [key, value])).toEqual([
      ['h', 12],
      ['h', null],
      ['text', 'käse'],
    ])
    expect(got.records[0]?.headers).toEqual([])
  })
})

describe('a record that cannot be read', () => {
  const config = { 'value.converter': JSON_CONVERTER, 'value.converter.schemas.enable': 'false' }
  const values = ['1', '2', '{not json', '4']

  it('fails the task by topic, partition and offset; what came before it is written and stored', async () => {
    const flushed: unknown[] = []
    const got = collecting()
    const scene = await sinkScene(
      [['0'], values],
      () => ({
        ...got.writer,
        flush: async ({ end }) => {
          flushed.push([end, [...got.values()]])
          return {}
        },
      }),
      { config },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(flushed).toEqual([[true, [0, 1, 2]]])
    expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":3}' })
    expect((await scene.task('archive')).status.trace).toContain(
      `A record cannot be converted (topic t, partition 0, offset 3, stage VALUE_CONVERTER, class ${JSON_CONVERTER}): `,
    )
    // again and again, and nothing is written twice
    await scene.run()
    expect(got.values()).toEqual([0, 1, 2])
  })

  it('is left out when failures are tolerated', async () => {
    const got: unknown[] = []
    const scene = await sinkScene(
      [values],
      () => ({
        write: async records => {
          got.push(...valuesOf(records))
        },
      }),
      { config: { ...config, 'errors.tolerance': 'all' } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(got).toEqual([1, 2, 4])
    expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":4}' })
  })

  it('is in the dead letter queue before anything behind it is stored', async () => {
    const dlq = {
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': 'dlq',
      'errors.deadletterqueue.topic.replication.factor': '1',
    }
    let full = true
    const scene = await sinkScene([values], () => ({}), {
      config: { ...config, ...dlq },
      kafkaRoute: async (request, land) => {
        if (full && request.call === 'send') throw new Error('the disk is full')
        return land()
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":0}' })
    full = false
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.cluster.values('dlq')).toEqual(['{not json'])
    expect(await scene.stored()).toMatchObject({ offset: '{"kafka_offset":4}' })
  })
})
