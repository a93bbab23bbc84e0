import type { Item, ItemKey, Table } from '../ports/table.ts'
import { type ConnectorItem, connectorOf, type Leased, type TaskItem, taskOf } from './items.ts'
import { isFree } from './lease.ts'

/** What is due, as read. */
export type DueItem = {
  /** the table's time when it was read */
  readonly at: number
} & (
  | { readonly key: ItemKey; readonly role: 'plan'; readonly item: ConnectorItem }
  | { readonly key: ItemKey; readonly role: 'source' | 'sink'; readonly item: TaskItem }
)

const dueItem = (found: Item, at: number): DueItem | undefined => {
  const key = { pk: found.pk, sk: found.sk }
  if (found.sk === 'CONFIG') return { at, key, role: 'plan', item: connectorOf(found) }
  if (!found.sk.startsWith('TASK#')) return undefined
  const item = taskOf(found)
  return { at, key, role: item.type, item }
}

/** Those of the items that are truly due and free at `at`. */
export const dueOf = (table: Table, items: readonly Item[], at: number): readonly DueItem[] =>
  items.flatMap(found => {
    const due = dueItem(found, at)
    if (due?.item.dueAt === undefined || due.item.dueAt > at) return []
    return isFree(due.item, at, table.clockError) ? [due] : []
  })

/** Reads what an index hint names, and keeps what is truly due and free. */
export const readDue = async (table: Table, keys: readonly ItemKey[]): Promise<readonly DueItem[]> => {
  const read = await Promise.all(keys.map(key => table.get(key)))
  return read.flatMap(({ item, at }) => (item === undefined ? [] : dueOf(table, [item], at)))
}

/**
 * Makes one dispatch of what is due: whoever moves `dueAt` first has the claim, and comes back to it itself only when
 * nothing came of the dispatch. Returns the `dueAt` that names the claim.
 */
export const claim = async (table: Table, due: DueItem, until: number): Promise<number | undefined> => {
  const { ok } = await table.write({
    kind: 'claim',
    key: due.key,
    when: { dueAt: due.item.dueAt },
    set: { dueAt: until },
  })
  return ok ? until : undefined
}

interface Unclaimed {
  readonly key: ItemKey
  /** the `dueAt` that names the claim */
  readonly from: number
  readonly to: number
}

/** Gives a claim back of which nothing came, unless somebody has dispatched or changed the item since. */
export const unclaim = async (table: Table, { key, from, to }: Unclaimed): Promise<void> => {
  await table.write({ kind: 'unclaim', key, when: { dueAt: from }, set: { dueAt: to } })
}

/**
 * Makes something due now that would be later, when nobody holds it. A claim made meanwhile stands; so does what is never
 * due by itself.
 */
export const hasten = async (
  table: Table,
  { key, item, at }: { readonly key: ItemKey; readonly item: Leased; readonly at: number },
): Promise<void> => {
  if (item.dueAt === undefined || item.dueAt <= at || !isFree(item, at, table.clockError)) return
  await table.write({ kind: 'hasten', key, when: { dueAt: item.dueAt }, set: { dueAt: at } })
}
