import type { PlanRun } from '../../events/plan-run.ts'
import type { TaskRun } from '../../events/task-run.ts'
import type { Wake } from '../../events/wake.ts'
import type { Kafka } from './ports/kafka.ts'
import type { Table } from './ports/table.ts'
import { sinkPartition, storedOffset } from './sink/positions.ts'
import { claim, type DueItem, dueOf, readDue } from './state/claim.ts'
import { connectorPk, type TaskItem, type TopicOffset } from './state/items.ts'
import type { Timing } from './timing.ts'

export interface ScheduleContext {
  readonly table: Table
  readonly kafka: Pick<Kafka, 'offsets'>
  readonly timing: Timing
}

/** Keys of one look at the index: more than this many due items are left to the next tick. */
const page = 1_000

/** Claims what is due and has work, at most `slots` of it. */
export const schedule = async (
  context: ScheduleContext,
  { connector, slots }: Pick<Wake, 'connector'> & { readonly slots: number },
): Promise<readonly (TaskRun | PlanRun)[]> => {
  const { table, timing } = context
  if (slots <= 0) return []
  const due = connector === undefined ? await dueNow(table) : await dueItemsOf(table, connector)
  const ready = await withWork(context, due)
  const runs: (TaskRun | PlanRun)[] = []
  for (const due of ready) {
    if (runs.length >= slots) break
    const dueAt = await claim(table, due, Math.round(due.at + timing.dispatch))
    if (dueAt !== undefined) runs.push(runOf(due, dueAt))
  }
  return runs
}

const dueNow = async (table: Table) => {
  const { at } = await table.get(clockKey)
  return readDue(table, (await table.due(at, page)).keys)
}

/** Read for the table's time alone. */
const clockKey = { pk: 'CLOCK', sk: 'CLOCK' }

/** A wake names its connector: its items are read consistently, whatever the index says by now. */
const dueItemsOf = async (table: Table, connector: string) => {
  const { items, at } = await table.query(connectorPk(connector))
  return dueOf(table, items, at)
}

const runOf = (due: DueItem, dueAt: number): TaskRun | PlanRun =>
  due.role === 'plan'
    ? { version: 1, role: 'plan', connector: due.item.name, dueAt }
    : { version: 1, role: due.role, connector: due.item.connector, task: due.item.task, dueAt }

const isWaiting = (due: DueItem): due is DueItem & { readonly item: TaskItem } =>
  due.role === 'sink' &&
  due.item.waitsFor !== undefined &&
  !(due.at >= (due.item.waitsUntil ?? Number.POSITIVE_INFINITY))

/** Leaves out sink tasks that wait for an offset that no topic has reached; they stay due. */
const withWork = async ({ kafka }: ScheduleContext, due: readonly DueItem[]): Promise<readonly DueItem[]> => {
  const awaited = due.filter(isWaiting).flatMap(d => d.item.waitsFor ?? [])
  if (awaited.length === 0) return due
  const ends = await kafka.offsets(awaited, 'latest').catch(() => undefined)
  // Kafka cannot be reached: the run finds out why, and says so
  if (ends === undefined) return due
  const endOf = ({ topic, partition }: TopicOffset) =>
    ends.find(end => end.topic === topic && end.partition === partition)?.offset
  const hasWork = ({ progress, waitsFor = [] }: TaskItem) =>
    waitsFor.some(awaited => {
      const end = endOf(awaited)
      if (end === undefined || end >= awaited.offset) return end !== undefined
      // shorter than what was read of it: cut, or another topic under the same name
      return end < (storedOffset(progress[sinkPartition(awaited)] ?? {}) ?? 0)
    })
  return due.filter(d => !isWaiting(d) || hasWork(d.item))
}
