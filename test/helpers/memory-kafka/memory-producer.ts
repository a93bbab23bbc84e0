import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { partitionOfKey } from '../../../functions/runtime/partition-of-key.ts'
import type {
  Producer,
  ProducerOptions,
  ProducerRecord,
  RawProducerRecords,
} from '../../../functions/runtime/ports/kafka.ts'
import { bytesAt } from '../../../functions/runtime/raw.ts'
import type { KafkaRoute } from '../memory-kafka.ts'
import type { MemoryTopics } from './memory-topics.ts'
import type { LogTransaction, PartitionLog } from './partition-log.ts'

interface Lane {
  last: Promise<void>
  failed?: unknown
}

/** What a producer's records become part of; throws when it has been fenced. */
export type Enroll = (log: PartitionLog) => LogTransaction

const closedError = () => new ConnectError('KAFKA', 'The producer was closed before the broker acknowledged')

const unpack = (raw: RawProducerRecords): readonly ProducerRecord[] =>
  Array.from({ length: raw.count }, (_, i) => ({
    topic: raw.topic,
    partition: raw.partition,
    key: bytesAt(raw.data, raw.keys, i),
    value: bytesAt(raw.data, raw.values, i),
    timestamp: raw.timestamps?.[i] ?? raw.timestamp,
  }))

/** Sends to topics in memory, per topic partition in the order of the calls; each partition's share is one batch. */
export const createMemoryProducer = (
  topics: MemoryTopics,
  route: KafkaRoute,
  { idempotent, mayWrite = () => true }: ProducerOptions,
  enroll?: Enroll,
): Producer => {
  const lanes = new Map<string, Lane>()
  const closing = Promise.withResolvers<never>()
  closing.promise.catch(() => undefined)
  let closed = false

  const partitionOf = ({ topic, partition, key }: ProducerRecord): number => {
    const partitions = topics.partitionsOf(topic)
    if (partitions === 0)
      throw new ConnectError('KAFKA', `Topic ${topic}: UNKNOWN_TOPIC_OR_PARTITION`, { retriable: true })
    const chosen = partition ?? (key === null ? 0 : partitionOfKey(partitions, key))
    if (chosen < partitions) return chosen
    const text = `${topic} has no partition ${chosen}, its partitions are 0 to ${partitions - 1}`
    throw new ConnectError('DATA', text)
  }

  const transmit = async (
    lane: Lane,
    topic: string,
    partition: number,
    records: readonly ProducerRecord[],
  ) => {
    if (lane.failed !== undefined) throw lane.failed
    try {
      if (!mayWrite())
        throw new ConnectError(
          'FENCED',
          `Writing to ${topic}-${partition}: the lease does not last for another request`,
        )
      await route({ call: 'send', topic, partition, count: records.length, records }, () => {
        if (closed) throw closedError()
        const log = topics.log({ topic, partition })
        log.append(records, enroll?.(log))
        topics.changed()
      })
    } catch (error) {
      if (idempotent) lane.failed = error
      throw error
    }
  }

  const enqueue = (topic: string, partition: number, records: readonly ProducerRecord[]): Promise<void> => {
    const name = `${topic}-${partition}`
    const lane = lanes.get(name) ?? { last: Promise.resolve() }
    lanes.set(name, lane)
    const sent = lane.last.then(() => transmit(lane, topic, partition, records))
    lane.last = sent.catch(() => undefined)
    return sent
  }

  const send = async (records: readonly ProducerRecord[]) => {
    if (closed) throw closedError()
    const placed = records.map(record => ({ record, partition: partitionOf(record) }))
    const shares = Map.groupBy(placed, ({ record, partition }) => JSON.stringify([record.topic, partition]))
    const sent = [...shares.values()].map(share => {
      const [first] = share
      return enqueue(
        first?.record.topic ?? '',
        first?.partition ?? 0,
        share.map(({ record }) => record),
      )
    })
    await Promise.race([Promise.all(sent), closing.promise])
  }

  return {
    send,
    sendRaw: raw => send(unpack(raw)),
    close: async () => {
      closed = true
      closing.reject(closedError())
    },
  }
}
