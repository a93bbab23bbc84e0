import { field, object } from './read.ts'

interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** What the topic of source offsets is to have of a partition. */
interface Entry {
  /** canonical JSON */
  readonly partition: string
  /** JSON; null: it is reset */
  readonly offset: string | null
  /** the record's key, where it is not in the usual form */
  readonly key?: string
}

/**
 * Asks `functions/plan` to bring Kafka in line with offsets that were changed by hand. In the consumer group of a sink
 * offsets are committed, and deleted where they are reset; `all`: so is the group. `entries`, of a source that writes
 * exactly once: what the topic of source offsets is to have.
 */
export interface GroupChange {
  readonly version: 1
  readonly role: 'group'
  readonly connector: string
  readonly commit: readonly (TopicPartition & { readonly offset: number })[]
  readonly reset: readonly TopicPartition[] | 'all'
  readonly entries?: readonly Entry[]
}

/** `refused`: by the group, which has members; `failed`: nobody could be asked. Part of it may be done then. */
export interface GroupChanged {
  readonly version: 1
  readonly outcome: 'done' | 'refused' | 'failed'
}

const readPartition = (input: unknown): TopicPartition => {
  const partition = object('partitions', input)
  return { topic: field(partition, 'topic', String), partition: field(partition, 'partition', Number) }
}

const readPosition = (input: unknown) => ({
  ...readPartition(input),
  offset: field(object('commit', input), 'offset', Number),
})

const readEntry = (input: unknown): Entry => {
  const entry = object('entries', input)
  return {
    partition: field(entry, 'partition', String),
    offset: entry.offset === null ? null : field(entry, 'offset', String),
    ...(entry.key !== undefined && { key: field(entry, 'key', String) }),
  }
}

const list = (name: string, input: unknown): readonly unknown[] => {
  if (Array.isArray(input)) return input
  throw new TypeError(`${name}: got ${JSON.stringify(input)}, expected an array`)
}

export const readGroupChange = (input: unknown): GroupChange => {
  const event = object('GroupChange', input)
  return {
    version: field(event, 'version', 1),
    role: field(event, 'role', 'group'),
    connector: field(event, 'connector', String),
    commit: list('commit', event.commit).map(readPosition),
    reset: event.reset === 'all' ? 'all' : list('reset', event.reset).map(readPartition),
    ...(event.entries !== undefined && { entries: list('entries', event.entries).map(readEntry) }),
  }
}

export const sampleGroupChange: GroupChange = {
  version: 1,
  role: 'group',
  connector: 'file-sink',
  commit: [{ topic: 'file-input-topic', partition: 0, offset: 12 }],
  reset: [{ topic: 'file-input-topic', partition: 1 }],
  entries: [{ partition: '{"filename":"input.txt"}', offset: '{"position":17}' }],
}

export const sampleGroupChanged: GroupChanged = { version: 1, outcome: 'done' }
