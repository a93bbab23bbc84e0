import { Kafka, logLevel } from 'kafkajs'
import { inject } from 'vitest'
import { createKafka } from '../../functions/adapters/kafka/kafka.ts'
import { kafkaConformance } from '../conformance/kafka.ts'

kafkaConformance('broker', async () => {
  const bootstrap = inject('bootstrap')
  const kafka = createKafka({ brokers: [bootstrap], clientId: 'conformance', retryTimeout: 10_000 })
  const admin = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  return {
    kafka,
    deleteTopic: name => admin.deleteTopics({ topics: [name] }),
    deleteRecords: async ({ topic, partition }, before) => {
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(before) }] })
    },
    close: async () => {
      await admin.disconnect()
      await kafka.close()
    },
  }
})
