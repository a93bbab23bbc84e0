import type { Table } from '../../../functions/runtime/ports/table.ts'
import { connectorPk, taskKey, taskOf } from '../../../functions/runtime/state/items.ts'

/** Slices that took a lease: its epoch grows by one each time. */
export const countRuns = async (table: Table, names: readonly string[]): Promise<number> => {
  const found = await Promise.all(names.map(name => table.query(connectorPk(name), 'TASK#')))
  return found
    .flatMap(({ items }) => items)
    .reduce((sum, { attributes }) => sum + Number(attributes.epoch ?? 0), 0)
}

/** The lease of a connector's task, and what it says of itself; times from now, ms. */
export const describeTask = async (table: Table, connector: string): Promise<string> => {
  const { item, at } = await table.get(taskKey(connector, 0))
  const { epoch, owner, leaseUntil, dueAt, attempts, status } = taskOf(
    item ?? { ...taskKey(connector, 0), attributes: {} },
  )
  const fromNow = (time: number | undefined) => time && Math.round(time - at)
  const trace = status.trace?.split('\n').slice(0, 3).join(' ')
  return JSON.stringify({
    ...{ epoch, owner, attempts, state: status.state, trace },
    leaseUntil: fromNow(leaseUntil),
    dueAt: fromNow(dueAt),
  })
}
