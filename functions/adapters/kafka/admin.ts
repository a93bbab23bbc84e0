import { setTimeout as sleep } from 'node:timers/promises'
import type { Kafka, TopicInfo } from '../../runtime/ports/kafka.ts'
import type { Cluster } from './cluster.ts'
import type { Connections } from './connections.ts'
import { brokerError, codes } from './kafka-error.ts'
import { createTopicRequest } from './protocol/create-topics.ts'
import type { TopicMetadata } from './protocol/metadata.ts'
import { retrying } from './retry.ts'

export interface AdminParts {
  readonly cluster: Cluster
  readonly control: Connections
  /** ms for a call with its repetitions */
  readonly timeout: number
}

type Admin = Pick<Kafka, 'clusterId' | 'topics' | 'topicNames' | 'createTopic'>

const infoOf = ({ name, id, partitions }: TopicMetadata): TopicInfo => ({
  name,
  id,
  partitions: partitions.map(({ partition }) => partition),
})

// 5: no leader yet; the topic is there all the same
const exists = (topic: TopicMetadata): boolean => {
  if (topic.errorCode === codes.unknownTopic) return false
  if (topic.errorCode !== 0 && topic.partitions.length === 0)
    throw brokerError(topic.errorCode, `Topic ${topic.name}`)
  return true
}

export const createAdmin = ({ cluster, control, timeout }: AdminParts): Admin => {
  const metadata = (names: readonly string[] | null) =>
    retrying(() => cluster.metadata(names), { what: 'Asking for topics', timeout })

  const create = async (topic: Parameters<Kafka['createTopic']>[0]): Promise<boolean> => {
    const { controller } = await cluster.metadata([])
    const connection = await cluster.connection(controller, control)
    const created = await connection.send(createTopicRequest(topic, timeout))
    const errorCode = created?.errorCode ?? codes.unknownTopic
    if (errorCode === codes.topicExists) return false
    if (errorCode !== 0) throw brokerError(errorCode, `Creating topic ${topic.name}`, created?.message)
    return true
  }

  const writable = async (name: string): Promise<void> => {
    for (const until = Date.now() + timeout; Date.now() < until; await sleep(20)) {
      const [topic] = (await metadata([name])).topics
      if (topic?.errorCode === 0 && topic.partitions.every(({ leader }) => leader >= 0)) return
    }
  }

  return {
    clusterId: async () => (await metadata([])).clusterId,
    topics: async names => {
      if (names.length === 0) return []
      const { topics } = await metadata(names)
      return topics.filter(exists).map(infoOf)
    },
    topicNames: async () => {
      const { topics } = await metadata(null)
      return topics.filter(({ internal }) => !internal).map(({ name }) => name)
    },
    createTopic: async topic => {
      const created = await retrying(() => create(topic), { what: `Creating topic ${topic.name}`, timeout })
      if (created) await writable(topic.name)
      return created
    },
  }
}
