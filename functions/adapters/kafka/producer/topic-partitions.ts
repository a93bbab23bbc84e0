import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { Cluster } from '../cluster.ts'
import type { TopicMetadata } from '../protocol/metadata.ts'
import { retrying } from '../retry.ts'

/** How many partitions a topic has, asked for once, and again from time to time as it may get more. */
export interface TopicPartitions {
  /** resolves in the order of the calls */
  count(topic: string): Promise<number>
}

// a topic that was created a moment ago is not known to every broker yet
const UNKNOWN_TOPIC_TIMEOUT = 5000
const MAX_AGE = 300_000

const contiguous = ({ name, partitions }: TopicMetadata) => {
  if (partitions.length === 0)
    throw new ConnectError('KAFKA', `Topic ${name} has no partitions in the metadata`)
  return partitions.length
}

export const topicPartitions = (cluster: Cluster, timeout: number): TopicPartitions => {
  const known = new Map<string, { readonly count: Promise<number>; readonly at: number }>()

  const load = (topic: string): Promise<number> => {
    const count = retrying(async () => contiguous(await cluster.refresh(topic)), {
      what: `Topic ${topic}`,
      timeout: Math.min(timeout, UNKNOWN_TOPIC_TIMEOUT),
    })
    known.set(topic, { count, at: Date.now() })
    // the next call asks again
    count.catch(() => known.delete(topic))
    return count
  }

  return {
    count: topic => {
      const entry = known.get(topic)
      return entry !== undefined && Date.now() - entry.at < MAX_AGE ? entry.count : load(topic)
    },
  }
}
