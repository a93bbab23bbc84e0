import type { TopicPartition } from '../../../connectors/sdk/sink.ts'
import type { MetricValues } from '../../../events/metrics.ts'
import { restartPolicy } from '../config/restart-config.ts'
import type { ConnectorState } from '../state/connectors.ts'
import type { TaskItem } from '../state/items.ts'
import { isFree } from '../state/lease.ts'
import { atWorkInVain, type CountedStatus, dueInVain, readingInVain } from '../state/status.ts'
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
  /** by how much sooner than at the end of their time those count as stalled that are seen only now and then, ms */
  readonly slack: number
}

export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}\n${partition}`

/** What a connector is found to be like. */
export const findingsOf = (
  { connector, tasks, items }: ConnectorState,
  look: Look,
): Memory & { readonly values: MetricValues; readonly tasks: readonly FoundTask[] } => {
  const events = findReader(connector.name, look)
  // what an event source passes over is stored nowhere
  const passesOver = items.some(({ attributes }) => attributes.passedBy !== undefined)
  const found = tasks.map(task => findTask(task, { ...look, events: passesOver ? undefined : events }))
  const readers: readonly Found[] = [...found, { state: 'running', ...events }]
  const count = (state: Found['state']) => found.filter(each => each.state === state).length
  // one that is at work reports for itself, unless it has not come beyond its failure yet
  const reported = readers.filter(each => each.isAtWork !== true || each.state === 'failed')
  const since = Math.min(...reported.map(each => each.behind?.[1] ?? Number.POSITIVE_INFINITY))
  const records = Math.max(0, ...reported.map(each => each.records))
  return {
    behind: watched(readers, 'behind'),
    due: watched(found, 'due'),
    tasks: found,
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

export interface FoundTask extends Found {
  readonly task: TaskItem
  /** what its status should be when it is stalled */
  readonly shown?: CountedStatus | undefined
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

interface TaskLook extends Look {
  /** what events that feed the connector have left unread */
  readonly events: Reader | undefined
}

const findTask = (task: TaskItem, look: TaskLook): FoundTask => {
  const name = taskName(task)
  if (task.wanted !== 'RUNNING') return { name, task, state: 'paused', records: 0 }
  const reader = findReader(name, look, task)
  const isAtWork = !isFree(task, look.at, look.clockError)
  const due = isAtWork ? undefined : findDue(task, look, reader)
  const found = { task, ...reader, ...(isAtWork && { isAtWork }), due }
  if (task.status.state === 'FAILED') return { ...found, state: 'failed', due: undefined }
  const shown = stalledAs(task, look, found)
  return { ...found, state: shown === undefined ? 'running' : 'stalled', shown }
}

/** Since when it has been due without anybody running it. */
const findDue = (task: TaskItem, look: TaskLook, reader: Reader): Watch | undefined => {
  const name = taskName(task)
  // a sink that has never run has stored nothing: it has to find out
  const isNew = look.positions.get(name)?.length === 0
  const hasWork = task.type === 'source' || isNew || reader.behind !== undefined
  const isDue = task.dueAt !== undefined && task.dueAt <= look.at + look.dispatch
  return hasWork && isDue ? watch(look.before.due[name], task.seq, look.at) : undefined
}

const stalledAs = (
  task: TaskItem,
  look: TaskLook,
  { due, isAtWork, ...reader }: Pick<Found, 'due' | 'isAtWork' | 'behind' | 'records'>,
): CountedStatus | undefined => {
  const { since }: CountedStatus = task.status
  const { stalled } = restartPolicy(task.config)
  // not at first sight, however short the time
  const isOver = (began: number, time = stalled) => look.at - began >= Math.max(time - look.slack, 1)
  if (since !== undefined && look.at - since >= stalled) return atWorkInVain(since, stalled)
  if (isAtWork === true) return undefined
  if (due !== undefined && isOver(due[1])) return dueInVain(due[1], stalled)
  // of what events feed the task has no partitions itself
  const { behind, records } = task.partitions.length === 0 ? (look.events ?? { records: 0 }) : reader
  return behind !== undefined && isOver(behind[1], Math.max(stalled, 2 * longestPause(task)))
    ? readingInVain(behind[1], { records, timeout: stalled })
    : undefined
}

/** A task that is to be looked at now and then only is not stalled in between, ms. */
const longestPause = ({ config }: TaskItem): number => Number(config['poll.max.interval.ms']) || 0

type Reader = Pick<Found, 'name' | 'records' | 'behind'>

const findReader = (name: string, look: Look, task?: TaskItem): Reader => {
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
