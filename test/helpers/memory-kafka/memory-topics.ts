import { randomBytes } from 'node:crypto'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { TopicPartition } from '../../../connectors/sdk/sink.ts'
import type { NewTopic, TopicInfo } from '../../../functions/runtime/ports/kafka.ts'
import { createPartitionLog, type LogTransaction, type PartitionLog } from './partition-log.ts'

interface MemoryTopic extends TopicInfo {
  readonly logs: readonly PartitionLog[]
}

const refuse = (message: string, retriable = false) => new ConnectError('KAFKA', message, { retriable })

/** What the coordinator knows of a transactional id. */
interface MemoryTransactions {
  epoch: number
  open: { readonly transaction: LogTransaction; readonly logs: Set<PartitionLog> } | undefined
}

/** Topics with their logs, and offsets of groups; who waits for records is told of them. */
export const createMemoryTopics = () => {
  const topics = new Map<string, MemoryTopic>()
  const groups = new Map<string, Map<string, TopicPartition & { readonly offset: number }>>()
  const transactions = new Map<string, MemoryTransactions>()
  let waiting: (() => void)[] = []

  const check = ({ name, replicationFactor = 1 }: NewTopic) => {
    if (!/^[\w.-]{1,249}$/.test(name) || /^\.{1,2}$/.test(name))
      throw new ConnectError('DATA', `Creating topic ${name}: INVALID_TOPIC_EXCEPTION`)
    if (replicationFactor !== 1)
      throw refuse(
        `Creating topic ${name}: INVALID_REPLICATION_FACTOR, got ${replicationFactor}, allowed is 1`,
      )
  }

  return {
    infos: (): readonly TopicInfo[] =>
      [...topics.values()].map(({ name, id, partitions }) => ({ name, id, partitions })),
    create: (topic: NewTopic): boolean => {
      check(topic)
      if (topics.has(topic.name)) return false
      const partitions = Array.from({ length: topic.partitions ?? 1 }, (_, n) => n)
      const logs = partitions.map(n => createPartitionLog(topic.name, n))
      topics.set(topic.name, {
        name: topic.name,
        id: randomBytes(16).toString('base64url'),
        partitions,
        logs,
      })
      return true
    },
    /** more partitions for a topic */
    extend: (name: string, partitions: number) => {
      const topic = topics.get(name)
      if (topic === undefined) throw refuse(`Topic ${name}: UNKNOWN_TOPIC_OR_PARTITION`, true)
      const numbers = Array.from({ length: partitions }, (_, n) => n)
      const logs = numbers.map(n => topic.logs[n] ?? createPartitionLog(name, n))
      topics.set(name, { ...topic, partitions: numbers, logs })
    },
    delete: (name: string) => {
      topics.delete(name)
      for (const offsets of groups.values())
        for (const [key, { topic }] of offsets) if (topic === name) offsets.delete(key)
    },
    partitionsOf: (topic: string): number => topics.get(topic)?.partitions.length ?? 0,
    log: ({ topic, partition }: TopicPartition): PartitionLog => {
      const log = topics.get(topic)?.logs[partition]
      if (log === undefined) throw refuse(`${topic}-${partition}: UNKNOWN_TOPIC_OR_PARTITION`, true)
      return log
    },
    group: (name: string) => {
      const offsets = groups.get(name) ?? new Map()
      groups.set(name, offsets)
      return offsets
    },
    transactions: (id: string): MemoryTransactions => {
      const known = transactions.get(id) ?? { epoch: 0, open: undefined }
      transactions.set(id, known)
      return known
    },
    changed: () => {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    /** resolves with the next change */
    change: () => new Promise<void>(resolve => waiting.push(resolve)),
  }
}

export type MemoryTopics = ReturnType<typeof createMemoryTopics>
