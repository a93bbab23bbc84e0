import { field, object } from './read.ts'

interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/**
 * Asks `functions/plan` to bring the consumer group of a sink in line with offsets that were changed by hand: offsets are
 * committed, and deleted where they are reset; `all`: so is the group.
 */
export interface GroupChange {
  readonly version: 1
  readonly role: 'group'
  readonly connector: string
  readonly commit: readonly (TopicPartition & { readonly offset: number })[]
  readonly reset: readonly TopicPartition[] | 'all'
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
  }
}

export const sampleGroupChange: GroupChange = {
  version: 1,
  role: 'group',
  connector: 'file-sink',
  commit: [{ topic: 'file-input-topic', partition: 0, offset: 12 }],
  reset: [{ topic: 'file-input-topic', partition: 1 }],
}

export const sampleGroupChanged: GroupChanged = { version: 1, outcome: 'done' }
