import { parseOffset } from '../../../connectors/sdk/canonical.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { SinkPartition, TopicPartition } from '../../../connectors/sdk/sink.ts'
import type { Kafka, TopicInfo } from '../ports/kafka.ts'
import { parseState, type TaskProgress } from '../progress.ts'
import type { StoredProgress } from '../state/items.ts'

export type Position = TopicPartition & { readonly offset: number }

/** A sink's partition and offset in the shape that the REST API shows. */
export const sinkPartition = ({ topic, partition }: TopicPartition): string =>
  `{"kafka_partition":${partition},"kafka_topic":${JSON.stringify(topic)}}`
export const sinkOffset = (offset: number): string => `{"kafka_offset":${offset}}`

export const topicPartitionOf = (canonical: string): TopicPartition => {
  const { kafka_topic: topic, kafka_partition: partition } = parseOffset(canonical)
  if (typeof topic === 'string' && typeof partition === 'number') return { topic, partition }
  throw new ConnectError('FATAL', `${canonical} is no partition of a topic`)
}

/** The next offset to read, as stored. */
export const storedOffset = (progress: StoredProgress): number | undefined => {
  const offset = progress.offset === undefined ? undefined : parseOffset(progress.offset).kafka_offset
  return typeof offset === 'number' ? offset : undefined
}

/** What is stored of a partition; nothing when that was of another topic under the same name. */
export const asStored = (
  topic: TopicInfo,
  partition: TopicPartition,
  progress: StoredProgress,
): SinkPartition => {
  const other = progress.topicId !== undefined && progress.topicId !== topic.id
  return {
    ...partition,
    topicId: topic.id,
    offset: other ? undefined : storedOffset(progress),
    ...(!other && progress.state !== undefined && { state: parseState(progress.state) }),
  }
}

/** The partitions of a task that exist, with what is stored of them. */
export const readPartitions = async (
  kafka: Kafka,
  progress: TaskProgress,
  canonicals: readonly string[],
): Promise<readonly SinkPartition[]> => {
  const partitions = canonicals.map(topicPartitionOf)
  const topics = await kafka.topics([...new Set(partitions.map(p => p.topic))])
  const read = partitions.map(async partition => {
    const topic = topics.find(t => t.name === partition.topic && t.partitions.includes(partition.partition))
    if (topic === undefined) return []
    return [asStored(topic, partition, await progress.read(sinkPartition(partition)))]
  })
  return (await Promise.all(read)).flat()
}

export interface Start {
  readonly group: string
  readonly reset: 'earliest' | 'latest' | 'none'
}

/** Where to read on: after the checkpoint, else where the consumer group stands, else where `auto.offset.reset` says. */
export const startingPositions = async (
  kafka: Kafka,
  partitions: readonly SinkPartition[],
  { group, reset }: Start,
): Promise<readonly Position[]> => {
  const unknown = partitions.filter(p => p.offset === undefined)
  const committed = unknown.length === 0 ? [] : await kafka.groupOffsets(group, unknown)
  const rest = unknown.filter(p => !committed.some(c => same(c, p)))
  if (rest.length > 0 && reset === 'none')
    throw new ConnectError(
      'FATAL',
      `${rest.map(nameOf).join(', ')}: no offset is stored and auto.offset.reset is none`,
    )
  const initial = rest.length === 0 || reset === 'none' ? [] : await kafka.offsets(rest, reset)
  const known = partitions.flatMap(p =>
    p.offset === undefined ? [] : [{ ...nameless(p), offset: p.offset }],
  )
  return [...known, ...committed, ...initial]
}

const nameless = ({ topic, partition }: TopicPartition): TopicPartition => ({ topic, partition })
const same = (a: TopicPartition, b: TopicPartition) => a.topic === b.topic && a.partition === b.partition
export const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`
