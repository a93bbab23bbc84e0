import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createKafka } from '../../functions/adapters/kafka/kafka.ts'
import { runCommand } from '../../infra/local/run-command.ts'
import { appendLines, openPipeline, type Pipeline } from '../helpers/pipeline.ts'
import { readTopic } from './kafka/read-topic.ts'

const soon = { timeout: 60_000, interval: 200 }
const kafka = createKafka({ brokers: [inject('bootstrap')], clientId: 'poison-records' })

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
})
afterAll(async () => {
  await pipeline?.close()
  await kafka.close()
})

const tolerant = (dlq: string) => ({
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': dlq,
  'errors.deadletterqueue.topic.replication.factor': '1',
  'errors.deadletterqueue.context.headers.enable': 'true',
})

const valuesOf = async (topic: string) =>
  (await readTopic(kafka, { topic, isolation: 'read_committed' })).map(({ value }) => value)

test.each([
  ['disabled', (values: readonly string[]) => [...new Set(values)]],
  ['required', (values: readonly string[]) => values],
] as const)(
  'of a source: what Kafka does not take is a dead letter, every other line is in the topic, in order: exactly once is %s',
  async (exactlyOnce, counted) => {
    const name = `poisoned-source-${exactlyOnce}`
    const [topic, dlq] = [`poisoned-lines-${exactlyOnce}`, `poisoned-lines-${exactlyOnce}-dlq`]
    const file = join(pipeline.dir, `${topic}.txt`)
    await kafka.createTopic({ name: topic, partitions: 1, config: { 'max.message.bytes': '2000' } })
    const lines = Array.from({ length: 300 }, (_, i) =>
      i % 100 === 50 ? `bad${i}${'x'.repeat(5_000)}` : `${i}`,
    )
    await appendLines(file, ...lines)
    await pipeline.connect().rest.create(name, {
      'connector.class': 'FileStreamSource',
      file,
      topic,
      ...tolerant(dlq),
      ...(exactlyOnce === 'required' && { 'exactly.once.support': exactlyOnce }),
    })
    const good = lines.filter(line => !line.startsWith('bad'))
    await vi.waitFor(async () => expect((await valuesOf(topic)).at(-1)).toBe(good.at(-1)), soon)
    const values = await valuesOf(topic)
    expect(counted(values.map(String))).toEqual(good)
    const letters = await vi.waitFor(async () => {
      const found = await readTopic(kafka, { topic: dlq })
      expect(found.length).toBeGreaterThanOrEqual(3)
      return found
    }, soon)
    const payloads = letters.map(({ value }) => JSON.parse(value ?? '').payload)
    expect([...new Set(payloads)]).toEqual(lines.filter(line => line.startsWith('bad')))
    const headers = new Map(letters[0]?.headers)
    expect(headers.get('__connect.errors.stage')).toBe('KAFKA_PRODUCE')
    expect(headers.get('__connect.errors.topic')).toBe(topic)
    expect(headers.get('__connect.errors.exception.message')).toContain('too large')
  },
)

test('of a sink: what cannot be read is a dead letter, all others are written; it is sent back when it can be', async () => {
  const [topic, dlq] = ['poisoned-values', 'poisoned-values-dlq']
  const file = join(pipeline.dir, 'unpoisoned.txt')
  await pipeline.topics.create(topic)
  const values = Array.from({ length: 2_000 }, (_, i) => (i % 500 === 250 ? `{"n":${i}` : `${i}`))
  await pipeline.topics.append(topic, values, 100)
  const config = {
    'connector.class': 'FileStreamSink',
    topics: topic,
    file,
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    ...tolerant(dlq),
  }
  await pipeline.connect().rest.create('poisoned-sink', config)
  const good = values.filter(value => !value.startsWith('{'))
  await vi.waitFor(async () => {
    const written = (await readFile(file, 'utf8')).trimEnd().split('\n')
    expect([...new Set(written)]).toEqual(good)
  }, soon)
  await vi.waitFor(async () => {
    const letters = await valuesOf(dlq)
    expect([...new Set(letters)]).toEqual(values.filter(value => value.startsWith('{')))
  }, soon)

  const { rest, url } = pipeline.connect()
  const redrive = () => runCommand(process.execPath, ['infra/local/redrive.ts', 'poisoned-sink', url])
  const bad = values.filter(value => value.startsWith('{'))
  const letters = (await valuesOf(dlq)).length
  expect(await redrive()).toContain(
    `0 dead letters of poisoned-sink went through, ${letters} are at the end of the queue again`,
  )
  await rest.replaceConfig('poisoned-sink', {
    ...config,
    'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
  })
  expect(await redrive()).toContain(`${letters} dead letters of poisoned-sink went through, 0 are`)
  const written = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect([...new Set(written.filter(line => line.startsWith('{')))]).toEqual(bad)
})
