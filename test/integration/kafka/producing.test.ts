import { afterAll, expect, inject, test } from 'vitest'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { readTopic } from './read-topic.ts'

const kafka = createKafka({ brokers: [inject('bootstrap')], clientId: 'producing', retryTimeout: 5000 })
afterAll(() => kafka.close())

const newTopic = async (
  what: string,
  options: { partitions?: number; config?: Record<string, string> } = {},
) => {
  const name = `${what}-${Date.now()}`
  await kafka.createTopic({ name, partitions: 1, ...options })
  return name
}
const record = (topic: string, value: string) => ({
  topic,
  key: null,
  value: Buffer.from(value),
  timestamp: Date.now(),
})

test('batches that the topic finds too large are halved, and keep their order', async () => {
  const topic = await newTopic('halved', { config: { 'max.message.bytes': '5000' } })
  const producer = await kafka.producer({ idempotent: true, batchSize: 100_000 })
  const values = Array.from({ length: 3000 }, (_, index) => `${index} `.padEnd(100, '.'))
  for (let at = 0; at < values.length - 500; at += 500)
    void producer.send(values.slice(at, at + 500).map(value => record(topic, value)))
  await producer.send(values.slice(-500).map(value => record(topic, value)))
  expect((await readTopic(kafka, { topic })).map(({ value }) => value)).toEqual(values)
})

test('a record that is too large is named, and nothing after it is sent', async () => {
  const topic = await newTopic('large', { config: { 'max.message.bytes': '5000' } })
  const producer = await kafka.producer({ idempotent: true })
  const sends = ['small', 'x'.repeat(6000), 'after'].map(value => producer.send([record(topic, value)]))
  const settled = await Promise.allSettled([
    ...sends,
    sends[2]?.catch(() => producer.send([record(topic, 'later')])),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
  expect(settled[1]).toMatchObject({
    reason: {
      code: 'DATA',
      retriable: false,
      message: expect.stringMatching(`${topic}-0 is too large: 60\\d\\d bytes`),
    },
  })
  expect((await readTopic(kafka, { topic })).map(({ value }) => value)).toEqual(['small'])
})

test('a producer that is not idempotent goes on after a record that is too large', async () => {
  const topic = await newTopic('plain', { config: { 'max.message.bytes': '5000' } })
  const producer = await kafka.producer({ idempotent: false })
  await expect(producer.send([record(topic, 'x'.repeat(6000))])).rejects.toThrow('too large')
  await producer.send([record(topic, 'after')])
  expect((await readTopic(kafka, { topic })).map(({ value }) => value)).toEqual(['after'])
})

test('without a key records spread over the partitions, raw or not, and keyed raw ones by their key', async () => {
  const topic = await newTopic('spread', { partitions: 3 })
  const producer = await kafka.producer({ idempotent: true, batchSize: 1000 })
  const data = Buffer.from('key-akey-bkey-cvalue')
  const keys = new Int32Array([0, 5, 5, 10, 10, 15, -1, -1])
  const values = new Int32Array([15, 20, 15, 20, 15, 20, 15, 20])
  const raw = { topic, data, values, count: 4, timestamp: 1 }
  for (let round = 0; round < 30; round++) {
    await producer.sendRaw(raw)
    await producer.sendRaw({ ...raw, keys })
    await producer.send([record(topic, 'x'.repeat(500))])
  }
  const records = await readTopic(kafka, { topic, partitions: 3 })
  expect(records).toHaveLength(30 * 9)
  expect(new Set(records.filter(({ key }) => key === null).map(({ partition }) => partition)).size).toBe(3)
  for (const key of ['key-a', 'key-b', 'key-c']) {
    const mine = records.filter(each => each.key === key)
    expect(mine).toHaveLength(30)
    expect(new Set(mine.map(({ partition }) => partition)).size).toBe(1)
  }
})

test('a topic or partition that does not exist is named, and no topic is created', async () => {
  const short = createKafka({ brokers: [inject('bootstrap')], clientId: 'producing', retryTimeout: 300 })
  const producer = await short.producer({ idempotent: true, deliveryTimeout: 300 })
  await expect(producer.send([record('missing', 'x')])).rejects.toThrow(/missing: UNKNOWN_TOPIC_OR_PARTITION/)
  expect(await short.topics(['missing'])).toEqual([])
  const topic = await newTopic('partition')
  await expect(producer.send([{ ...record(topic, 'x'), partition: 1 }])).rejects.toThrow(
    `${topic} has no partition 1, its partitions are 0 to 0`,
  )
  await short.close()
})

test('what the lease does not allow is not sent', async () => {
  const topic = await newTopic('fenced')
  let allowed = true
  const producer = await kafka.producer({ idempotent: true, mayWrite: () => allowed })
  await producer.send([record(topic, 'held')])
  allowed = false
  await expect(producer.send([record(topic, 'lost')])).rejects.toMatchObject({ code: 'FENCED' })
  expect((await readTopic(kafka, { topic })).map(({ value }) => value)).toEqual(['held'])
})

test('close rejects what waits', async () => {
  const topic = await newTopic('closed')
  const producer = await kafka.producer({ idempotent: true })
  const send = producer.send([record(topic, 'x')])
  const closed = producer.close()
  await expect(send).rejects.toThrow('The producer was closed')
  await closed
})
