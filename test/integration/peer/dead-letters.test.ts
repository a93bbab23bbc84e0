import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { kafkaConnect, thisProject } from '../../../bench/systems.ts'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import type { ConnectProcess } from '../../helpers/connect-process.ts'
import { type ReadRecord, readTopic } from '../kafka/read-topic.ts'

const kafka = createKafka({ brokers: [inject('bootstrap')], clientId: 'dead-letters' })
const systems = { there: kafkaConnect('512M'), here: thisProject() }
const input = 'dead-letters'

let dir: string
const running: ConnectProcess[] = []
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dead-letters-'))
})
afterAll(async () => {
  await Promise.all(running.map(each => each.stop()))
  await kafka.close()
  await rm(dir, { recursive: true, force: true })
})

const prepare = async () => {
  await kafka.createTopic({ name: input, partitions: 1 })
  const producer = await kafka.producer({ idempotent: true })
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text))
  const records: [key: string | null, value: string | null][] = [
    ['fine', '{"a":"1"}'],
    ['no json', '{"a"'],
    ['no number', '{"a":"x"}'],
    [null, '{"b'],
  ]
  await producer.send(
    records.map(([key, value], i) => ({
      topic: input,
      partition: 0,
      key: bytes(key),
      value: bytes(value),
      // older ones would be deleted as soon as the broker looks
      timestamp: Date.now() + i,
      headers: [{ key: 'own', value: Buffer.from('"header"') }],
    })),
  )
  await producer.close()
}

const lettersOf = async (name: keyof typeof systems): Promise<readonly ReadRecord[]> => {
  const bootstrap = inject('bootstrap')
  const process = await systems[name].start({ bootstrap, dir: join(dir, name) })
  running.push(process)
  const topic = `letters-${name}`
  await process.rest.create('filed', {
    'connector.class': 'FileStreamSink',
    topics: input,
    file: join(dir, `${name}.txt`),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'consumer.override.group.id': `filed-${name}`,
    'consumer.override.auto.offset.reset': 'earliest',
    transforms: 'cast',
    'transforms.cast.type': 'org.apache.kafka.connect.transforms.Cast$Value',
    'transforms.cast.spec': 'a:int32',
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': topic,
    'errors.deadletterqueue.topic.replication.factor': '1',
    'errors.deadletterqueue.context.headers.enable': 'true',
  })
  return vi.waitFor(
    async () => {
      expect(await kafka.topics([topic])).toMatchObject([{ partitions: [0] }])
      const records = await readTopic(kafka, { topic })
      expect(records).toHaveLength(3)
      return records
    },
    { timeout: 100_000, interval: 300 },
  )
}

/** Texts of Java: those of Jackson, and what is a stack. */
const ofJava = ['__connect.errors.exception.stacktrace', '__connect.errors.exception.message']

test('dead letters are those of Kafka Connect, with its headers in its order', async () => {
  await prepare()
  const [there, here] = [await lettersOf('there'), await lettersOf('here')]
  const withoutTexts = ({ headers, ...record }: ReadRecord) => ({
    ...record,
    headers: headers.map(([key, value]) => (ofJava.includes(key) ? [key] : [key, value])),
  })
  expect(here.map(withoutTexts)).toEqual(there.map(withoutTexts))
  const messages = (records: readonly ReadRecord[]) =>
    records.map(({ headers }) => headers.find(([key]) => key.endsWith('exception.message'))?.[1])
  const [begin] = messages(there).map(text => text?.split('error')[0])
  expect(messages(here)[0]).toContain(begin)
  expect(messages(here)[1]).toBe(messages(there)[1])
}, 300_000)
