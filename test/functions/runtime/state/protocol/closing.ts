import type { Clock } from '../../../../../functions/runtime/ports/clock.ts'
import type { Item, Table, Write } from '../../../../../functions/runtime/ports/table.ts'
import { claim, type DueItem, readDue } from '../../../../../functions/runtime/state/claim.ts'
import { eventPartitionsOf } from '../../../../../functions/runtime/state/event-partitions.ts'
import {
  connectorOf,
  offsetKey,
  type TaskItem,
  taskOf,
} from '../../../../../functions/runtime/state/items.ts'
import type { Timing } from '../../../../../functions/runtime/timing.ts'
import type { Surroundings } from '../explorer/request.ts'
import { Violation } from '../explorer/scenario.ts'
import type { Snapshot, Snapshots } from '../explorer/snapshots.ts'
import { type PlanRun, runPlan } from './plan-run.ts'
import { type Rule, runTask, wantsRun } from './task-run.ts'

/** Where nothing comes in between. */
export const undisturbed = (table: Table, clock: Clock): Surroundings => ({
  table,
  clock,
  write: async () => {},
  dispatch: async () => {},
  ended: async () => {},
})

export interface Closing {
  readonly timing: Timing
  readonly clockError: number
  readonly goal: number
  readonly plan: PlanRun['plan']
  readonly events?: PlanRun['events']
  readonly change?: (write: Write) => Write
  readonly without?: Rule
}

const rounds = 24
const same = (write: Write) => write

const reached = (items: readonly Item[], task: TaskItem, partition: string) =>
  Number(
    task.progress[partition]?.offset ??
      items.find(
        ({ pk, sk }) => sk === offsetKey(task.connector, partition).sk && pk.endsWith(task.connector),
      )?.attributes.offset ??
      0,
  )

const earliest = (items: readonly Item[]) =>
  Math.min(
    ...items.flatMap(({ attributes }) => (typeof attributes.dueAt === 'number' ? [attributes.dueAt] : [])),
  )

/** What is not as it should be when nothing is due any more. */
const unfinished = (items: readonly Item[], goal: number): string | undefined => {
  for (const item of items) {
    if (item.sk === 'CONFIG') {
      const { planned, generation } = connectorOf(item)
      if (planned !== generation) return `generation ${generation} is never planned`
    }
    if (!item.sk.startsWith('TASK#')) continue
    const task = taskOf(item)
    if (task.leaving.length > 0) return `${item.sk} waits for ever for ${task.leaving.join()} to be folded`
    const idle = task.partitions.find(p => reached(items, task, p) < goal)
    if (wantsRun(task) && idle !== undefined) return `${item.sk} is never run again, ${idle} is not finished`
  }
  return undefined
}

/** What events should feed by the last plan, and do not. */
const unfed = (items: readonly Item[], events: PlanRun['events']): string | undefined => {
  const config = items.find(({ sk }) => sk === 'CONFIG')
  if (events === undefined || config === undefined) return undefined
  const connector = connectorOf(config)
  const fed = eventPartitionsOf(items).filter(p => p.fed === connector.generation)
  const left = events(connector).find(partition => fed.every(p => p.partition !== partition))
  return left === undefined ? undefined : `${left} is never fed by events`
}

/** Lets a scheduler and its runs go on without any fault until nothing is due. */
export const closing = (snapshots: Snapshots, options: Closing) => {
  const { timing, clockError, goal, plan, events, change = same, without } = options
  const dispatch = (around: Surroundings, due: DueItem, owner: string) =>
    due.role === 'plan'
      ? runPlan(around, { connector: due.item.name, owner, timing, plan, events })
      : runTask(around, { connector: due.item.connector, task: due.item.task, owner, timing, goal, without })

  return async (snapshot: Snapshot, from: number): Promise<void> => {
    let now = from
    const stored = snapshots.goOn(snapshot, () => now)
    const table: Table = {
      ...stored,
      clockError,
      write: write => stored.write(change(write)),
      transact: writes => stored.transact(writes.map(change)),
    }
    const around = undisturbed(table, {
      now: () => now,
      sleep: async ms => {
        now += Math.max(1, ms)
      },
    })
    for (let round = 0; round < rounds; round++) {
      const next = earliest(stored.items())
      if (next === Number.POSITIVE_INFINITY) {
        const why = unfinished(stored.items(), goal) ?? unfed(stored.items(), events)
        if (why !== undefined) throw new Violation(why)
        return
      }
      now = Math.max(now + 1, next)
      for (const due of await readDue(table, (await table.due(now, 10)).keys)) {
        const claimed = await claim(table, due, now + timing.dispatch)
        if (claimed !== undefined) await dispatch(around, due, `closing ${round} ${due.key.sk}`)
      }
    }
    throw new Violation(
      `something is due for ever: ${JSON.stringify(stored.items().map(i => [i.sk, i.attributes.dueAt]))}`,
    )
  }
}
