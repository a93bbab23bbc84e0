import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type ConnectProcess, shortSlices, startConnect } from '../../helpers/connect-process.ts'
import { openTopics, type Topics } from '../../helpers/topics.ts'

const soon = { timeout: 20_000, interval: 100 }

let dir: string
let connect: ConnectProcess
let topics: Topics
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'changed-offsets-'))
  const bootstrap = inject('bootstrap')
  topics = await openTopics(bootstrap)
  connect = await startConnect({ bootstrap, dir, properties: shortSlices })
})
afterAll(async () => {
  await connect?.stop()
  await topics?.close()
  await rm(dir, { recursive: true, force: true })
})

const send = async (method: string, path: string, body?: unknown): Promise<number> => {
  const json =
    body === undefined ? undefined : { contentType: 'application/json', body: JSON.stringify(body) }
  return (await connect.rest.request(method, path, json)).status
}

test('offsets of a source that is hard at work are changed right after its stop', async () => {
  const topic = 'changed-offsets-source'
  await topics.create(topic)
  await connect.rest.create('busy', {
    'connector.class': 'DatagenConnector',
    'kafka.topic': topic,
    quickstart: 'users',
    'max.interval': '0',
    'run.mode': 'continuous',
  })
  const grows = async () => {
    const before = await topics.end(topic)
    await vi.waitFor(async () => expect(await topics.end(topic)).toBeGreaterThan(before + 1_000), soon)
  }
  const iteration = async () => (await connect.rest.offsets('busy'))[0]?.offset['current.iteration']
  await grows()
  const changed = [{ partition: { 'task.id': 0 }, offset: { 'current.iteration': 5 } }]
  expect(await send('PUT', '/connectors/busy/stop')).toBe(204)
  expect(await send('PATCH', '/connectors/busy/offsets', { offsets: changed })).toBe(200)
  const end = await topics.end(topic)
  await sleep(2_000)
  expect([await iteration(), await topics.end(topic)]).toEqual([5, end])
  expect(await send('PUT', '/connectors/busy/resume')).toBe(202)
  await grows()
  await connect.rest.delete('busy')
})

test('a sink whose offsets were reset reads its topic again, and its group shows what was set', async () => {
  const [topic, file] = ['changed-offsets-sink', join(dir, 'out.txt')]
  await topics.create(topic)
  await topics.append(topic, ['a', 'b', 'c'], 3)
  await connect.rest.create('reader', {
    'connector.class': 'FileStreamSink',
    topics: topic,
    file,
    'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
  })
  const becomes = (text: string) =>
    vi.waitFor(async () => expect(await readFile(file, 'utf8')).toBe(text), soon)
  await becomes('a\nb\nc\n')

  await send('PUT', '/connectors/reader/stop')
  const partition = { kafka_topic: topic, kafka_partition: 0 }
  const changed = [{ partition, offset: { kafka_offset: 2 } }]
  expect(await send('PATCH', '/connectors/reader/offsets', { offsets: changed })).toBe(200)
  const admin = new Kafka({ brokers: [inject('bootstrap')], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  const [shown] = await admin.fetchOffsets({ groupId: 'connect-reader', topics: [topic] })
  await admin.disconnect()
  expect(shown?.partitions).toMatchObject([{ partition: 0, offset: '2' }])
  await send('PUT', '/connectors/reader/resume')
  await becomes('a\nb\nc\nc\n')

  await send('PUT', '/connectors/reader/stop')
  expect(await send('DELETE', '/connectors/reader/offsets')).toBe(200)
  await send('PUT', '/connectors/reader/resume')
  await becomes('a\nb\nc\nc\na\nb\nc\n')
})
