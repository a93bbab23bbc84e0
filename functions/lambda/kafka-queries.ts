import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { KafkaAnswer, KafkaQuery } from '../../events/kafka-query.ts'
import type { Functions } from '../adapters/aws/functions.ts'
import type { Kafka } from '../runtime/ports/kafka.ts'

/** What can be known of Kafka through `functions/plan`, where Kafka itself is out of reach. */
export interface KafkaQueries extends Pick<Kafka, 'clusterId' | 'topics' | 'offsets'> {}

const unreachable = () => new ConnectError('KAFKA', 'Kafka cannot be reached')

export const askKafka = (functions: Functions, planFunction: string): KafkaQueries => {
  const ask = async (query: KafkaQuery) => (await functions.ask(planFunction, query)) as KafkaAnswer
  return {
    clusterId: async () => {
      const { clusterId } = await ask({ version: 1, role: 'query', what: 'cluster' })
      if (clusterId == null) throw unreachable()
      return clusterId
    },
    topics: async names => {
      const { topics } = await ask({ version: 1, role: 'query', what: 'topics', topics: names })
      if (topics == null) throw unreachable()
      return topics
    },
    offsets: async (partitions, at) => {
      if (at !== 'latest') throw new ConnectError('FATAL', `Offsets at "${at}" cannot be asked for from here`)
      const { ends } = await ask({ version: 1, role: 'query', what: 'ends', partitions })
      if (ends == null) throw unreachable()
      return ends
    },
  }
}

/** Of those partitions that exist: one topic that is missing must not hide the ends of all others. */
const endsOf = async (kafka: KafkaQueries, partitions: Parameters<Kafka['offsets']>[0]) => {
  const topics = await kafka.topics([...new Set(partitions.map(({ topic }) => topic))])
  const existing = new Map(topics.map(topic => [topic.name, topic.partitions]))
  const found = partitions.filter(({ topic, partition }) => existing.get(topic)?.includes(partition))
  return found.length === 0 ? [] : kafka.offsets(found, 'latest')
}

/** Answers what others ask of Kafka. */
export const answerKafkaQuery = async (kafka: KafkaQueries, query: KafkaQuery): Promise<KafkaAnswer> => {
  switch (query.what) {
    case 'cluster':
      return { version: 1, clusterId: await kafka.clusterId().catch(() => null) }
    case 'topics':
      return { version: 1, topics: await kafka.topics(query.topics).catch(() => null) }
    case 'ends':
      return { version: 1, ends: await endsOf(kafka, query.partitions).catch(() => null) }
  }
}
