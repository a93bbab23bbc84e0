import type { TopicPartition } from '../../../connectors/sdk/sink.ts'
import type { MetricValues } from '../../../events/metrics.ts'
import type { ConnectorState } from '../state/connectors.ts'
import type { TaskItem } from '../state/items.ts'
import { isFree } from '../state/lease.ts'
import { type SinkPositions, taskName } from './sink-positions.ts'

/** A number that moves when something happens, and since when it has not, the table's time. */
type Watch = readonly [mark: number, since: number]
export type Watched = { readonly [name: string]: Watch }

/** What a survey remembers of those that have something to do and are not at work. */
export interface Memory {
  /** by how far they have read */
  readonly behind: Watched
  /** by how often they have written */
  readonly due: Watched
}

export interface Look {
  readonly positions: SinkPositions
  /** of topic partitions by name, those that exist; `undefined`: Kafka cannot be reached */
  readonly ends: ReadonlyMap<string, number> | undefined
  readonly before: Memory
  /** the table's time, and by how much it may be behind, ms */
  readonly at: number
  readonly clockError: number
  /** how long a dispatch may take, ms */
  readonly dispatch: number
}

/** ms without a sign of life after which a task that has something to do is stalled: two surveys */
const patience = 540_000

export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}\n${partition}`

/** What a connector is found to be like. */
export const findingsOf = (
  { connector, tasks }: ConnectorState,
  look: Look,
): Memory & { readonly values: MetricValues } => {
  const found = tasks.map(task => findTask(task, look))
  const readers: readonly Found[] = [...found, { state: 'running', ...findReader(connector.name, look) }]
  const count = (state: Found['state']) => found.filter(each => each.state === state).length
  // one that is at work reports for itself, unless it has not come beyond its failure yet
  const reported = readers.filter(each => each.isAtWork !== true || each.state === 'failed')
  const since = Math.min(...reported.map(each => each.behind?.[1] ?? Number.POSITIVE_INFINITY))
  const records = Math.max(0, ...reported.map(each => each.records))
  return {
    behind: watched(readers, 'behind'),
    due: watched(found, 'due'),
    values: {
      'connector-failed-count': connector.status.state === 'FAILED' ? 1 : 0,
      'connector-running-task-count': count('running'),
      'connector-paused-task-count': count('paused'),
      'connector-failed-task-count': count('failed'),
      'connector-stalled-task-count': count('stalled'),
      // a metric is billed for the hours in which it has values: what is not behind has none here
      ...(records > 0 && { 'sink-record-lag-max': records }),
      ...(since <= look.at && { 'sink-lag-seconds-max': (look.at - since) / 1_000 }),
    },
  }
}

interface Found {
  readonly name: string
  readonly state: 'running' | 'paused' | 'failed' | 'stalled'
  readonly isAtWork?: boolean
  /** behind, in the partition with most of them */
  readonly records: number
  readonly behind?: Watch | undefined
  readonly due?: Watch | undefined
}

const watched = (found: readonly Found[], what: 'behind' | 'due'): Watched =>
  Object.fromEntries(
    found.flatMap(each => {
      const watch = each[what]
      return watch === undefined ? [] : [[each.name, watch]]
    }),
  )

const watch = (before: Watch | undefined, mark: number, at: number): Watch =>
  before?.[0] === mark ? before : [mark, at]

const findTask = (task: TaskItem, look: Look): Found => {
  const name = taskName(task)
  if (task.wanted !== 'RUNNING') return { name, state: 'paused', records: 0 }
  const state = task.status.state === 'FAILED' ? 'failed' : 'running'
  const reader = findReader(name, look, task)
  if (!isFree(task, look.at, look.clockError)) return { state, isAtWork: true, ...reader }
  // a sink that has never run has stored nothing: it has to find out
  const isNew = look.positions.get(name)?.length === 0
  const hasWork = task.type === 'source' || isNew || reader.behind !== undefined
  const isDue = task.dueAt !== undefined && task.dueAt <= look.at + look.dispatch
  if (state === 'failed' || !hasWork || !isDue) return { state, ...reader }
  const due = watch(look.before.due[name], task.seq, look.at)
  return { state: look.at - due[1] >= patience ? 'stalled' : state, ...reader, due }
}

const findReader = (name: string, look: Look, task?: TaskItem): Omit<Found, 'state'> => {
  const { ends, before, at } = look
  const positions = look.positions.get(name) ?? []
  if (ends === undefined) return { name, records: 0, behind: before.behind[name] }
  const records = Math.max(0, ...positions.map(p => (ends.get(partitionName(p)) ?? 0) - p.offset))
  if (records === 0 || isWaiting(task, ends, at)) return { name, records }
  const read = positions.reduce((sum, { offset }) => sum + offset, 0)
  return { name, records, behind: watch(before.behind[name], read, at) }
}

/** Whether it wants more than there is, or a time to come: a file that is not due yet, say. */
const isWaiting = (task: TaskItem | undefined, ends: ReadonlyMap<string, number>, at: number): boolean =>
  task?.waitsFor?.every(awaited => (ends.get(partitionName(awaited)) ?? 0) < awaited.offset) === true &&
  at < (task.waitsUntil ?? Number.POSITIVE_INFINITY)
