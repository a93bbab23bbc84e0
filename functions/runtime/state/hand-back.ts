import type { ItemKey, Table } from '../ports/table.ts'
import { untilQuiet } from './lease.ts'

/**
 * A run that was fenced and has nothing under way any more gives back what is left of its lease, so that its successor
 * need not wait for the end of it.
 */
export const handBack = async (table: Table, key: ItemKey, owner: string): Promise<void> => {
  const { item, at } = await table.get(key)
  if (item?.attributes.owner !== owner) return
  const { seq, quietUntil } = item.attributes
  if (typeof seq !== 'number') return
  await table.write({
    kind: 'handback',
    key,
    when: { seq },
    set: { seq: seq + 1, owner: undefined, leaseUntil: untilQuiet({ quietUntil }, at), dueAt: at },
  })
}
