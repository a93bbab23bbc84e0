import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import type { Kafka, TransactionalProducer } from '../../../functions/runtime/ports/kafka.ts'
import { type Broker, startBroker } from '../../../infra/local/broker.ts'
import { type CuttingProxy, cuttingProxy } from './cutting-proxy.ts'
import { readTopic, recordsOf } from './read-topic.ts'

let dataDir: string
let proxy: CuttingProxy
let broker: Broker
let kafka: Kafka

// clients reach the broker through the proxy alone, as that is the address it tells them
const start = async () => {
  const properties = { 'advertised.listeners': `PLAINTEXT://127.0.0.1:${proxy.port}` }
  broker = await startBroker({ dataDir, properties })
  proxy.lead(Number(broker.bootstrap.split(':')[1]))
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'outages-'))
  proxy = await cuttingProxy()
  await start()
  const brokers = [`127.0.0.1:${proxy.port}`]
  kafka = createKafka({ brokers, clientId: 'outages', requestTimeout: 2000, connectionTimeout: 2000 })
})
afterAll(async () => {
  await kafka.close()
  await broker.stop()
  await proxy.close()
  await rm(dataDir, { recursive: true })
})

const numbered = (topic: string, first: number, count: number) => {
  const lines = Array.from({ length: count }, (_, index) => Buffer.from(String(first + index).padStart(100)))
  const values = new Int32Array(lines.flatMap((_, index) => [100 * index, 100 * index + 100]))
  return { topic, count, data: Buffer.concat(lines), values, timestamp: Date.now() }
}

/** Sends numbers in order, many calls at a time, until `done`; how many there were. */
const sendNumbers = async (topic: string, done: () => boolean): Promise<number> => {
  const producer = await kafka.producer({ idempotent: true, batchSize: 20_000 })
  const sends: Promise<void>[] = []
  let sent = 0
  for (; !done(); sent += 250) {
    sends.push(producer.sendRaw(numbered(topic, sent, 250)))
    if (sends.length > 20) await sends.shift()
    await sleep(1)
  }
  await Promise.all(sends)
  await producer.close()
  return sent
}

const openTransactions = (topic: string) =>
  kafka.transactionalProducer({ transactionalId: topic, batchSize: 20_000 })

const commitThousand = async (producer: TransactionalProducer, topic: string, first: number) => {
  const sends = [0, 250, 500, 750].map(from => producer.sendRaw(numbered(topic, first + from, 250)))
  await Promise.all([producer.commit(), ...sends])
}

const abortOne = async (producer: TransactionalProducer, topic: string) => {
  await producer.sendRaw(numbered(topic, -1, 1))
  await producer.abort()
}

/** Sends numbers in transactions until `done`, after each some that are aborted; how many were committed. */
const commitNumbers = async (topic: string, done: () => boolean): Promise<number> => {
  const open = () => openTransactions(topic)
  let producer = await open()
  let sent = 0
  while (!done()) {
    try {
      await commitThousand(producer, topic, sent)
      sent += 1000
      await abortOne(producer, topic)
    } catch {
      // a broker that was killed may not know what it had got: whoever takes over asks the topic
      await producer.close()
      producer = await open()
      sent = (await readTopic(kafka, { topic })).length
    }
  }
  await producer.close()
  return sent
}

const expectNumbers = (values: readonly (string | null)[], count: number) =>
  expect(values.map(Number)).toEqual(Array.from({ length: count }, (_, index) => index))

/** Reads along until `end`, across the same outages. */
const readAlong = async (topic: string, end: Promise<number>) => {
  const positions = [{ topic, partition: 0, offset: 0 }]
  const reader = await kafka.reader({ positions, isolation: 'read_committed', partitionBytes: 50_000 })
  let last = Infinity
  end.then(
    count => {
      last = count
    },
    () => {
      last = 0
    },
  )
  const values: (string | null)[] = []
  while (values.length < last)
    values.push(...(await reader.poll(200)).batches.flatMap(recordsOf).map(({ value }) => value))
  await reader.close()
  return values
}

test('every record once and in order while connections are cut again and again', async () => {
  const topic = 'cut'
  await kafka.createTopic({ name: topic, partitions: 1 })
  let cuts = 0
  const timer = setInterval(() => {
    if (proxy.cut() > 0) cuts++
  }, 70)
  const count = await sendNumbers(topic, () => cuts >= 40)
  clearInterval(timer)
  expectNumbers(
    (await readTopic(kafka, { topic })).map(({ value }) => value),
    count,
  )
})

test('transactions end as they should while connections are cut again and again', async () => {
  const topic = 'cut-transactions'
  await kafka.createTopic({ name: topic, partitions: 1 })
  let cuts = 0
  const timer = setInterval(() => {
    if (proxy.cut() > 0) cuts++
  }, 70)
  const count = await commitNumbers(topic, () => cuts >= 40)
  clearInterval(timer)
  expectNumbers(
    (await readTopic(kafka, { topic })).map(({ value }) => value),
    count,
  )
})

// between them: a lone broker that goes away in the middle of one may take it for complete whose markers it has not written
test('transactions go on over restarts of the broker', async () => {
  const topic = 'restart-transactions'
  await kafka.createTopic({ name: topic, partitions: 1 })
  const producer = await openTransactions(topic)
  const restarts = 2
  for (let sent = 0; sent <= restarts * 1000; sent += 1000) {
    if (sent > 0) {
      await vi.waitFor(async () => expect(await readTopic(kafka, { topic })).toHaveLength(sent), 20_000)
      await broker.stop()
      await start()
    }
    await abortOne(producer, topic)
    await commitThousand(producer, topic, sent)
  }
  await producer.close()
  expectNumbers(
    (await readTopic(kafka, { topic })).map(({ value }) => value),
    restarts * 1000 + 1000,
  )
})

test.each(['kill', 'stop'] as const)(
  'every record once and in order over a restart of the broker: %s',
  async how => {
    const topic = `restart-${how}`
    await kafka.createTopic({ name: topic, partitions: 1 })
    let restarted = false
    const restart = async () => {
      await sleep(500)
      await broker[how]()
      proxy.cut()
      await start()
      await sleep(300)
      restarted = true
    }
    const restarting = restart()
    const sending = sendNumbers(topic, () => restarted)
    const values = await readAlong(topic, sending)
    await restarting
    const count = await sending
    expectNumbers(values, count)
    expectNumbers(
      (await readTopic(kafka, { topic })).map(({ value }) => value),
      count,
    )
  },
)

test('a connection that carries nothing any more is made anew', async () => {
  const topic = 'frozen'
  await kafka.createTopic({ name: topic, partitions: 1 })
  const reader = await kafka.reader({
    positions: [{ topic, partition: 0, offset: 0 }],
    isolation: 'read_committed',
  })
  const producer = await kafka.producer({ idempotent: true })
  await producer.sendRaw(numbered(topic, 0, 10))
  expect((await reader.poll(5000)).positions).toEqual([{ topic, partition: 0, offset: 10 }])
  proxy.freeze()
  await producer.sendRaw(numbered(topic, 10, 10))
  expect((await reader.poll(10_000)).positions).toEqual([{ topic, partition: 0, offset: 20 }])
  await Promise.all([producer.close(), reader.close()])
})

test('a record that cannot be delivered in time is given up with the cause', async () => {
  const topic = 'timeout'
  await kafka.createTopic({ name: topic, partitions: 1 })
  const producer = await kafka.producer({ idempotent: true, deliveryTimeout: 600 })
  await producer.sendRaw(numbered(topic, 0, 10))
  await broker.stop()
  const start = Date.now()
  const error = await producer.sendRaw(numbered(topic, 10, 10)).catch((reason: unknown) => reason)
  expect(Date.now() - start).toBeLessThan(5000)
  expect(error).toMatchObject({ code: 'KAFKA', retriable: true })
  await expect(producer.sendRaw(numbered(topic, 20, 10))).rejects.toBe(error)
  await producer.close()
})
