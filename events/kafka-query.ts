import { field, object } from './read.ts'

interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/**
 * Asks `functions/plan` what others need to know of Kafka, which they do not reach: `cluster`: its id;
 * `ends`: the next offsets of topic partitions.
 */
export type KafkaQuery =
  | { readonly version: 1; readonly role: 'query'; readonly what: 'cluster' }
  | {
      readonly version: 1
      readonly role: 'query'
      readonly what: 'ends'
      readonly partitions: readonly TopicPartition[]
    }

/** `null`: Kafka cannot be reached. Partitions that do not exist are left out. */
export interface KafkaAnswer {
  readonly version: 1
  readonly clusterId?: string | null
  readonly ends?: readonly (TopicPartition & { readonly offset: number })[] | null
}

const readPartition = (input: unknown): TopicPartition => {
  const partition = object('partitions', input)
  return {
    topic: field(partition, 'topic', String),
    partition: field(partition, 'partition', Number),
  }
}

const readPartitions = (partitions: unknown): readonly TopicPartition[] => {
  if (Array.isArray(partitions)) return partitions.map(readPartition)
  throw new TypeError(`partitions: got ${JSON.stringify(partitions)}, expected an array`)
}

export const readKafkaQuery = (input: unknown): KafkaQuery => {
  const event = object('KafkaQuery', input)
  const common = { version: field(event, 'version', 1), role: field(event, 'role', 'query') }
  const what = field(event, 'what', 'cluster', 'ends')
  return what === 'cluster'
    ? { ...common, what }
    : { ...common, what, partitions: readPartitions(event.partitions) }
}

export const sampleKafkaQuery: KafkaQuery = {
  version: 1,
  role: 'query',
  what: 'ends',
  partitions: [{ topic: 'file-input-topic', partition: 0 }],
}

export const sampleKafkaAnswer: KafkaAnswer = {
  version: 1,
  ends: [{ topic: 'file-input-topic', partition: 0, offset: 12 }],
}
