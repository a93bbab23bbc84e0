import { Kafka as Kafkajs, type KafkaMessage, logLevel } from 'kafkajs'
import { afterAll, expect, inject, test } from 'vitest'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import type { Compression } from '../../../functions/runtime/ports/kafka.ts'
import { kafkaTool } from '../../../infra/local/kafka-tool.ts'
import { readTopic } from './read-topic.ts'

const bootstrap = inject('bootstrap')
const kafka = createKafka({ brokers: [bootstrap], clientId: 'other-clients' })
const stock = new Kafkajs({ brokers: [bootstrap], logLevel: logLevel.NOTHING })

afterAll(() => kafka.close())

const count = 3000
const values = Array.from({ length: count }, (_, index) => `value ${index} ${'abc'.repeat(index % 40)}`)

const rawValues = () => {
  const lines = values.map(value => Buffer.from(`${value}\n`))
  const bounds = new Int32Array(2 * count)
  let end = 0
  lines.forEach((line, index) => {
    bounds.set([end, end + line.length - 1], 2 * index)
    end += line.length
  })
  return { data: Buffer.concat(lines), values: bounds, count, timestamp: 1_700_000_000_000 }
}

const last = {
  key: Buffer.from('the key'),
  value: Buffer.from('the value'),
  timestamp: 1_700_000_000_123,
  headers: [{ key: 'name', value: Buffer.from('header') }],
}

const write = async (topic: string, compression: Compression) => {
  const producer = await kafka.producer({ idempotent: true, compression })
  await Promise.all([producer.sendRaw({ topic, ...rawValues() }), producer.send([{ topic, ...last }])])
  await producer.close()
}

const readWithStock = async (topic: string, wanted: number): Promise<readonly KafkaMessage[]> => {
  const consumer = stock.consumer({ groupId: `group-${topic}` })
  const messages: KafkaMessage[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => payload.restart || reject(payload.error))
    const eachMessage = async ({ message }: { readonly message: KafkaMessage }) => {
      messages.push(message)
      if (messages.length === wanted) resolve()
    }
    consumer.run({ eachMessage }).catch(reject)
  })
  await consumer.disconnect()
  return messages
}

test.each(['none', 'gzip'] as const)('the stock kafkajs consumer reads what we write: %s', async codec => {
  const topic = `stock-${codec}-${Date.now()}`
  await kafka.createTopic({ name: topic, partitions: 1 })
  await write(topic, codec)
  const messages = await readWithStock(topic, count + 1)
  expect(messages.slice(0, count).map(({ value }) => value?.toString())).toEqual(values)
  expect(messages.map(({ offset }) => Number(offset))).toEqual(messages.map((_, index) => index))
  const message = messages.at(-1)
  expect([message?.key?.toString(), message?.value?.toString(), message?.timestamp]).toEqual([
    'the key',
    'the value',
    '1700000000123',
  ])
  expect(message?.headers).toEqual({ name: Buffer.from('header') })
})

const codecs: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

test('the console consumer reads what we write, in every compression', async () => {
  const topic = `console-consumer-${Date.now()}`
  await kafka.createTopic({ name: topic, partitions: 1 })
  for (const codec of codecs) await write(topic, codec)
  const output = await kafkaTool('console-consumer', [
    ...['--bootstrap-server', bootstrap, '--topic', topic, '--from-beginning'],
    ...['--max-messages', String(codecs.length * (count + 1)), '--timeout-ms', '60000'],
    ...['--formatter-property', 'print.key=true', '--formatter-property', 'print.headers=true'],
  ])
  const lines = output.trimEnd().split('\n')
  const once = [...values.map(value => `NO_HEADERS\tnull\t${value}`), 'name:header\tthe key\tthe value']
  expect(lines).toEqual(codecs.flatMap(() => once))
})

test('we read what the console producer writes, in every compression', async () => {
  const readBack = async (codec: Compression) => {
    const topic = `console-producer-${codec}-${Date.now()}`
    await kafka.createTopic({ name: topic, partitions: 1 })
    const args = ['--bootstrap-server', bootstrap, '--topic', topic, '--compression-codec', codec]
    const keyed = ['--reader-property', 'parse.key=true', '--reader-property', 'parse.headers=true']
    const lines = values.map((value, index) => `h:${codec}\tkey ${index}\t${value}\n`)
    await kafkaTool('console-producer', [...args, ...keyed], { input: lines.join('') })
    return readTopic(kafka, { topic })
  }
  const read = await Promise.all(codecs.map(readBack))
  read.forEach((records, at) => {
    expect(records).toEqual(
      values.map((value, index) => ({
        partition: 0,
        offset: index,
        key: `key ${index}`,
        value,
        headers: [['h', codecs[at]]],
      })),
    )
  })
})

test('keys go to the partitions that other clients give them', async () => {
  const [ours, theirs] = [`keys-ours-${Date.now()}`, `keys-theirs-${Date.now()}`]
  const keys = Array.from({ length: 200 }, (_, index) => `key-${index * 7919}`)
  for (const name of [ours, theirs]) await kafka.createTopic({ name, partitions: 7 })
  const producer = await kafka.producer({ idempotent: true })
  await producer.send(
    keys.map(key => ({ topic: ours, key: Buffer.from(key), value: null, timestamp: Date.now() })),
  )
  const other = stock.producer({ allowAutoTopicCreation: false })
  await other.connect()
  await other.send({ topic: theirs, messages: keys.map(key => ({ key, value: null })) })
  await other.disconnect()
  const partitions = async (topic: string) =>
    new Map((await readTopic(kafka, { topic, partitions: 7 })).map(({ key, partition }) => [key, partition]))
  const [mine, stocks] = [await partitions(ours), await partitions(theirs)]
  expect(mine.size).toBe(keys.length)
  expect(mine).toEqual(stocks)
})
