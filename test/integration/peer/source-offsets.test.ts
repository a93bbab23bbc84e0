import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { workerProperties } from '../../../bench/systems.ts'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import type { Kafka } from '../../../functions/runtime/ports/kafka.ts'
import { installArtifact } from '../../../infra/local/artifacts.ts'
import { classPath } from '../../../infra/local/java.ts'
import { type ConnectProcess, startConnect, startConnectCommand } from '../../helpers/connect-process.ts'
import { readTopic } from '../kafka/read-topic.ts'

const offsetsTopic = 'moved-offsets'
const topic = 'moved-lines'
const group = { 'group.id': 'moved', 'offset.storage.topic': offsetsTopic, 'offset.storage.partitions': '5' }

let dir: string
let kafka: Kafka
let bootstrap: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'source-offsets-'))
  bootstrap = inject('bootstrap')
  kafka = createKafka({ brokers: [bootstrap], clientId: 'source-offsets' })
})
afterAll(async () => {
  await kafka?.close()
  await rm(dir, { recursive: true, force: true })
})

/** Kafka Connect, distributed: alone it has exactly-once sources. */
const startPeer = async (): Promise<ConnectProcess> => {
  const folder = await installArtifact('kafka-connect')
  const internal = ['offset', 'config', 'status'].map(name => [`${name}.storage.replication.factor`, '1'])
  return startConnectCommand({
    name: 'Kafka Connect, distributed',
    dir: join(dir, 'peer'),
    properties: {
      ...workerProperties,
      ...group,
      ...Object.fromEntries(internal),
      'bootstrap.servers': bootstrap,
      'config.storage.topic': 'moved-configs',
      'status.storage.topic': 'moved-status',
      'exactly.once.source.support': 'enabled',
      'plugin.path': join(folder, 'connect-file-4.3.1.jar'),
      'plugin.discovery': 'service_load',
    },
    command: file => ({
      command: 'java',
      args: ['-Xmx512m', '-cp', classPath(folder), 'org.apache.kafka.connect.cli.ConnectDistributed', file],
    }),
  })
}

const startHere = () =>
  startConnect({ bootstrap, dir: join(dir, 'here'), properties: { ...workerProperties, ...group } })

const stored = async () =>
  (await readTopic(kafka, { topic: offsetsTopic, partitions: 5 })).map(({ key, value, partition }) => ({
    key,
    value,
    partition,
  }))

const untilLines = (...lines: readonly string[]) =>
  vi.waitFor(
    async () => expect((await readTopic(kafka, { topic })).map(({ value }) => value)).toEqual(lines),
    { timeout: 60_000, interval: 500 },
  )

test('a source moves here from Kafka Connect and back, without a line twice', {
  timeout: 240_000,
}, async () => {
  const file = join(dir, 'lines.txt')
  await writeFile(file, 'one\ntwo\n')
  const config = { 'connector.class': 'FileStreamSource', file, topic, 'exactly.once.support': 'required' }
  const key = `["lines",{"filename":${JSON.stringify(file)}}]`

  const before = await startPeer()
  await before.rest.create('lines', config)
  await untilLines('one', 'two')
  await before.stop()
  const [there] = await stored()
  expect(there).toMatchObject({ key, value: '{"position":8}' })

  const here = await startHere()
  await here.rest.create('lines', config)
  await appendFile(file, 'three\n')
  await untilLines('one', 'two', 'three')
  await here.stop()
  expect((await stored()).at(-1)).toEqual({ ...there, value: '{"position":14}' })

  const after = await startPeer()
  expect(await after.rest.offsets('lines')).toEqual([
    { partition: { filename: file }, offset: { position: 14 } },
  ])
  await appendFile(file, 'four\n')
  await untilLines('one', 'two', 'three', 'four')
  await after.stop()
})
