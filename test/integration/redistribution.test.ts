import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openPipeline, type Pipeline } from '../helpers/pipeline.ts'
import type { S3Objects } from '../helpers/s3-objects.ts'

const soon = { timeout: 60_000, interval: 200 }

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
})
afterAll(() => pipeline?.close())

const kafka = () => new Kafka({ brokers: [inject('bootstrap')], logLevel: logLevel.NOTHING })

/** Writes numbers without a pause, in turn to the partitions that there are; resolves to how many each has got. */
const writing = async (topic: string) => {
  const producer = kafka().producer()
  await producer.connect()
  const counts: number[] = []
  let partitions = 0
  let stopped = false
  const write = async () => {
    while (!stopped) {
      const messages = Array.from({ length: partitions }, (_, partition) =>
        Array.from({ length: 20 }, () => {
          counts[partition] = (counts[partition] ?? 0) + 1
          return { partition, value: `${partition}-${(counts[partition] ?? 0) - 1}` }
        }),
      ).flat()
      if (messages.length > 0) await producer.send({ topic, messages, acks: -1 })
      await sleep(50)
    }
  }
  const written = write()
  return {
    to: (count: number) => {
      partitions = count
    },
    stop: async (): Promise<readonly number[]> => {
      stopped = true
      await written
      await producer.disconnect()
      return counts
    },
  }
}

/** What the objects hold of each partition, in the order of their offsets. */
const stored = async (objects: S3Objects, topic: string): Promise<ReadonlyMap<number, readonly string[]>> => {
  const values = new Map<number, readonly string[]>()
  for (const key of await objects.keys(`topics/${topic}/`)) {
    const partition = Number(/partition=(\d+)/.exec(key)?.[1])
    const lines = (await objects.text(key)).trimEnd().split('\n')
    const before = values.get(partition) ?? []
    values.set(partition, [...before, ...lines.map(line => JSON.parse(line) as string)])
  }
  return values
}

const expected = (counts: readonly number[]) =>
  new Map(counts.map((count, p) => [p, Array.from({ length: count }, (_, n) => `${p}-${n}`)]))

const sinkOf = (topics: Readonly<Record<string, string>>, bucket: string) => ({
  'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
  's3.bucket.name': bucket,
  's3.region': 'us-east-1',
  'consumer.override.metadata.max.age.ms': '1000',
  'restart.backoff.max.ms': '2000',
  ...topics,
})

const untilTasks = (name: string, count: number) =>
  vi.waitFor(async () => {
    const { tasks } = await pipeline.connect().rest.status(name)
    expect(tasks.map(task => task.state)).toEqual(Array(count).fill('RUNNING'))
  }, soon)

test('tasks.max from 1 to 3 to 1 while records flow, with kills in between: none is lost, skipped or stored twice', {
  timeout: 240_000,
}, async () => {
  const topic = `redistributed-${randomUUID()}`
  const objects = pipeline.objects(topic)
  await objects.createBucket()
  await pipeline.topics.create(topic, 4)
  const config = sinkOf({ topics: topic }, topic)
  const configure = (tasks: number) =>
    pipeline.connect().rest.replaceConfig('redistributed', { ...config, 'tasks.max': String(tasks) })
  const writer = await writing(topic)
  writer.to(4)
  await configure(1)
  await untilTasks('redistributed', 1)
  await sleep(2_000)
  await configure(3)
  await sleep(300)
  await pipeline.killAndRestart()
  await untilTasks('redistributed', 3)
  await sleep(2_000)
  await pipeline.killAndRestart()
  await configure(1)
  await untilTasks('redistributed', 1)
  await configure(3)
  await configure(1)
  await sleep(500)
  await pipeline.killAndRestart()
  await sleep(2_000)
  const counts = await writer.stop()
  expect(Math.min(...counts)).toBeGreaterThan(200)
  await vi.waitFor(async () => {
    const found = await stored(objects, topic)
    expect([...found].map(([p, values]) => [p, values.length]).toSorted()).toEqual([...counts.entries()])
  }, soon)
  expect(await stored(objects, topic)).toEqual(expected(counts))
  objects.close()
})

test('new partitions and new topics of topics.regex are read from their beginning', {
  timeout: 120_000,
}, async () => {
  const prefix = `found-${randomUUID()}`
  const objects = pipeline.objects(prefix)
  await objects.createBucket()
  await pipeline.topics.create(`${prefix}-a`)
  const config = sinkOf({ 'topics.regex': `${prefix}-.*`, 'tasks.max': '2' }, prefix)
  await pipeline.connect().rest.create('found', config)
  await untilTasks('found', 1)
  const admin = kafka().admin()
  await admin.connect()
  await admin.createPartitions({ topicPartitions: [{ topic: `${prefix}-a`, count: 2 }] })
  await pipeline.topics.create(`${prefix}-b`)
  const writers = await Promise.all(['a', 'b'].map(name => writing(`${prefix}-${name}`)))
  writers[0]?.to(2)
  writers[1]?.to(1)
  await sleep(1_000)
  const [a = [], b = []] = await Promise.all(writers.map(writer => writer.stop()))
  await vi.waitFor(async () => {
    expect(await stored(objects, `${prefix}-a`)).toEqual(expected(a))
    expect(await stored(objects, `${prefix}-b`)).toEqual(expected(b))
  }, soon)
  await untilTasks('found', 2)
  await admin.disconnect()
  objects.close()
})

test('a topic that is deleted and made anew is read from its beginning', { timeout: 120_000 }, async () => {
  const topic = `anew-${randomUUID()}`
  const file = join(pipeline.dir, `${topic}.txt`)
  await pipeline.topics.create(topic)
  await pipeline.topics.append(topic, ['a', 'b', 'c'], 3)
  await pipeline.connect().rest.create('anew', {
    'connector.class': 'FileStreamSink',
    topics: topic,
    file,
    'consumer.override.metadata.max.age.ms': '1000',
    'restart.backoff.max.ms': '2000',
  })
  const lines = async () => (await readFile(file, 'utf8')).trimEnd().split('\n')
  await vi.waitFor(async () => expect(await lines()).toEqual(['a', 'b', 'c']), soon)
  await pipeline.topics.delete(topic)
  await sleep(1_000)
  await pipeline.topics.create(topic)
  await pipeline.topics.append(topic, ['d', 'e'], 2)
  await vi.waitFor(async () => expect(await lines()).toEqual(['a', 'b', 'c', 'd', 'e']), soon)
})
