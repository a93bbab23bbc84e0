import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { followTopic, type TopicFollower } from './topic-follower.ts'

/** Topics as a stock client sees them, also while the broker comes and goes. */
export interface TopicClient {
  create(topic: string): Promise<void>
  /** the next offset of partition 0; the last known one while the broker cannot be asked */
  end(topic: string): Promise<number>
  /** Reads along; what it answers says how many records were committed so far. */
  follow(topic: string): () => number
  /** the records of partition 0 that a `read_committed` consumer sees, by offset */
  read(topic: string): Promise<ReadonlyMap<number, string>>
  append(topic: string, values: readonly string[]): Promise<void>
  close(): Promise<void>
}

const idle = 3_000

const readAll = async (kafka: Kafka, topic: string, end: number) => {
  const values = new Map<number, string>()
  const consumer = kafka.consumer({ groupId: `reads-${topic}-${performance.now()}`, maxWaitTimeInMs: 500 })
  await consumer.connect()
  let moved = performance.now()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { messages } }) => {
        moved = performance.now()
        for (const { offset, value } of messages) values.set(Number(offset), value?.toString() ?? '')
      },
    })
    // behind the last record there may be markers of transactions
    while (!values.has(end - 1) && performance.now() - moved < idle) await sleep(20)
  } finally {
    await consumer.disconnect()
  }
  return values
}

export const openTopicClient = async (bootstrap: string): Promise<TopicClient> => {
  const times = { connectionTimeout: 2_000, requestTimeout: 5_000 }
  const options = { brokers: [bootstrap], logLevel: logLevel.NOTHING, ...times }
  const kafka = new Kafka({ ...options, retry: { retries: 10 } })
  const admin = kafka.admin()
  const asking = new Kafka({ ...options, retry: { retries: 0 } }).admin()
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 })
  const ends = new Map<string, number>()
  const followers: TopicFollower[] = []
  await Promise.all([admin.connect(), producer.connect()])
  const end = async (topic: string) => {
    try {
      const [partition] = await asking.fetchTopicOffsets(topic)
      ends.set(topic, Number(partition?.high ?? 0))
    } catch {
      await asking.connect().catch(() => undefined)
    }
    return ends.get(topic) ?? 0
  }
  return {
    create: async topic => {
      await admin.createTopics({
        waitForLeaders: false,
        topics: [{ topic, numPartitions: 1, replicationFactor: 1 }],
      })
      while (
        !(await admin.fetchTopicOffsets(topic).then(
          () => true,
          () => false,
        ))
      )
        await sleep(100)
    },
    end,
    read: async topic => {
      const last = await end(topic)
      return last === 0 ? new Map() : readAll(kafka, topic, last)
    },
    follow: topic => {
      const follower = followTopic(bootstrap, topic)
      followers.push(follower)
      return follower.seen
    },
    append: async (topic, values) => {
      await producer.send({ topic, messages: values.map(value => ({ value })), acks: -1 })
    },
    close: async () => {
      await Promise.all(followers.map(each => each.close()))
      await Promise.all([admin.disconnect(), asking.disconnect(), producer.disconnect()])
    },
  }
}
