import { isRetriable } from '../../../connectors/sdk/errors.ts'
import type { Table, Write } from '../ports/table.ts'
import { type ConnectorItem, connectorKey } from './items.ts'
import type { Lease } from './lease.ts'

/** At most this many items in a transaction, of which one is the planner's guard. */
export const plannerWritesLimit = 99

/**
 * Stores what a planner has decided, all or none, and only while the plan's lease is its own. `false`: refused, or unknown
 * whether it was stored; what is still under way then changes nothing any more.
 */
export const storePlanned = async (
  table: Table,
  planner: Lease<ConnectorItem>,
  writes: readonly Write[],
): Promise<boolean> => {
  const guard: Write = {
    kind: 'planner',
    key: connectorKey(planner.item.name),
    // nobody takes the plan over without raising it, so this is the epoch, and more
    when: { seq: planner.item.seq },
    set: {},
  }
  const stored = await transacted(table, [guard, ...writes])
  // refused: a run stored something meanwhile, or the planner is fenced, which its own write tells;
  // after it, what is still under way with the guard of before changes nothing
  if (!stored) await planner.checkpoint({})
  return stored
}

/** Whether it was stored; when that is unknown, not. */
const transacted = async (table: Table, writes: readonly Write[]): Promise<boolean> => {
  try {
    return (await table.transact(writes)).ok
  } catch (error) {
    if (!isRetriable(error)) throw error
    return false
  }
}
