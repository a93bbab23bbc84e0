import type { TopicPartition } from '../../connectors/sdk/sink.ts'
import { systemClock } from '../../functions/adapters/system-clock.ts'
import type { Clock } from '../../functions/runtime/ports/clock.ts'
import type { Kafka, ProducerRecord } from '../../functions/runtime/ports/kafka.ts'
import { createMemoryProducer } from './memory-kafka/memory-producer.ts'
import { createMemoryReader } from './memory-kafka/memory-reader.ts'
import { createMemoryTopics } from './memory-kafka/memory-topics.ts'
import { createMemoryTransactions } from './memory-kafka/memory-transactions.ts'
import type { StoredRecord } from './memory-kafka/partition-log.ts'

export interface KafkaRequest {
  readonly call:
    | 'topics'
    | 'createTopic'
    | 'offsets'
    | 'groupOffsets'
    | 'commitGroupOffsets'
    | 'deleteGroupOffsets'
    | 'producer'
    | 'transactionalProducer'
    | 'endTransaction'
    | 'reader'
    | 'send'
    | 'fetch'
  /** of `send` */
  readonly topic?: string
  readonly partition?: number
  readonly count?: number
  readonly records?: readonly ProducerRecord[]
  /** of `transactionalProducer` and `endTransaction` */
  readonly transactionalId?: string
  /** of `reader` */
  readonly bufferBytes?: number | undefined
}

/**
 * The way of a request to the broker and of the answer back. `land` applies it at that moment and answers.
 * A route may call it now, later or never, and may give the answer back or reject instead.
 */
export type KafkaRoute = <T>(request: KafkaRequest, land: () => T) => Promise<T>

const direct: KafkaRoute = async (_request, land) => land()

/** What tests do to the cluster besides what its clients can do. */
export interface MemoryCluster {
  readonly kafka: Kafka
  /** appends values without keys as one batch; creates the topic when it is missing */
  append(topic: string, values: readonly (string | null)[], partition?: number): Promise<void>
  records(topic: string, partition?: number): readonly StoredRecord[]
  values(topic: string, partition?: number): readonly (string | null)[]
  /** offsets that nobody sees */
  skip(of: TopicPartition, count: number): void
  deleteRecords(of: TopicPartition, before: number): void
  deleteTopic(name: string): void
  extendTopic(name: string, partitions: number): void
}

/** A Kafka cluster in memory, without replication. */
export const memoryKafka = ({
  clock = systemClock,
  route = direct,
}: {
  clock?: Clock
  route?: KafkaRoute
} = {}): MemoryCluster => {
  const topics = createMemoryTopics()
  const offsetOf = (at: 'earliest' | 'latest') => (of: TopicPartition) => {
    const log = topics.log(of)
    return { topic: of.topic, partition: of.partition, offset: at === 'earliest' ? log.start() : log.end() }
  }
  const kafka: Kafka = {
    clusterId: async () => 'bWVtb3J5LWNsdXN0ZXIxMQ',
    topics: names =>
      route({ call: 'topics' }, () => topics.infos().filter(({ name }) => names.includes(name))),
    topicNames: () => route({ call: 'topics' }, () => topics.infos().map(({ name }) => name)),
    createTopic: topic => route({ call: 'createTopic', topic: topic.name }, () => topics.create(topic)),
    offsets: (partitions, at) => route({ call: 'offsets' }, () => partitions.map(offsetOf(at))),
    groupOffsets: (group, partitions) =>
      route({ call: 'groupOffsets' }, () =>
        [...topics.group(group).values()].filter(o =>
          partitions.some(p => p.topic === o.topic && p.partition === o.partition),
        ),
      ),
    commitGroupOffsets: (group, offsets) =>
      route({ call: 'commitGroupOffsets' }, () => {
        for (const { topic, partition, offset } of offsets)
          topics.group(group).set(JSON.stringify([topic, partition]), { topic, partition, offset })
      }),
    deleteGroupOffsets: (group, partitions) =>
      route({ call: 'deleteGroupOffsets' }, () => {
        if (partitions === 'all') return topics.group(group).clear()
        for (const { topic, partition } of partitions)
          topics.group(group).delete(JSON.stringify([topic, partition]))
      }),
    producer: options => route({ call: 'producer' }, () => createMemoryProducer(topics, route, options)),
    transactionalProducer: options =>
      route({ call: 'transactionalProducer', transactionalId: options.transactionalId }, () =>
        createMemoryTransactions(topics, route, options),
      ),
    reader: options =>
      route({ call: 'reader', bufferBytes: options.bufferBytes }, () =>
        createMemoryReader(topics, route, clock, options),
      ),
    close: async () => {},
  }
  const records = (topic: string, partition = 0) => topics.log({ topic, partition }).records()
  return {
    kafka,
    append: async (topic, values, partition = 0) => {
      topics.create({ name: topic, partitions: partition + 1 })
      topics.log({ topic, partition }).append(
        values.map(value => ({
          topic,
          key: null,
          value: value === null ? null : Buffer.from(value),
          timestamp: 1_700_000_000_000,
        })),
      )
      topics.changed()
    },
    records,
    values: (topic, partition) => records(topic, partition).map(({ value }) => value?.toString() ?? null),
    skip: (of, count) => {
      topics.log(of).skip(count)
      topics.changed()
    },
    deleteRecords: (of, before) => topics.log(of).deleteBefore(before),
    deleteTopic: topics.delete,
    extendTopic: topics.extend,
  }
}
