import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { SourceRecord } from '../../../../connectors/sdk/record.ts'
import type { SourceBatch } from '../../../../connectors/sdk/source.ts'
import type { KafkaRequest, KafkaRoute } from '../../../helpers/memory-kafka.ts'
import { batchOf, numbered, once, sourceScene } from '../scene/scripted-source.ts'

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const dlq = {
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': 'dlq',
  'errors.deadletterqueue.topic.replication.factor': '1',
}
const stored = async (scene: Awaited<ReturnType<typeof sourceScene>>, p = 'a') =>
  (await scene.task('numbers')).progress[`{"p":"${p}"}`]?.offset

type Scene = Awaited<ReturnType<typeof sourceScene>>
const letters = (scene: Scene) =>
  scene.cluster.records('dlq').map(({ key, value, headers }) => ({
    key: key === null ? null : JSON.parse(String(key)),
    value: JSON.parse(String(value)),
    headers: Object.fromEntries((headers ?? []).map(header => [header.key, String(header.value)])),
  }))

describe('a record of a source that cannot be converted', () => {
  const schema = { type: 'int32' } as const
  const bad = numbered('a', 2, {
    key: { schema: { type: 'string' }, value: 'k' },
    value: { schema, value: 'no number' },
    headers: [{ key: 'h', schema, value: 7 }],
  })
  const config = { 'value.converter': JSON_CONVERTER, ...dlq }

  it('is in the dead letter queue as JSON with its schemas, with where and why', async () => {
    const scene = await sourceScene(() => ({ read: once({ records: [numbered('a', 1), bad] }) }), { config })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.cluster.values('topic-a')).toHaveLength(1)
    const [letter] = letters(scene)
    expect(letter).toMatchObject({
      key: { schema: { type: 'string', optional: false }, payload: 'k' },
      value: { schema: { type: 'int32', optional: false }, payload: 'no number' },
    })
    const { h, ...headers } = letter?.headers ?? {}
    expect(JSON.parse(h ?? '')).toEqual({ schema: { type: 'int32', optional: false }, payload: 7 })
    const name = (header: string) => `__connect.errors.${header}`
    expect(headers).toMatchObject({
      [name('topic')]: 'topic-a',
      [name('partition')]: '{"p":"a"}',
      [name('offset')]: '{"n":2}',
      [name('connector.name')]: 'numbers',
      [name('task.id')]: '0',
      [name('stage')]: 'VALUE_CONVERTER',
      [name('class.name')]: JSON_CONVERTER,
      [name('exception.class.name')]: 'org.apache.kafka.connect.errors.DataException',
    })
    expect(await stored(scene)).toBe('{"n":2}')
  })

  it('holds its offset back while the queue does not take it', async () => {
    let full = true
    const scene = await sourceScene(
      () => ({ read: once(batchOf('a', 1), { records: [bad, numbered('a', 3)] }) }),
      {
        config,
        kafkaRoute: async (request, land) => {
          if (full && request.topic === 'dlq' && request.call === 'send') throw new Error('no space left')
          return land()
        },
      },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(await stored(scene)).toBe('{"n":1}')
    full = false
    await scene.run()
    expect(letters(scene)).toHaveLength(1)
    expect(await stored(scene)).toBe('{"n":3}')
  })
})

describe('a record of an exactly-once source that cannot be converted', () => {
  it('is in the dead letter queue before its transaction is committed, once', async () => {
    const steps: string[] = []
    const bad = numbered('a', 2, { value: { schema: { type: 'int32' }, value: 'no number' } })
    const scene = await sourceScene(() => ({ read: once({ records: [numbered('a', 1), bad] }) }), {
      config: { 'value.converter': JSON_CONVERTER, 'exactly.once.support': 'required', ...dlq },
      kafkaRoute: async (request, land) => {
        const answer = land()
        if (request.topic === 'dlq' && request.call === 'send') steps.push('letter')
        if (request.call === 'endTransaction') steps.push('end')
        return answer
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(steps).toEqual(['letter', 'end'])
    expect(await stored(scene)).toBe('{"n":2}')
  })
})

const refusal = new ConnectError('DATA', 'A record for topic-a-0 is too large')

/** Kafka refuses what has a record that is `bad`, as a whole. */
const refusing =
  (bad: (value: string) => boolean): KafkaRoute =>
  async (request: KafkaRequest, land) => {
    if (request.topic !== 'dlq' && request.records?.some(({ value }) => bad(String(value)))) throw refusal
    return land()
  }
const isBad = (value: string) => value.startsWith('bad')
const valued = (values: readonly string[]): SourceRecord[] =>
  values.map((value, i) => numbered('a', i + 1, { value: { schema: undefined, value } }))

const refused = async (batches: readonly SourceBatch[], config: Readonly<Record<string, string>>) => {
  const scene = await sourceScene(() => ({ read: once(...batches) }), {
    config: { 'key.converter': STRING, 'value.converter': STRING, ...config },
    kafkaRoute: refusing(isBad),
  })
  const { outcome } = await scene.run()
  return { ...scene, outcome }
}

describe('a record that Kafka refuses', () => {
  it('is found, and is a dead letter instead; all others are in Kafka, in order', async () => {
    const sizes = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(sizes, async flags => {
        let n = 0
        const values = flags.map(batch => batch.map(bad => `${bad ? 'bad' : 'good'}${n++}`))
        const records = valued(values.flat())
        const batches = values.map(batch => ({ records: records.splice(0, batch.length) }))
        fc.pre(values.flat().some(isBad))
        const scene = await refused(batches, dlq)
        expect(scene.outcome).toBe('idle')
        const good = values.flat().filter(value => !isBad(value))
        if (good.length > 0) expect(scene.cluster.values('topic-a')).toEqual(good)
        expect(letters(scene).map(({ value }) => value.payload)).toEqual(values.flat().filter(isBad))
        expect(await stored(scene)).toBe(`{"n":${n}}`)
        const written = scene.metrics.values('source-record-write-total', 'numbers')
        expect(written.reduce((sum, value) => sum + value, 0)).toBe(good.length)
      }),
      { numRuns: 30 },
    )
  })

  it('is found in a transaction, whose other records are committed with the offsets, each once', async () => {
    const flags = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), {
      minLength: 1,
      maxLength: 5,
    })
    await fc.assert(
      fc.asyncProperty(flags, fc.constantFrom('poll', 'interval'), async (bad, boundary) => {
        let n = 0
        const values = bad.map(batch => batch.map(each => `${each ? 'bad' : 'good'}${n++}`))
        fc.pre(values.flat().some(isBad))
        const records = valued(values.flat())
        const batches = values.map(batch => ({ records: records.splice(0, batch.length) }))
        const scene = await refused(batches, {
          ...dlq,
          'exactly.once.support': 'required',
          'transaction.boundary': boundary,
        })
        expect(scene.outcome).toBe('idle')
        const committed = scene.cluster.values('topic-a')
        expect(committed).toEqual(values.flat().filter(value => !isBad(value)))
        expect(letters(scene).map(({ value }) => value.payload)).toEqual(values.flat().filter(isBad))
        expect(await stored(scene)).toBe(`{"n":${n}}`)
        const written = scene.metrics.values('source-record-write-total', 'numbers')
        expect(written.reduce((sum, value) => sum + value, 0)).toBe(committed.length)
      }),
      { numRuns: 30 },
    )
  })

  const raw = {
    topic: 'topic-a',
    type: 'string',
    count: 3,
    data: Buffer.from('goodbadfine'),
    values: Int32Array.from([0, 4, 4, 7, 7, 11]),
    timestamp: 1_700_000_000_000,
    partition: { p: 'a' },
    offset: { n: 3 },
  } as const

  it('is found in a batch that passed as bytes', async () => {
    const scene = await refused([{ raw }], dlq)
    expect(scene.cluster.values('topic-a')).toEqual(['good', 'fine'])
    expect(letters(scene)).toMatchObject([
      {
        value: { schema: { type: 'string' }, payload: 'bad' },
        headers: { '__connect.errors.stage': 'KAFKA_PRODUCE', '__connect.errors.offset': '{"n":3}' },
      },
    ])
    expect(await stored(scene)).toBe('{"n":3}')
  })

  it('fails its task unless that is tolerated', async () => {
    const scene = await refused([batchOf('a', 1), { records: valued(['bad']) }], {})
    expect(scene.outcome).toBe('failed')
    expect((await scene.task('numbers')).status.trace).toContain('too large')
  })

  it('is left out without a queue, as what cannot be converted is', async () => {
    const scene = await refused([{ records: valued(['good', 'bad', 'fine']) }], { 'errors.tolerance': 'all' })
    expect(scene.outcome).toBe('idle')
    expect(scene.cluster.values('topic-a')).toEqual(['good', 'fine'])
    expect(scene.metrics.values('total-records-skipped', 'numbers')).toEqual([1])
  })

  it('may be one whose topic cannot be', async () => {
    const scene = await sourceScene(
      () => ({ read: once({ records: [numbered('a', 1), numbered('a', 2, { topic: 'no topic' })] }) }),
      { config: dlq },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(letters(scene)).toMatchObject([{ headers: { '__connect.errors.stage': 'KAFKA_PRODUCE' } }])
  })

  it('may be each of a batch of bytes whose topic cannot be', async () => {
    const scene = await refused([{ raw: { ...raw, topic: 'no topic' } }], dlq)
    expect(scene.outcome).toBe('idle')
    expect(letters(scene).map(({ value }) => value.payload)).toEqual(['good', 'bad', 'fine'])
    expect(await stored(scene)).toBe('{"n":3}')
  })
})

describe('what a source does again by errors.retry.timeout', () => {
  const away = new ConnectError('EXTERNAL', 'The database cannot be reached')

  it('is reading, from what is stored', async () => {
    let left = 3
    const more = [batchOf('a', 2)]
    const from: unknown[] = []
    const scene = await sourceScene(
      context => ({
        async *read() {
          const [progress] = await context.offsets.get([{ p: 'a' }])
          from.push(progress?.offset?.n)
          if (progress === undefined) yield batchOf('a', 1)
          if (left-- > 0) throw away
          yield* more.splice(0)
          return undefined
        },
      }),
      { config: { 'errors.retry.timeout': '10000' } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'idle', records: 2 })
    expect(from.slice(0, 4)).toEqual([undefined, 1, 1, 1])
    expect(scene.cluster.values('topic-a')).toEqual(['a1', 'a2'])
    expect(scene.metrics.values('total-retries', 'numbers')).toEqual([3])
  })

  it('is sending, when Kafka was away for long', async () => {
    let left = 2
    const scene = await sourceScene(
      () => ({ read: once(batchOf('a', 1), batchOf('a', 2), batchOf('b', 1)) }),
      {
        config: { 'errors.retry.timeout': '-1' },
        kafkaRoute: async (request, land) => {
          if (request.call === 'send' && left-- > 0) throw new ConnectError('KAFKA', 'no leader')
          return land()
        },
      },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.cluster.values('topic-a')).toEqual(['a1', 'a2'])
    expect(scene.cluster.values('topic-b')).toEqual(['b1'])
  })

  it('is opening a producer', async () => {
    let left = 2
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1), batchOf('a', 2)) }), {
      config: { 'errors.retry.timeout': '-1' },
      kafkaRoute: async (request, land) => {
        if (request.call === 'producer' && left-- > 0) throw new ConnectError('KAFKA', 'no coordinator')
        return land()
      },
    })
    expect(await scene.run()).toMatchObject({ outcome: 'idle' })
    expect(scene.cluster.values('topic-a')).toEqual(['a1', 'a2'])
  })

  it('is not what will not pass', async () => {
    const scene = await sourceScene(
      () => ({
        // biome-ignore lint/correctness/useYield: it fails
        async *read() {
          throw new ConnectError('INVALID_CONFIG', 'no such table')
        },
      }),
      { config: { 'errors.retry.timeout': '10000' } },
    )
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect((await scene.task('numbers')).status.trace).toMatch(/^ConnectError: no such table/)
    expect(scene.metrics.values('total-retries', 'numbers')).toEqual([])
  })
})
