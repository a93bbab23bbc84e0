import { Kafka as Kafkajs, logLevel } from 'kafkajs'
import { afterAll, expect, inject, test } from 'vitest'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { OffsetOutOfRange } from '../../../functions/runtime/ports/kafka.ts'
import { readTopic, recordsOf } from './read-topic.ts'

const bootstrap = inject('bootstrap')
const kafka = createKafka({ brokers: [bootstrap], clientId: 'reading', retryTimeout: 5000 })
const stock = new Kafkajs({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
const admin = stock.admin()
afterAll(async () => {
  await admin.disconnect()
  await kafka.close()
})

const newTopic = async (what: string, partitions = 1) => {
  const name = `${what}-${Date.now()}`
  await kafka.createTopic({ name, partitions })
  return name
}
const record = (topic: string, value: string, partition = 0) => ({
  topic,
  partition,
  key: null,
  value: Buffer.from(value),
  timestamp: Date.now(),
})

test('aborted transactions are seen by read_uncommitted alone, control batches by nobody', async () => {
  const topic = await newTopic('transactions')
  const producer = stock.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  for (const [value, end] of [
    ['committed 1', 'commit'],
    ['aborted 1', 'abort'],
    ['aborted 2', 'abort'],
    ['committed 2', 'commit'],
    ['aborted 3', 'abort'],
  ] as const) {
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value }, { value: `${value}b` }] })
    await transaction[end]()
  }
  const open = await producer.transaction()
  await open.send({ topic, messages: [{ value: 'open' }] })

  const committed = await kafka.reader({
    positions: [{ topic, partition: 0, offset: 0 }],
    isolation: 'read_committed',
  })
  const values: (string | null)[] = []
  let position = 0
  while (position < 15) {
    const fetched = await committed.poll(2000)
    values.push(...fetched.batches.flatMap(recordsOf).map(({ value }) => value))
    position = fetched.positions[0]?.offset ?? position
  }
  expect(values).toEqual(['committed 1', 'committed 1b', 'committed 2', 'committed 2b'])
  // past the last marker, before the open transaction
  expect(committed.ends()).toEqual([{ topic, partition: 0, offset: 15 }])
  expect((await committed.poll(700)).batches).toEqual([])
  await open.commit()
  const after = await committed.poll(5000)
  expect(after.batches.flatMap(recordsOf).map(({ value }) => value)).toEqual(['open'])
  await committed.close()
  await producer.disconnect()

  const all = await readTopic(kafka, { topic, isolation: 'read_uncommitted' })
  expect(all.map(({ value }) => value)).toHaveLength(11)
})

test('many partitions are read through each to its end, within a small buffer', async () => {
  const topic = await newTopic('partitions', 9)
  const producer = await kafka.producer({ idempotent: true, batchSize: 10_000 })
  const sent = Array.from({ length: 9000 }, (_, index) => record(topic, `${index}`.repeat(20), index % 9))
  await producer.send(sent)
  await producer.close()
  const reader = await kafka.reader({
    positions: Array.from({ length: 9 }, (_, partition) => ({ topic, partition, offset: 100 })),
    isolation: 'read_committed',
    bufferBytes: 100_000,
    partitionBytes: 20_000,
  })
  const read = new Map<number, number[]>()
  let bytes = 0
  for (let count = 0; count < 9 * 900; ) {
    const { batches } = await reader.poll(2000)
    bytes = Math.max(
      bytes,
      batches.reduce((sum, { data }) => sum + data.length, 0),
    )
    for (const { partition, offset } of batches.flatMap(recordsOf)) {
      read.set(partition, [...(read.get(partition) ?? []), offset])
      count++
    }
  }
  await reader.close()
  for (const offsets of read.values()) expect(offsets).toEqual(Array.from({ length: 900 }, (_, i) => 100 + i))
  expect(bytes).toBeLessThan(100_000)
})

test('a position outside of the log is told with where the log starts and ends', async () => {
  const topic = await newTopic('range')
  const producer = await kafka.producer({ idempotent: false })
  await producer.send(Array.from({ length: 10 }, (_, index) => record(topic, `${index}`)))
  await producer.close()
  await admin.connect()
  await admin.fetchTopicOffsets(topic)
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] })
  for (const offset of [2, 11]) {
    const reader = await kafka.reader({
      positions: [{ topic, partition: 0, offset }],
      isolation: 'read_committed',
    })
    const error = await reader.poll(5000).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(OffsetOutOfRange)
    expect(error).toMatchObject({
      partitions: [{ topic, partition: 0, offset, start: 4, end: 10 }],
      message: `Offset out of range: ${topic}-0: got ${offset}, allowed are 4 to 10`,
    })
    await reader.close()
  }
  expect(await kafka.offsets([{ topic, partition: 0 }], 'earliest')).toEqual([
    { topic, partition: 0, offset: 4 },
  ])
})

test('a reader of a topic that does not exist gives up with its name', async () => {
  const short = createKafka({ brokers: [bootstrap], clientId: 'reading', retryTimeout: 300 })
  const reader = await short.reader({
    positions: [{ topic: 'absent', partition: 0, offset: 0 }],
    isolation: 'read_committed',
  })
  await expect(reader.poll(5000)).rejects.toThrow(/absent.*UNKNOWN_TOPIC_OR_PARTITION/)
  await short.close()
})
