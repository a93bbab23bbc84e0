import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { KafkaAnswer, KafkaQuery } from '../../events/kafka-query.ts'
import type { Functions } from '../adapters/aws/functions.ts'
import type { Kafka } from '../runtime/ports/kafka.ts'

/** What can be known of Kafka through `functions/plan`, where Kafka itself is out of reach. */
export interface KafkaQueries extends Pick<Kafka, 'clusterId' | 'offsets'> {}

const unreachable = () => new ConnectError('KAFKA', 'Kafka cannot be reached')

export const askKafka = (functions: Functions, planFunction: string): KafkaQueries => {
  const ask = async (query: KafkaQuery) => (await functions.ask(planFunction, query)) as KafkaAnswer
  return {
    clusterId: async () => {
      const { clusterId } = await ask({ version: 1, role: 'query', what: 'cluster' })
      if (clusterId == null) throw unreachable()
      return clusterId
    },
    offsets: async (partitions, at) => {
      if (at !== 'latest') throw new ConnectError('FATAL', `Offsets at "${at}" cannot be asked for from here`)
      const { ends } = await ask({ version: 1, role: 'query', what: 'ends', partitions })
      if (ends == null) throw unreachable()
      return ends
    },
  }
}

/** Answers what others ask of Kafka. */
export const answerKafkaQuery = async (
  kafka: Pick<Kafka, 'clusterId' | 'offsets'>,
  query: KafkaQuery,
): Promise<KafkaAnswer> =>
  query.what === 'cluster'
    ? { version: 1, clusterId: await kafka.clusterId().catch(() => null) }
    : { version: 1, ends: await kafka.offsets(query.partitions, 'latest').catch(() => null) }
