import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Table } from '../ports/table.ts'
import { connectorPk, type TaskItem, taskKey, taskOf } from './items.ts'
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

/** Conditional on `seq`, so that nobody takes or lets go of the task in between. */
const triggerTask = async (table: Table, connector: string, task: number): Promise<void> => {
  const key = taskKey(connector, task)
  for (let n = 0; n < attempts; n++) {
    const { item: found, at } = await table.get(key)
    const item = found && taskOf(found)
    if (item === undefined || !canRun(item)) return
    const free = isFree(item, at, table.clockError)
    const { ok } = await table.write({
      kind: 'trigger',
      key,
      when: { triggered: item.triggered, seq: item.seq },
      set: {
        triggered: (item.triggered ?? 0) + 1,
        ...(free && { dueAt: at, emptyPolls: 0, waitsFor: undefined, waitsUntil: undefined }),
      },
    })
    if (ok) return
  }
  throw new ConnectError(
    'STATE',
    `Task ${connector}-${task} is being changed by others all the time; try again`,
  )
}
