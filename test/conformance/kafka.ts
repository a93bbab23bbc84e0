import { afterAll, beforeAll, describe } from 'vitest'
import type { TopicPartition } from '../../connectors/sdk/sink.ts'
import type { Kafka } from '../../functions/runtime/ports/kafka.ts'
import { kafkaGroups } from './kafka-groups.ts'
import { kafkaProducing } from './kafka-producing.ts'
import { kafkaReading } from './kafka-reading.ts'
import { kafkaTopics } from './kafka-topics.ts'
import { kafkaTransactions } from './kafka-transactions.ts'

/** A cluster that others may use too, and what its clients here cannot do. */
export interface OpenedKafka {
  readonly kafka: Kafka
  deleteTopic(name: string): Promise<void>
  deleteRecords(of: TopicPartition, before: number): Promise<void>
  close(): Promise<void>
}

/** The cluster of the running test. */
export type Cluster = () => OpenedKafka

/** What every Kafka does for the run loops. */
export const kafkaConformance = (name: string, open: () => Promise<OpenedKafka>) =>
  describe(`Kafka conformance: ${name}`, () => {
    let opened: OpenedKafka
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())
    const cluster: Cluster = () => opened
    kafkaTopics(cluster)
    kafkaProducing(cluster)
    kafkaTransactions(cluster)
    kafkaReading(cluster)
    kafkaGroups(cluster)
  })
