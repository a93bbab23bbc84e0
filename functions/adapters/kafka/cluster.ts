import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { BrokerConnection } from './broker-connection.ts'
import type { Connections } from './connections.ts'
import { brokerError, codes } from './kafka-error.ts'
import type { Metadata, TopicMetadata } from './protocol/metadata.ts'
import { metadataRequest } from './protocol/metadata.ts'

/** What is known of the cluster, and ways to its brokers. Nothing in here retries. */
export interface Cluster {
  /** a connection to whichever broker answers first, known ones before the bootstrap servers */
  any(): Promise<BrokerConnection>
  /** `null`: all topics */
  metadata(topics: readonly string[] | null): Promise<Metadata>
  /** asks for a topic, once for all who ask at the same time; throws when it does not exist */
  refresh(topic: string): Promise<TopicMetadata>
  /** as last refreshed */
  topic(name: string): TopicMetadata | undefined
  /** node id of the leader, as last refreshed */
  leader(topic: string, partition: number): number | undefined
  /** a connection to a node out of `connections`, the caller's own */
  connection(node: number, connections: Connections): Promise<BrokerConnection>
}

const shuffled = (items: readonly string[]) => [...items].sort(() => Math.random() - 0.5)

export const createCluster = (bootstrap: readonly string[], control: Connections): Cluster => {
  const addresses = new Map<number, string>()
  const topics = new Map<string, TopicMetadata>()
  const refreshing = new Map<string, Promise<TopicMetadata>>()

  const any = async (): Promise<BrokerConnection> => {
    const candidates = new Set([...shuffled([...addresses.values()]), ...shuffled(bootstrap)])
    const errors: unknown[] = []
    for (const address of candidates) {
      try {
        return await control.to(address)
      } catch (error) {
        errors.push(error)
      }
    }
    throw new ConnectError('KAFKA', `No broker can be reached at ${[...candidates].join(', ')}`, {
      cause: errors.at(-1),
      retriable: errors.some(error => error instanceof ConnectError && error.retriable),
    })
  }

  const metadata = async (names: readonly string[] | null): Promise<Metadata> => {
    const connection = await any()
    const answer = await connection.send(metadataRequest(names))
    addresses.clear()
    for (const { node, host, port } of answer.brokers)
      addresses.set(node, host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)
    return answer
  }

  const load = async (name: string): Promise<TopicMetadata> => {
    const [topic] = (await metadata([name])).topics
    const errorCode = topic === undefined ? codes.unknownTopic : topic.errorCode
    if (topic === undefined || (errorCode !== 0 && topic.partitions.length === 0))
      throw brokerError(errorCode, `Topic ${name}`)
    topics.set(name, topic)
    return topic
  }

  return {
    any,
    metadata,
    refresh: async name => {
      const pending = refreshing.get(name) ?? load(name).finally(() => refreshing.delete(name))
      refreshing.set(name, pending)
      return pending
    },
    topic: name => topics.get(name),
    leader: (name, number) => {
      const leader = topics.get(name)?.partitions.find(({ partition }) => partition === number)?.leader
      return leader === -1 ? undefined : leader
    },
    connection: async (node, connections) => {
      const address = addresses.get(node)
      if (address === undefined) throw new ConnectError('KAFKA', `Broker ${node} is not in the metadata`)
      return connections.to(address)
    },
  }
}
