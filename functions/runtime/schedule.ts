import type { Run, RunGroup } from '../../events/run-group.ts'
import type { Wake } from '../../events/wake.ts'
import { type GroupSizes, groupDue, runOf } from './group-due.ts'
import type { Kafka } from './ports/kafka.ts'
import type { ItemKey, Table } from './ports/table.ts'
import { sinkPartition, storedOffset } from './sink/positions.ts'
import { claim, type DueItem, dueOf, readDue, unclaim } from './state/claim.ts'
import { connectorPk, type TaskItem, type TopicOffset } from './state/items.ts'
import type { Timing } from './timing.ts'

export interface ScheduleContext {
  readonly table: Table
  readonly kafka: Pick<Kafka, 'offsets'>
  readonly timing: Timing
}

export interface ScheduleOptions extends Pick<Wake, 'connector'> {
  /** invocations that may be started */
  readonly slots: number
  /** most tasks of one invocation that had nothing to do when they last ran; default 1 */
  readonly groupSizes?: GroupSizes
  /** most characters of all groups as JSON; default: no bound */
  readonly room?: number
}

export interface Scheduled {
  /** claimed, to be started at once */
  readonly groups: readonly RunGroup[]
  /** more is due than there was room for */
  readonly more: boolean
  /** Gives the claims back, as nothing came of them: all of it is due again at once. */
  giveBack(): Promise<void>
}

const alone: GroupSizes = { source: 1, sink: 1 }

/** Keys of a first look at the index. */
const page = 1_000
/** Claims under way at a time. */
const parallel = 16

/** Claims what is due and has work, in at most `slots` groups, the oldest first. */
export const schedule = async (context: ScheduleContext, options: ScheduleOptions): Promise<Scheduled> => {
  const { connector, slots, groupSizes = alone, room = Number.POSITIVE_INFINITY } = options
  if (slots <= 0) return { groups: [], more: true, giveBack: async () => undefined }
  const due =
    connector === undefined
      ? await dueWithWork(context, slots * Math.max(groupSizes.source, groupSizes.sink))
      : await withWork(context, await dueItemsOf(context.table, connector))
  const grouped = groupDue(due, groupSizes)
  const fitting = withinRoom(grouped.slice(0, slots), room)
  const claims = await claimAll(context, fitting.flat())
  const groups = fitting.flatMap(group => groupOf(group.flatMap(item => claims.get(item) ?? [])))
  return {
    groups,
    more: fitting.length < grouped.length,
    giveBack: async () => {
      const { at } = await context.table.get(clockKey)
      const claimed = [...claims].map(([item, run]) => ({ key: item.key, from: run.dueAt ?? at, to: at }))
      await Promise.all(claimed.map(each => unclaim(context.table, each)))
    },
  }
}

const groupOf = (runs: readonly Run[]): readonly RunGroup[] => {
  const [first] = runs
  return first === undefined ? [] : [{ version: 1, role: first.role, runs }]
}

/** As many of the groups as fit; one always does. */
const withinRoom = (groups: readonly (readonly DueItem[])[], room: number) => {
  let used = 0
  return groups.filter((group, i) => {
    used += JSON.stringify(groupOf(group.map(item => runOf(item, item.at)))).length
    return i === 0 || used <= room
  })
}

const claimAll = async ({ table, timing }: ScheduleContext, due: readonly DueItem[]) => {
  const claims = new Map<DueItem, Run>()
  const queue = due.values()
  const worker = async () => {
    for (const item of queue) {
      const dueAt = await claim(table, item, Math.round(item.at + timing.dispatch))
      if (dueAt !== undefined) claims.set(item, runOf(item, dueAt))
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return claims
}

/**
 * What is due and has work, `enough` of it if there is as much. Sink tasks that wait stay due: where they fill the first
 * look at the index, the next one is longer.
 */
const dueWithWork = async (context: ScheduleContext, enough: number): Promise<readonly DueItem[]> => {
  const { table } = context
  const { at } = await table.get(clockKey)
  const seen = new Set<string>()
  const found: DueItem[] = []
  for (let limit = page; ; limit *= 4) {
    const { keys } = await table.due(at, limit)
    const fresh = keys.filter(key => !seen.has(nameOf(key)))
    for (const key of fresh) seen.add(nameOf(key))
    found.push(...(await withWork(context, await readDue(table, fresh))))
    if (keys.length < limit || found.length >= enough) return found
  }
}

const nameOf = ({ pk, sk }: ItemKey) => `${pk}\n${sk}`

/** Read for the table's time alone. */
const clockKey = { pk: 'CLOCK', sk: 'CLOCK' }

/** A wake names its connector: its items are read consistently, whatever the index says by now. */
const dueItemsOf = async (table: Table, connector: string) => {
  const { items, at } = await table.query(connectorPk(connector))
  return dueOf(table, items, at)
}

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
  const offsets = new Map(ends.map(end => [partitionOf(end), end.offset]))
  const hasWork = ({ progress, waitsFor = [] }: TaskItem) =>
    waitsFor.some(awaited => {
      const end = offsets.get(partitionOf(awaited))
      if (end === undefined || end >= awaited.offset) return end !== undefined
      // shorter than what was read of it: cut, or another topic under the same name
      return end < (storedOffset(progress[sinkPartition(awaited)] ?? {}) ?? 0)
    })
  return due.filter(d => !isWaiting(d) || hasWork(d.item))
}

const partitionOf = ({ topic, partition }: Omit<TopicOffset, 'offset'>) => `${topic}\n${partition}`
