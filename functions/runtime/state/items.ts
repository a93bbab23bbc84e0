import { createHash } from 'node:crypto'
import type { Attributes, Item, ItemKey, Json, Write } from '../ports/table.ts'
import type { Redriven } from '../redrive/redriven.ts'

/** What the user wants of a connector, in Kafka Connect's words for target states. */
export type Wanted = 'RUNNING' | 'PAUSED' | 'STOPPED'
export type Config = Readonly<Record<string, string>>

export type Status = {
  readonly state: 'UNASSIGNED' | 'RUNNING' | 'FAILED' | 'RESTARTING'
  readonly trace?: string
}

/** What every item that is run by leases has. */
export interface Leased {
  /** fencing token: grows whenever the lease is taken or revoked, never resets */
  readonly epoch: number
  /** grows with every write of the holder */
  readonly seq: number
  readonly owner?: string
  /** the table's time */
  readonly leaseUntil?: number
  /** calls of a run that the last holder followed without waiting may be under way until then, the table's time */
  readonly quietUntil?: number
  /** when somebody must look, the table's time; absent: never by itself */
  readonly dueAt?: number
  /** the wish: what is wanted, and the generation of that */
  readonly wanted: Wanted
  readonly generation: number
  /** grows with every event that wants a run, also of what is running */
  readonly triggered?: number
  readonly status: Status
  /** failures in a row, without progress between them */
  readonly attempts: number
}

export interface ConnectorItem extends Leased {
  readonly name: string
  readonly config: Config
  /** grows when offsets are changed by hand and by deletion */
  readonly lineage: number
  readonly deleted: boolean
  /** the generation whose plan is in place */
  readonly planned?: number
  /** keys of its configuration that nobody reads, as the log has told */
  readonly unread?: readonly string[]
  /** how its configuration is taken, as the log has told */
  readonly notes?: readonly string[]
  /** there may be event source mappings for it */
  readonly eventSources?: boolean
  readonly type: 'source' | 'sink'
}

/** Where a topic of source offsets has what is stored of a partition. */
export type Mirrored = {
  readonly topic: string
  readonly topicId: string
  /** of that topic */
  readonly partition: number
  /** what is behind this position is newer */
  readonly position: number
  /** the record's key where it is not the one that would be written here */
  readonly key?: string
  /** nothing is newer, and nobody is writing: the topic need not be read */
  readonly exact?: boolean
}

/** Progress of one partition as stored: JSON texts, so that int64 survive. */
export type StoredProgress = {
  readonly offset?: string
  readonly state?: string
  readonly topicId?: string
  readonly mirrored?: Mirrored
  /** there is nothing in a topic of source offsets to begin with: it was reset by hand */
  readonly reset?: boolean
}
export type ProgressMap = Readonly<Record<string, StoredProgress>>

export type TopicOffset = { readonly topic: string; readonly partition: number; readonly offset: number }

export interface TaskItem extends Leased {
  readonly connector: string
  readonly task: number
  readonly type: 'source' | 'sink'
  readonly config: Config
  /** canonical JSON of the partitions it owns */
  readonly partitions: readonly string[]
  /** partitions taken off it that a run may still be at work on; it does not run again before they are folded back */
  readonly leaving: readonly string[]
  readonly lineage: number
  /** no longer in the plan; the item stays for its epoch */
  readonly gone: boolean
  readonly progress: ProgressMap
  /** polls in a row that found nothing */
  readonly emptyPolls: number
  /** a sink task need not run before one of these is reached */
  readonly waitsFor?: readonly TopicOffset[]
  /** … or before this time */
  readonly waitsUntil?: number
  /** what the last run was still trying again has failed since then, the table's time */
  readonly retryingSince?: number
  /** how often it was asked for that dead letters are sent back; of the first task */
  readonly redrive?: number
  readonly redriven?: Redriven
}

/** Offset and state of a partition that no task owns at present, or that events feed. */
export type OffsetItem = StoredProgress & {
  readonly partition: string
  /** of the run that stored it: its state is nothing to any other */
  readonly lineage?: number
  /** fencing token of runs that are fed by events, which have no lease: grows whenever it is given to them or taken off */
  readonly epoch?: number
  /** the generation whose events feed it; absent: none do */
  readonly fed?: number
  /** the consumer group that may be ahead, as the event source passes records over */
  readonly passedBy?: string
}

export const connectorPk = (name: string) => `CONNECTOR#${name}`
export const connectorKey = (name: string): ItemKey => ({ pk: connectorPk(name), sk: 'CONFIG' })
export const taskKey = (name: string, task: number): ItemKey => ({
  pk: connectorPk(name),
  sk: `TASK#${String(task).padStart(5, '0')}`,
})
export const offsetKey = (name: string, partition: string): ItemKey => ({
  pk: connectorPk(name),
  sk: `OFFSET#${createHash('sha256').update(partition).digest('hex').slice(0, 32)}`,
})
export const topicKey = (name: string, topic: string): ItemKey => ({
  pk: connectorPk(name),
  sk: `TOPIC#${topic}`,
})
export const listKey = (name: string): ItemKey => ({ pk: 'CONNECTORS', sk: name })

const without = (object: Readonly<Record<string, Json | undefined>>): Attributes =>
  Object.fromEntries(Object.entries(object).filter((e): e is [string, Json] => e[1] !== undefined))

/** An item's attributes from its fields; fields without a value are left out. */
export const attributesOf = (fields: object): Attributes =>
  without(fields as Record<string, Json | undefined>)

const text = (value: Json | undefined) => (typeof value === 'string' ? value : undefined)

/** Progress of a partition as it was folded back, as far as a task of this lineage may go on with it. */
export const foldedProgress = (attributes: Attributes, lineage: number): StoredProgress => {
  const state = attributes.lineage === lineage ? text(attributes.state) : undefined
  const { mirrored, reset } = attributes as StoredProgress
  return attributesOf({
    offset: text(attributes.offset),
    state,
    topicId: text(attributes.topicId),
    mirrored,
    reset,
  })
}

/** Whatever was stored there before. */
const nothing = {
  offset: undefined,
  state: undefined,
  topicId: undefined,
  mirrored: undefined,
  reset: undefined,
} as const

/** Stores progress of a partition beside its task instead of in it. */
export const offsetWrite = (
  kind: string,
  { connector, lineage }: Pick<TaskItem, 'connector' | 'lineage'>,
  partition: string,
  progress: StoredProgress,
): Write => ({
  kind,
  key: offsetKey(connector, partition),
  when: {},
  set: { ...nothing, ...progress, partition, lineage },
})

const leased = {
  epoch: 0,
  seq: 0,
  wanted: 'RUNNING',
  generation: 0,
  status: { state: 'UNASSIGNED' },
  attempts: 0,
} as const

/** Reads an item whatever version wrote it: fields it lacks have their first values. */
export const connectorOf = (item: Item): ConnectorItem => ({
  ...leased,
  name: item.pk.slice('CONNECTOR#'.length),
  config: {},
  lineage: 0,
  deleted: false,
  type: 'source',
  ...(item.attributes as Partial<ConnectorItem>),
})

export const taskOf = (item: Item): TaskItem => ({
  ...leased,
  connector: item.pk.slice('CONNECTOR#'.length),
  task: Number(item.sk.slice('TASK#'.length)),
  type: 'source',
  config: {},
  partitions: [],
  leaving: [],
  lineage: 0,
  gone: false,
  progress: {},
  emptyPolls: 0,
  ...(item.attributes as Partial<TaskItem>),
})
