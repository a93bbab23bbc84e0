import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka as Kafkajs, logLevel } from 'kafkajs'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'

const bootstrap = inject('bootstrap')
const kafka = createKafka({ brokers: [bootstrap], clientId: 'topics', retryTimeout: 5000 })
const stock = new Kafkajs({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
const admin = stock.admin()
beforeAll(() => admin.connect())
afterAll(async () => {
  await admin.disconnect()
  await kafka.close()
})
const unique = (name: string) => `${name}-${Date.now()}`

test('topics are created once, with what was asked for or what the broker has by default', async () => {
  const [given, defaulted] = [unique('given'), unique('defaulted')]
  const config = { 'retention.ms': '12345' }
  expect(await kafka.createTopic({ name: given, partitions: 3, replicationFactor: 1, config })).toBe(true)
  expect(await kafka.createTopic({ name: defaulted })).toBe(true)
  expect(await kafka.createTopic({ name: given, partitions: 3 })).toBe(false)
  const infos = await kafka.topics([given, 'absent', defaulted])
  expect(new Map(infos.map(({ name, partitions }) => [name, partitions]))).toEqual(
    new Map([
      [given, [0, 1, 2]],
      [defaulted, [0]],
    ]),
  )
  expect(infos.every(({ id }) => /^[\w-]{22}$/.test(id))).toBe(true)
  expect(await kafka.topicNames()).toEqual(expect.arrayContaining([given, defaulted]))
  const described = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: 2, name: given, configNames: ['retention.ms'] }],
  })
  expect(described.resources[0]?.configEntries[0]?.configValue).toBe('12345')
})

test('a topic that is created anew under the same name has another id', async () => {
  const name = unique('again')
  await kafka.createTopic({ name, partitions: 1 })
  const [before] = await kafka.topics([name])
  await admin.deleteTopics({ topics: [name] })
  while ((await kafka.topics([name])).length > 0) await sleep(20)
  await kafka.createTopic({ name, partitions: 1 })
  const [after] = await kafka.topics([name])
  expect(after?.id).not.toBe(before?.id)
})

test.each([
  [{ name: 'not/allowed' }, 'DATA', /not\/allowed.*INVALID_TOPIC/],
  [{ name: 'too-many-replicas', replicationFactor: 3 }, 'KAFKA', /INVALID_REPLICATION_FACTOR.*3/],
  [{ name: 'bad-config', config: { nonsense: '1' } }, 'KAFKA', /INVALID_CONFIG.*nonsense/],
])('a topic that cannot be created: %j', async (topic, code, message) => {
  const error = await kafka.createTopic(topic).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ConnectError)
  expect(error).toMatchObject({ code, retriable: false, message: expect.stringMatching(message) })
})

test('a group is committed to and read without being a member, but not past its live members', async () => {
  const [topic, groupId] = [unique('group'), unique('group')]
  await kafka.createTopic({ name: topic, partitions: 2 })
  const partitions = [
    { topic, partition: 0 },
    { topic, partition: 1 },
  ]
  expect(await kafka.groupOffsets(groupId, partitions)).toEqual([])
  await kafka.commitGroupOffsets(groupId, [{ topic, partition: 1, offset: 2 ** 40 }])
  expect(await kafka.groupOffsets(groupId, partitions)).toEqual([{ topic, partition: 1, offset: 2 ** 40 }])
  expect(await admin.fetchOffsets({ groupId, topics: [topic] })).toMatchObject([
    {
      topic,
      partitions: expect.arrayContaining([expect.objectContaining({ partition: 1, offset: `${2 ** 40}` })]),
    },
  ])

  const member = stock.consumer({ groupId })
  await member.connect()
  await member.subscribe({ topic })
  const joined = new Promise(resolve => member.on('consumer.group_join', resolve))
  await member.run({ eachMessage: async () => {} })
  await joined
  await expect(kafka.commitGroupOffsets(groupId, [{ topic, partition: 1, offset: 5 }])).rejects.toThrow(
    /Committing offsets of group|OffsetCommit/,
  )
  await member.disconnect()
})

test('the cluster has an id', async () => {
  expect(await kafka.clusterId()).toBe((await admin.describeCluster()).clusterId)
})

test('no broker: the error names the addresses and the cause', async () => {
  const nowhere = createKafka({ brokers: ['127.0.0.1:1'], clientId: 'topics', retryTimeout: 200 })
  const error = await nowhere.clusterId().catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'KAFKA',
    retriable: true,
    message: 'No broker can be reached at 127.0.0.1:1',
    cause: expect.objectContaining({ message: expect.stringContaining('ECONNREFUSED') }),
  })
  await nowhere.close()
})
