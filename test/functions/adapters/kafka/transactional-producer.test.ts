import { afterEach, expect, test } from 'vitest'
import { createKafka } from '../../../../functions/adapters/kafka/kafka.ts'
import { flag } from '../../../../functions/adapters/kafka/record-batch/layout.ts'
import type { Kafka } from '../../../../functions/runtime/ports/kafka.ts'
import {
  type LoopbackBroker,
  type LoopbackRequest,
  metadataAnswer,
  startLoopbackBroker,
  versionsAnswer,
} from './loopback-broker.ts'

const calls = { find: 10, take: 22, enroll: 24, end: 26, produce: 0 } as const
type Call = keyof typeof calls

const names = new Map<number, Call>(Object.entries(calls).map(([name, key]) => [key, name as Call]))

let broker: LoopbackBroker
let kafka: Kafka
afterEach(async () => {
  await kafka.close()
  await broker.close()
})

/** A broker whose answers carry these error codes, call by call, then none; and what it was asked. */
const start = async (codes: Partial<Record<Call, readonly (number | 'cut')[]>>) => {
  const left = new Map(Object.entries(codes).map(([call, list]) => [call, [...list]]))
  const asked: (Call | 'commit' | 'abort')[] = []
  const batches: Buffer[] = []
  const answer = (call: Call, code: number, { port }: LoopbackRequest) =>
    ({
      find: (writer: Parameters<typeof versionsAnswer>[0]) =>
        writer.int32(0).int16(code).nullableString(null).int32(1).string('127.0.0.1').int32(port),
      take: (writer: Parameters<typeof versionsAnswer>[0]) => writer.int32(0).int16(code).int64(7).int16(3),
      enroll: (writer: Parameters<typeof versionsAnswer>[0]) =>
        writer.int32(0).int32(1).string('t').int32(1).int32(0).int16(code),
      end: (writer: Parameters<typeof versionsAnswer>[0]) => writer.int32(0).int16(code),
      produce: (writer: Parameters<typeof versionsAnswer>[0]) =>
        writer.int32(1).string('t').int32(1).int32(0).int16(code).int64(41).int64(-1).int64(0).int32(0),
    })[call]
  broker = await startLoopbackBroker((request, writer) => {
    if (request.key === 18) return Boolean(versionsAnswer(writer))
    if (request.key === 3) return Boolean(metadataAnswer(writer, request.port))
    const call = names.get(request.key)
    if (call === undefined) return false
    asked.push(call === 'end' ? (request.body.at(-1) === 1 ? 'commit' : 'abort') : call)
    if (call === 'produce') batches.push(request.body)
    const code = left.get(call)?.shift() ?? 0
    return code === 'cut' ? false : Boolean(answer(call, code, request)(writer))
  })
  kafka = createKafka({
    brokers: [broker.address],
    clientId: 'test',
    requestTimeout: 2_000,
    retryTimeout: 3_000,
  })
  return { asked, batches }
}

const record = { topic: 't', key: null, value: Buffer.from('x'), timestamp: 1 }

test('a coordinator that moves, loads, or still ends what was before is asked again', async () => {
  const { asked, batches } = await start({
    take: [14, 51, 51],
    enroll: [16, 51, 51, 51],
    end: [15, 'cut', 51],
  })
  const producer = await kafka.transactionalProducer({ transactionalId: 'id' })
  await producer.send([record])
  expect(await producer.commit()).toEqual([{ topic: 't', partition: 0, offset: 42 }])
  await producer.close()
  // it is looked for anew, except when it only has to be waited for
  expect(asked).toEqual([
    ...['find', 'take', 'find', 'take', 'take', 'take'],
    ...['find', 'enroll', 'find', 'enroll', 'enroll', 'enroll', 'enroll', 'produce'],
    ...['commit', 'find', 'commit', 'find', 'commit', 'commit'],
  ])
  const body = batches[0] ?? Buffer.alloc(0)
  expect(body.subarray(0, 4).toString()).toBe('\0\x02id')
  expect(body.includes(Buffer.from([0, flag.transactional]))).toBe(true)
})

test.each([47, 90])('is fenced by code %i, wherever it comes', async code => {
  for (const call of ['enroll', 'produce', 'end'] as const) {
    await start({ [call]: [code] })
    const producer = await kafka.transactionalProducer({ transactionalId: 'id' })
    const sent = producer.send([record])
    await expect(Promise.all([sent, producer.commit()])).rejects.toMatchObject({ code: 'FENCED' })
    await producer.close()
    if (call !== 'end') {
      await kafka.close()
      await broker.close()
    }
  }
})

test('a timeout that the broker does not allow is refused for good', async () => {
  const { asked } = await start({ take: [50] })
  await expect(
    kafka.transactionalProducer({ transactionalId: 'id', transactionTimeout: 10 ** 9 }),
  ).rejects.toMatchObject({
    code: 'KAFKA',
    retriable: false,
    message: expect.stringContaining('InitProducerId'),
  })
  expect(asked).toEqual(['find', 'take'])
})

test('a transaction without records is over without a word', async () => {
  const { asked } = await start({})
  const producer = await kafka.transactionalProducer({ transactionalId: 'id' })
  await producer.commit()
  await producer.abort()
  await producer.close()
  expect(asked).toEqual(['find', 'take'])
})
