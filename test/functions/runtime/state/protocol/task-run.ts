import { ConnectError } from '../../../../../connectors/sdk/errors.ts'
import type { Table } from '../../../../../functions/runtime/ports/table.ts'
import { handBack } from '../../../../../functions/runtime/state/hand-back.ts'
import {
  foldedProgress,
  offsetKey,
  type StoredProgress,
  type TaskItem,
  taskKey,
  taskOf,
} from '../../../../../functions/runtime/state/items.ts'
import { type Lease, takeLease } from '../../../../../functions/runtime/state/lease.ts'
import type { Timing } from '../../../../../functions/runtime/timing.ts'
import type { Surroundings } from '../explorer/request.ts'
import { Violation } from '../explorer/scenario.ts'

/** Rules that are no conditions in the table; naming one leaves it out. */
export type Rule =
  | 'await acknowledgement'
  | 'nothing under way at hand-back'
  | 'ask mayWrite'
  | 'lineage of folded state'
  | 'ask what feeds'
  | 'close first'
  | 'await the stop'

export interface TaskRun {
  readonly connector: string
  readonly task: number
  readonly owner: string
  readonly timing: Timing
  /** records that every partition has */
  readonly goal: number
  /** ends after it has reached this offset */
  readonly until?: number
  /** a run that is known to have ended */
  readonly ended?: string
  /** writes the next record while it stores the one before */
  readonly overlaps?: boolean
  readonly without?: Rule | undefined
}

export const wantsRun = (item: TaskItem) =>
  item.wanted === 'RUNNING' && !item.gone && item.leaving.length === 0

/** What the writer keeps beside every odd offset, and only then. */
const stateAt = (offset: number, lineage: number) =>
  offset % 2 === 0 ? {} : { state: JSON.stringify({ offset, lineage }) }

const progressAt = (offset: number, lineage: number): StoredProgress => ({
  offset: String(offset),
  ...stateAt(offset, lineage),
})

const folded = async (
  table: Table,
  { connector, lineage }: TaskItem,
  { partition, without }: { readonly partition: string; readonly without: Rule | undefined },
) => {
  const { attributes = {} } = (await table.get(offsetKey(connector, partition))).item ?? {}
  const any = without === 'lineage of folded state' && typeof attributes.lineage === 'number'
  return foldedProgress(attributes, any ? Number(attributes.lineage) : lineage)
}

/** Where a run begins. State must be what was stored with the offset, in the same lineage. */
const beginning = async (
  table: Table,
  item: TaskItem,
  { partition, without }: { readonly partition: string; readonly without: Rule | undefined },
): Promise<number> => {
  const { offset = '0', state } =
    item.progress[partition] ?? (await folded(table, item, { partition, without }))
  if (state === undefined) return Number(offset)
  const kept = JSON.parse(state)
  if (kept.offset !== Number(offset) || kept.lineage !== item.lineage)
    throw new Violation(`state of another time: ${state} at offset ${offset}, lineage ${item.lineage}`)
  return Number(offset)
}

interface Progress {
  /** writes that were sent */
  readonly flights: Promise<void>[]
  readonly reached: Map<string, number>
}

const slice = async (
  around: Surroundings,
  lease: Lease<TaskItem>,
  run: TaskRun,
  { flights, reached }: Progress,
) => {
  const { generation, lineage } = lease.item
  const goesOn = () => wantsRun(lease.item) && lease.item.generation === generation
  const mayWrite = async () => {
    if (run.without === 'ask mayWrite' || lease.mayWrite()) return true
    await lease.checkpoint({})
    if (goesOn() && run.ended !== undefined) await around.clock.sleep(run.timing.call)
    return goesOn() && lease.mayWrite()
  }
  const send = (partition: string, offset: number) => {
    const sent = around.write({
      partition,
      offset,
      task: taskKey(run.connector, run.task).sk,
      epoch: lease.epoch,
    })
    flights.push(sent)
    return sent
  }
  const store = (partition: string, offset: number) =>
    lease.checkpoint({ progress: { ...lease.item.progress, [partition]: progressAt(offset, lineage) } })

  for (const partition of goesOn() ? lease.item.partitions : []) {
    let offset = await beginning(around.table, lease.item, { partition, without: run.without })
    let sent: Promise<void> | undefined
    while (offset < (run.until ?? run.goal) && goesOn() && (sent !== undefined || (await mayWrite()))) {
      sent ??= send(partition, offset)
      if (run.without !== 'await acknowledgement') await sent
      offset++
      sent =
        run.overlaps && offset < (run.until ?? run.goal) && lease.mayWrite()
          ? send(partition, offset)
          : undefined
      await store(partition, offset)
    }
    await sent
    reached.set(partition, offset)
  }
}

/** One run of a task as a run loop makes it, with a counter for a source. */
export const runTask = async (around: Surroundings, run: TaskRun): Promise<void> => {
  const { table, clock } = around
  const key = taskKey(run.connector, run.task)
  const { owner, ended, timing, goal } = run
  const { lease } = await takeLease({ table, clock, timing }, key, {
    owner,
    read: taskOf,
    wanted: wantsRun,
    ...(ended !== undefined && { ended }),
  })
  if (lease === undefined) return
  const { triggered } = lease.item
  const flights: Promise<void>[] = []
  const reached = new Map<string, number>()
  const left = (item: TaskItem) => item.partitions.some(partition => (reached.get(partition) ?? 0) < goal)
  try {
    await slice(around, lease, run, { flights, reached })
    await Promise.all(flights)
    await lease.release(item => {
      const goesOn = left(item) || item.triggered !== triggered
      return { dueAt: wantsRun(item) && goesOn ? lease.at() : undefined }
    })
  } catch (error) {
    if (run.without !== 'nothing under way at hand-back') await Promise.all(flights)
    if (!(error instanceof ConnectError) || error.code !== 'FENCED') throw error
    await handBack(table, key, owner)
  }
}
