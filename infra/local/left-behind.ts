import { hostname } from 'node:os'
import type { PlanRun } from '../../events/plan-run.ts'
import type { TaskRun } from '../../events/task-run.ts'
import type { Item, Table } from '../../functions/runtime/ports/table.ts'
import { connectorNames } from '../../functions/runtime/state/connectors.ts'
import { connectorOf, connectorPk, taskOf } from '../../functions/runtime/state/items.ts'

/** Names this process in owners of leases: the moment it started tells it from one with the same number before. */
export const processName = `${hostname()}:${process.pid}:${Math.round(performance.timeOrigin).toString(36)}`

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Whether the owner of a lease was a process of this machine that is certainly gone. */
export const hasEnded = (owner: string): boolean => {
  const [name = ''] = owner.split('#')
  const [host, pid] = name.split(':')
  if (name === processName || host !== hostname()) return false
  return Number(pid) === process.pid || !exists(Number(pid))
}

/** Runs to take up where runs have ended without giving their leases back. */
export const leftBehind = async (
  table: Table,
  ended: (owner: string) => boolean,
  connectors?: readonly string[],
): Promise<readonly (TaskRun | PlanRun)[]> => {
  const names = connectors ?? (await connectorNames(table))
  const found = await Promise.all(names.map(name => table.query(connectorPk(name))))
  return found.flatMap(({ items }) => items.flatMap(item => successorOf(item, ended)))
}

const successorOf = (item: Item, ended: (owner: string) => boolean): readonly (TaskRun | PlanRun)[] => {
  const { owner } = item.attributes
  if (typeof owner !== 'string' || !ended(owner)) return []
  if (item.sk === 'CONFIG')
    return [{ version: 1, role: 'plan', connector: connectorOf(item).name, ended: owner }]
  const { type, connector, task } = taskOf(item)
  return [{ version: 1, role: type, connector, task, ended: owner }]
}
