import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createKafka } from '../../../../functions/adapters/kafka/kafka.ts'
import type { Kafka, Producer, ProducerOptions } from '../../../../functions/runtime/ports/kafka.ts'
import { type ScriptedBroker, scriptedBroker, type Verdict } from './scripted-broker.ts'

let broker: ScriptedBroker
let kafka: Kafka
afterEach(async () => {
  await kafka.close()
  await broker.close()
})

const start = async (
  judge: Parameters<typeof scriptedBroker>[0],
  options: Partial<ProducerOptions> = {},
  requestTimeout = 2000,
): Promise<Producer> => {
  broker = await scriptedBroker(judge)
  kafka = createKafka({ brokers: [broker.address], clientId: 'test', requestTimeout })
  // every call fills a batch of its own
  return kafka.producer({ idempotent: true, batchSize: 100, ...options })
}

const record = (value: string) => ({
  topic: 't',
  key: null,
  value: Buffer.from(value.padEnd(90)),
  timestamp: 1,
})
const send = (producer: Producer, count: number) =>
  Array.from({ length: count }, (_, index) => producer.send([record(`${index}`)]))

const sequences = () => broker.arrived.map(({ sequence }) => sequence)
const until = async (done: () => boolean) => {
  while (!done()) await sleep(1)
}

/** Verdicts that a test gives one by one; each batch waits for its own. */
const verdicts = () => {
  const waiting: ((verdict: Verdict) => void)[] = []
  return {
    judge: () => new Promise<Verdict>(resolve => waiting.push(resolve)),
    give: (...given: Verdict[]) => {
      for (const verdict of given) waiting.shift()?.(verdict)
    },
  }
}

test('one batch until the broker has acknowledged one, then five in flight and no more', async () => {
  const { judge, give } = verdicts()
  const producer = await start(judge)
  const sends = send(producer, 9)
  await until(() => broker.arrived.length === 1)
  await sleep(30)
  expect(sequences()).toEqual([0])
  give(0)
  await until(() => broker.arrived.length === 6)
  await sleep(30)
  expect(sequences()).toEqual([0, 1, 2, 3, 4, 5])
  give(0, 0, 0, 0, 0)
  await until(() => broker.arrived.length === 9)
  give(0, 0, 0)
  await Promise.all(sends)
})

test('after a failure nothing is sent until all in flight is answered, then the same bytes from the first', async () => {
  const { judge, give } = verdicts()
  const producer = await start(judge)
  const sends = send(producer, 7)
  await until(() => broker.arrived.length === 1)
  give(0)
  await until(() => broker.arrived.length === 6)
  give(6, 45, 45, 45)
  await sleep(100)
  expect(broker.arrived).toHaveLength(6)
  give(45)
  // one at a time again, as a new leader may not know the producer
  await until(() => broker.arrived.length === 7)
  give(0)
  await until(() => broker.arrived.length === 12)
  expect(sequences()).toEqual([0, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6])
  for (let index = 1; index <= 5; index++)
    expect(broker.arrived[index + 5]?.bytes).toEqual(broker.arrived[index]?.bytes)
  give(0, 0, 0, 0, 0)
  await Promise.all(sends)
})

test('what the broker acknowledged behind a failed batch is not repeated, and not told before it', async () => {
  const { judge, give } = verdicts()
  const producer = await start(judge)
  const settled: number[] = []
  const sends = send(producer, 4).map((sent, index) => sent.then(() => settled.push(index)))
  await until(() => broker.arrived.length === 1)
  give(0)
  await until(() => broker.arrived.length === 4)
  give(7, 0, 0)
  await until(() => broker.arrived.length === 5)
  expect(settled).toEqual([0])
  give(46)
  await Promise.all(sends)
  expect(sequences()).toEqual([0, 1, 2, 3, 1])
  expect(settled).toEqual([0, 1, 2, 3])
})

test('a connection that breaks is made anew, and what was not answered is repeated', async () => {
  let cuts = 0
  const producer = await start((_, index) => (index % 4 === 3 && cuts++ < 5 ? 'cut' : 0))
  await Promise.all(send(producer, 30))
  expect(cuts).toBeGreaterThanOrEqual(5)
  const bySequence = Map.groupBy(broker.arrived, ({ sequence }) => sequence)
  expect([...bySequence.keys()].sort((one, other) => one - other)).toEqual(
    Array.from({ length: 30 }, (_, index) => index),
  )
  for (const [first, ...again] of bySequence.values())
    for (const { bytes } of again) expect(bytes).toEqual(first?.bytes)
})

test('calls of one moment share a batch, and each is told', async () => {
  const producer = await start(() => 0, { batchSize: 100_000 })
  await Promise.all(send(producer, 50))
  expect(broker.arrived.map(({ count }) => count)).toEqual([50])
})

test('a gap that stays is an error, for what waits too and from then on', async () => {
  const producer = await start(() => 45)
  const results = await Promise.allSettled(send(producer, 3))
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(sequences()).toEqual([0, 0, 0, 0])
  await expect(producer.send([record('later')])).rejects.toThrow('OUT_OF_ORDER_SEQUENCE_NUMBER')
})

test('a refusal is not repeated', async () => {
  const producer = await start(() => 29)
  await expect(producer.send([record('x')])).rejects.toMatchObject({
    code: 'KAFKA',
    retriable: false,
    message: expect.stringContaining('Writing to t-0: TOPIC_AUTHORIZATION_FAILED (29)'),
  })
  expect(sequences()).toEqual([0])
})

test('the lease is asked for before each repetition', async () => {
  let asked = 0
  const producer = await start(() => 6, { mayWrite: () => ++asked < 4 })
  await expect(producer.send([record('x')])).rejects.toMatchObject({ code: 'FENCED', retriable: false })
  expect(sequences()).toEqual([0, 0, 0])
})

test('a producer that is not idempotent has one batch in flight and no sequence', async () => {
  const { judge, give } = verdicts()
  const producer = await start(judge, { idempotent: false })
  const sends = send(producer, 2)
  await until(() => broker.arrived.length === 1)
  await sleep(30)
  expect(sequences()).toEqual([-1])
  give(0)
  await until(() => broker.arrived.length === 2)
  give(0)
  await Promise.all(sends)
})

test('a broker that never answers is given up, and tried again on a new connection', async () => {
  const judge = (_: unknown, index: number) => (index === 0 ? new Promise<Verdict>(() => {}) : 0)
  const producer = await start(judge, {}, 500)
  await producer.send([record('x')])
  expect(sequences()).toEqual([0, 0])
})

test('what cannot be encoded is told to who sent it', async () => {
  const producer = await start(() => 0)
  await expect(producer.send([{ ...record('x'), timestamp: Number.NaN }])).rejects.toMatchObject({
    code: 'DATA',
    message: 'Writing to t-0 failed',
  })
})

test('a record that no broker takes is not sent', async () => {
  const producer = await start(() => 0)
  const value = Buffer.alloc(101 << 20)
  await expect(producer.send([{ ...record(''), value }])).rejects.toThrow(
    /t-0 is too large: 1059\d+ bytes in its batch, allowed is a request of 104857600/,
  )
  expect(broker.arrived).toEqual([])
})
