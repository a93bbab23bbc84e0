import { isDeepStrictEqual as same } from 'node:util'
import type { Table, Write } from '../ports/table.ts'
import {
  type Config,
  type ConnectorItem,
  connectorPk,
  offsetWrite,
  type TaskItem,
  taskKey,
  taskOf,
} from './items.ts'
import { isFree, type Lease } from './lease.ts'
import { plannerWritesLimit, storePlanned } from './planner-writes.ts'
import { atRest, type CountedStatus } from './status.ts'

/** A task as the plan wants it; partitions as canonical JSON, each in one task only. */
export interface PlannedTask {
  readonly partitions: readonly string[]
  readonly config: Config
}

/** At most this many partitions in a transaction, beside the task's own item. */
const foldLimit = plannerWritesLimit - 1
/** Refused this often, the plan comes back later. */
const rounds = 50

interface AssignContext {
  readonly table: Table
  /** called before progress of a task is folded back, when no run of it can begin any more */
  readonly fence?: (task: TaskItem) => Promise<void>
}

const isFoldOf = (task: TaskItem, [write]: readonly Write[]): boolean =>
  write?.kind === 'fold' && write.key.sk === taskKey(task.connector, task.task).sk

/**
 * Brings the tasks of a connector to the plan, as far as running tasks allow. A partition that moves is first taken off
 * its owner; when no run can be at work on it any more, its progress is folded back; only then is it given on.
 * Each write holds only while the planner's lease does. Resolves to `false` while something has still to be waited for.
 */
export const assignTasks = async (
  { table, fence = async () => undefined }: AssignContext,
  planner: Lease<ConnectorItem>,
  planned: readonly PlannedTask[],
): Promise<boolean> => {
  for (let round = 0; round < rounds; round++) {
    const { items, at } = await table.query(connectorPk(planner.item.name), 'TASK#')
    const tasks = items.map(taskOf)
    const steps = nextSteps(table, planner.item, { tasks, planned, at })
    if (steps.length === 0) return settled(tasks, planned)
    for (const step of steps) {
      const folded = tasks.find(task => isFoldOf(task, step))
      if (folded !== undefined) await fence(folded)
      await storePlanned(table, planner, step)
    }
  }
  return false
}

interface Situation {
  readonly tasks: readonly TaskItem[]
  readonly planned: readonly PlannedTask[]
  readonly at: number
}

/** Transactions that may be done now, at most one a task. */
const nextSteps = (
  table: Table,
  connector: ConnectorItem,
  situation: Situation,
): readonly (readonly Write[])[] => {
  const { tasks, planned, at } = situation
  const numbers = [...new Set([...planned.keys(), ...tasks.map(task => task.task)])]
  const owners = occupied(tasks)
  return numbers.flatMap(n => {
    const task = tasks.find(t => t.task === n)
    const free = task === undefined || isFree(task, at, table.clockError)
    const next = assignment(connector, { n, task, plan: planned[n], owners })
    if (next !== undefined) return [[assign(taskKey(connector.name, n), { task, next, free, at })]]
    return task !== undefined && free ? fold(connector, task, at) : []
  })
}

const settled = (tasks: readonly TaskItem[], planned: readonly PlannedTask[]): boolean =>
  tasks.every(task => task.leaving.length === 0) &&
  planned.every((plan, n) =>
    plan.partitions.every(p => tasks.find(t => t.task === n)?.partitions.includes(p)),
  )

/** Partitions that some task owns, may be working on, or has progress of. */
const occupied = (tasks: readonly TaskItem[]): ReadonlyMap<string, number> =>
  new Map(
    tasks.flatMap(t =>
      [...t.partitions, ...Object.keys(t.progress), ...t.leaving].map(p => [p, t.task] as const),
    ),
  )

interface Slot {
  readonly n: number
  readonly task: TaskItem | undefined
  readonly plan: PlannedTask | undefined
  readonly owners: ReadonlyMap<string, number>
}

type Assignment = Pick<
  TaskItem,
  'connector' | 'type' | 'config' | 'wanted' | 'partitions' | 'leaving' | 'gone' | 'lineage'
>

/** What task `n` should have now; `undefined` when it is so already. */
const assignment = (connector: ConnectorItem, { n, task, plan, owners }: Slot): Assignment | undefined => {
  const current = task === undefined || task.lineage === connector.lineage
  const mine = (p: string) => task?.partitions.includes(p) === true && current
  const nobodys = (p: string) =>
    !owners.has(p) || (owners.get(p) === n && current && !task?.leaving.includes(p))
  const partitions = plan?.partitions.filter(p => mine(p) || nobodys(p)) ?? []
  const removed = task?.partitions.filter(p => !partitions.includes(p)) ?? []
  const leaving = [...new Set([...(task?.leaving ?? []), ...removed])]
  const next: Assignment = {
    connector: connector.name,
    type: connector.type,
    config: plan?.config ?? {},
    wanted: plan === undefined ? 'STOPPED' : connector.wanted,
    partitions,
    leaving,
    gone: plan === undefined,
    lineage: leaving.length > 0 && task !== undefined ? task.lineage : connector.lineage,
  }
  const unchanged =
    task !== undefined && Object.entries(next).every(([k, v]) => same(v, task[k as keyof Assignment]))
  return unchanged ? undefined : next
}

interface Assigning {
  readonly task: TaskItem | undefined
  readonly next: Assignment
  readonly free: boolean
  readonly at: number
}

/** A run that goes on sees the new generation when it stores or lets go, and decides itself; one that died does not. */
const due = ({ task, next, free, at }: Assigning): { dueAt?: number | undefined } => {
  if (next.wanted === 'RUNNING' && next.partitions.length > 0) return { dueAt: free ? at : task?.leaseUntil }
  return free ? { dueAt: undefined } : {}
}

const fresh = { status: { state: 'UNASSIGNED' }, attempts: 0, emptyPolls: 0 } as const

/** What was at work when something else came to be wanted need not be so for long. */
const resting = (task: TaskItem | undefined) => {
  const status: CountedStatus | undefined = task?.status
  return status?.since === undefined ? {} : { status: atRest(status) }
}

const assign = (key: Write['key'], { task, next, free, at }: Assigning): Write => ({
  kind: 'assign',
  key,
  when: { seq: task?.seq },
  set: {
    ...next,
    ...(task === undefined && { epoch: 0, seq: 0, progress: {} }),
    ...(free && resting(task)),
    ...((task === undefined || task.gone || !same(next.config, task.config)) && fresh),
    ...due({ task, next, free, at }),
    waitsFor: undefined,
    waitsUntil: undefined,
    generation: (task?.generation ?? 0) + 1,
  },
})

/** Moves progress of partitions that a task no longer owns to where their next owner looks. */
const fold = (connector: ConnectorItem, task: TaskItem, at: number): readonly (readonly Write[])[] => {
  const moved = Object.entries(task.progress).filter(([p]) => !task.partitions.includes(p))
  if (moved.length === 0 && task.leaving.length === 0) return []
  const part = moved.slice(0, foldLimit)
  const rest = Object.fromEntries(Object.entries(task.progress).filter(([p]) => !part.some(([q]) => p === q)))
  const done = part.length === moved.length
  return [
    [
      {
        kind: 'fold',
        key: taskKey(task.connector, task.task),
        when: { epoch: task.epoch, seq: task.seq },
        set: {
          epoch: task.epoch + 1,
          progress: rest,
          ...(done && {
            leaving: [],
            lineage: connector.lineage,
            ...(task.wanted === 'RUNNING' && task.partitions.length > 0 && { dueAt: at }),
          }),
        },
      },
      ...part.map(([partition, progress]) => offsetWrite('fold-offset', task, partition, progress)),
    ],
  ]
}
