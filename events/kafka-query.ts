import { field, object } from './read.ts'

interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/**
 * Asks `functions/plan` what others need to know of Kafka, which they do not reach: `cluster`: its id;
 * `ends`: the next offsets of topic partitions; `topics`: which partitions topics have.
 */
export type KafkaQuery =
  | { readonly version: 1; readonly role: 'query'; readonly what: 'cluster' }
  | {
      readonly version: 1
      readonly role: 'query'
      readonly what: 'ends'
      readonly partitions: readonly TopicPartition[]
    }
  | {
      readonly version: 1
      readonly role: 'query'
      readonly what: 'topics'
      readonly topics: readonly string[]
    }

/** `null`: Kafka cannot be reached. Topics and partitions that do not exist are left out. */
export interface KafkaAnswer {
  readonly version: 1
  readonly clusterId?: string | null
  readonly ends?: readonly (TopicPartition & { readonly offset: number })[] | null
  readonly topics?:
    | readonly { readonly name: string; readonly id: string; readonly partitions: readonly number[] }[]
    | null
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

const readNames = (names: unknown): readonly string[] => {
  if (Array.isArray(names)) return names.map(name => field({ topics: name }, 'topics', String))
  throw new TypeError(`topics: got ${JSON.stringify(names)}, expected an array`)
}

export const readKafkaQuery = (input: unknown): KafkaQuery => {
  const event = object('KafkaQuery', input)
  const common = { version: field(event, 'version', 1), role: field(event, 'role', 'query') }
  const what = field(event, 'what', 'cluster', 'ends', 'topics')
  if (what === 'topics') return { ...common, what, topics: readNames(event.topics) }
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
