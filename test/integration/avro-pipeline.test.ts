import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { serve } from '../connectors/schema-registry/served.ts'
import { appendLines, openPipeline, type Pipeline } from '../helpers/pipeline.ts'

type Properties = Readonly<Record<string, string>>

const soon = { timeout: 60_000, interval: 100 }
const of = (name: string) => `org.apache.kafka.connect.transforms.${name}`
const avro = (url: string): Properties => ({
  'value.converter': 'io.confluent.connect.avro.AvroConverter',
  'value.converter.schema.registry.url': url,
})

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
})
afterAll(() => pipeline?.close())

/** Each line of a file as a struct in Avro. */
const source = async (topic: string, url: string, config: Properties = {}) => {
  const file = join(pipeline.dir, `${topic}.txt`)
  await writeFile(file, '')
  await pipeline.topics.create(topic)
  await pipeline.connect().rest.create(topic, {
    'connector.class': 'FileStreamSource',
    file,
    topic,
    ...avro(url),
    transforms: 'hoist',
    'transforms.hoist.type': of('HoistField$Value'),
    'transforms.hoist.field': 'line',
    ...config,
  })
  return file
}

const sink = async (topic: string, config: Properties = {}) => {
  const file = join(pipeline.dir, `${topic}.out`)
  await pipeline.connect().rest.create(`${topic}-sink`, {
    'connector.class': 'FileStreamSink',
    file,
    topics: topic,
    ...avro(inject('schemaRegistry')),
    transforms: 'line',
    'transforms.line.type': of('ExtractField$Value'),
    'transforms.line.field': 'line',
    ...config,
  })
  return file
}

test('lines go through a topic as Avro, and out again', async () => {
  const from = await source('avro-lines', inject('schemaRegistry'))
  const to = await sink('avro-lines')
  await appendLines(from, 'one', 'käse', 'three')
  await vi.waitFor(async () => expect(await readFile(to, 'utf8')).toBe('one\nkäse\nthree\n'), soon)
  const [first] = await pipeline.topics.values('avro-lines')
  expect([...(first ?? [])]).toEqual([0, ...(first?.subarray(1, 5) ?? []), 6, ...Buffer.from('one')])
})

test('a message that is no Avro says so in the status, with its place', async () => {
  await pipeline.topics.create('avro-poisoned')
  await pipeline.topics.append('avro-poisoned', ['no Avro'], 1)
  await sink('avro-poisoned')
  await vi.waitFor(async () => {
    const { tasks } = await pipeline.connect().rest.status('avro-poisoned-sink')
    expect(tasks[0]?.state).toBe('FAILED')
    expect(tasks[0]?.trace).toMatch(/avro-poisoned.*offset 0.*stage VALUE_CONVERTER.*Unknown magic byte!/s)
  }, soon)
})

test('a registry that is away is waited for', async () => {
  const away = { status: 503 }
  const registry = await serve([away, away, away, { status: 200, body: { id: 77 } }])
  try {
    const from = await source('avro-late', registry.url, { 'value.converter.max.retries': '0' })
    await appendLines(from, 'patient')
    await vi.waitFor(async () => expect(await pipeline.topics.end('avro-late')).toBe(1), soon)
    const [first] = await pipeline.topics.values('avro-late')
    expect(first?.subarray(0, 5)).toEqual(Buffer.from([0, 0, 0, 0, 77]))
  } finally {
    await registry.close()
  }
})
