import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Item, ItemKey, Table, Write } from '../ports/table.ts'
import {
  connectorKey,
  connectorOf,
  connectorPk,
  type Leased,
  type TaskItem,
  taskKey,
  taskOf,
} from './items.ts'
import { isFree } from './lease.ts'

const attempts = 20

/** Whether a run of it can be wanted: those that events feed have no partitions. */
const canRun = (task: TaskItem): boolean =>
  task.wanted === 'RUNNING' && !task.gone && task.partitions.length > 0

/**
 * Makes the tasks of a connector due at once, whatever they wait for. One that is running goes on undisturbed, and runs
 * again when its slice has ended. Resolves to how many there are.
 */
export const triggerTasks = async (table: Table, connector: string): Promise<number> => {
  const { items } = await table.query(connectorPk(connector), 'TASK#')
  const tasks = items.map(taskOf).filter(canRun)
  await Promise.all(tasks.map(({ task }) => triggerTask(table, connector, task)))
  return tasks.length
}

/** Makes the plan of a running connector due at once. One that is being made is made again when it has ended. */
export const triggerPlan = (table: Table, connector: string): Promise<void> =>
  trigger(table, connectorKey(connector), {
    read: item => {
      const { deleted, ...found } = connectorOf(item)
      return deleted || found.wanted !== 'RUNNING' ? undefined : found
    },
    name: `Connector ${connector}`,
  })

const triggerTask = (
  table: Table,
  connector: string,
  task: number,
  also?: Triggered['also'],
): Promise<void> =>
  trigger(table, taskKey(connector, task), {
    read: item => {
      const found = taskOf(item)
      return canRun(found) ? found : undefined
    },
    name: `Task ${connector}-${task}`,
    whenFree: { emptyPolls: 0, waitsFor: undefined, waitsUntil: undefined },
    ...(also !== undefined && { also }),
  })

/** The task that sends dead letters back. */
const redriving = 0

/** Asks for the dead letters of a connector to be sent back through it, by the next run of its first task. */
export const askForRedrive = (table: Table, connector: string): Promise<void> =>
  triggerTask(table, connector, redriving, item => ({ redrive: (taskOf(item).redrive ?? 0) + 1 }))

interface Triggered {
  /** `undefined`: no run of it can be wanted */
  readonly read: (item: Item) => Leased | undefined
  readonly name: string
  readonly whenFree?: Write['set']
  /** what is set besides */
  readonly also?: (item: Item) => Write['set']
}

/** Conditional on `seq`, so that nobody takes or lets go of it in between. */
const trigger = async (
  table: Table,
  key: ItemKey,
  { read, name, whenFree, also }: Triggered,
): Promise<void> => {
  for (let n = 0; n < attempts; n++) {
    const { item: found, at } = await table.get(key)
    const item = found && read(found)
    if (found === undefined || item === undefined) return
    const { ok } = await table.write({
      kind: 'trigger',
      key,
      when: { triggered: item.triggered, seq: item.seq },
      set: {
        triggered: (item.triggered ?? 0) + 1,
        ...also?.(found),
        ...(isFree(item, at, table.clockError) && { dueAt: at, ...whenFree }),
      },
    })
    if (ok) return
  }
  throw new ConnectError('STATE', `${name} is being changed by others all the time; try again`)
}
