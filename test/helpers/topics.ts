import { setTimeout as sleep } from 'node:timers/promises'
import { type Admin, Kafka, logLevel } from 'kafkajs'

export interface Topics {
  clusterId(): Promise<string>
  /** one partition unless told otherwise */
  create(topic: string, partitions?: number): Promise<void>
  delete(topic: string): Promise<void>
  /** the next offset of partition 0 */
  end(topic: string): Promise<number>
  /** all values of partition 0 up to its end, in order; their index is their offset when nothing was deleted */
  values(topic: string): Promise<readonly Buffer[]>
  /** appends the values, `batchSize` a record batch, in order */
  append(topic: string, values: readonly string[], batchSize: number): Promise<void>
  close(): Promise<void>
}

const endOf = async (admin: Admin, topic: string): Promise<number> => {
  const partitions = await admin.fetchTopicOffsets(topic)
  return Number(partitions.find(each => each.partition === 0)?.high ?? 0)
}

/** kafkajs's own waiting for leaders gives up when the broker is slow to tell of the topic. */
const createTopic = async (admin: Admin, topic: string, numPartitions: number) => {
  await admin.createTopics({
    waitForLeaders: false,
    topics: [{ topic, numPartitions, replicationFactor: 1 }],
  })
  for (let tries = 1; ; tries++)
    try {
      await admin.fetchTopicOffsets(topic)
      return
    } catch (error) {
      if (tries === 50) throw error
      await sleep(100)
    }
}

const readValues = async (kafka: Kafka, topic: string, end: number): Promise<readonly Buffer[]> => {
  const values: Buffer[] = []
  if (end === 0) return values
  const consumer = kafka.consumer({ groupId: `read-${topic}-${process.pid}-${performance.now()}` })
  try {
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => {
        if (!payload.restart) reject(payload.error)
      })
      const eachBatch = async ({
        batch,
      }: {
        batch: { messages: { value: Buffer | null; offset: string }[] }
      }) => {
        for (const { value, offset } of batch.messages) {
          // a consumer that had to start again begins at the beginning
          if (Number(offset) < values.length) continue
          if (Number(offset) > values.length)
            reject(new Error(`${topic} has offset ${offset} where ${values.length} was expected`))
          values.push(value ?? Buffer.alloc(0))
        }
        if (values.length >= end) resolve()
      }
      consumer.run({ autoCommit: false, eachBatch }).catch(reject)
    })
  } finally {
    await consumer.disconnect()
  }
  return values
}

const appendValues = async (kafka: Kafka, topic: string, values: readonly string[], batchSize: number) => {
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  try {
    for (let start = 0; start < values.length; start += batchSize) {
      const messages = values.slice(start, start + batchSize).map(value => ({ value }))
      await producer.send({ topic, messages, acks: -1 })
    }
  } finally {
    await producer.disconnect()
  }
}

/** Topics as the stock kafkajs client sees them: nothing of this project's own Kafka code. */
export const openTopics = async (bootstrap: string): Promise<Topics> => {
  const kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 10 } })
  const admin = kafka.admin()
  await admin.connect()
  return {
    clusterId: async () => (await admin.describeCluster()).clusterId,
    create: (topic, partitions = 1) => createTopic(admin, topic, partitions),
    delete: topic => admin.deleteTopics({ topics: [topic] }),
    end: topic => endOf(admin, topic),
    values: async topic => readValues(kafka, topic, await endOf(admin, topic)),
    append: (topic, values, batchSize) => appendValues(kafka, topic, values, batchSize),
    close: () => admin.disconnect(),
  }
}
