import type { ItemKey, Table, Write } from '../../functions/runtime/ports/table.ts'

type DueAt = number | undefined

/** A change that the index has not seen yet: until then it shows what was before. */
interface Pending {
  readonly key: ItemKey
  readonly before: DueAt
  readonly seenAt: number
}

const id = ({ pk, sk }: ItemKey) => JSON.stringify([pk, sk])

/** The table with an index that lags: each change of `dueAt` shows there up to `maxLag` ms later, per item in order. */
export const withStaleDue = (table: Table, maxLag: number): Table => {
  let pending: Pending[] = []
  const dueAtOf = async (key: ItemKey): Promise<DueAt> => {
    const { item } = await table.get(key)
    return typeof item?.attributes.dueAt === 'number' ? item.attributes.dueAt : undefined
  }
  const lagging = async <T>(writes: readonly Write[], change: () => Promise<T>) => {
    const keys = writes.filter(({ set }) => 'dueAt' in set).map(({ key }) => key)
    const before = await Promise.all(keys.map(dueAtOf))
    const result = await change()
    for (const [i, key] of keys.entries()) {
      const last = pending.findLast(change => id(change.key) === id(key))?.seenAt ?? 0
      pending.push({ key, before: before[i], seenAt: Math.max(last, Date.now() + Math.random() * maxLag) })
    }
    return result
  }
  const shown = async (key: ItemKey): Promise<DueAt> => {
    const hidden = pending.find(change => id(change.key) === id(key))
    return hidden === undefined ? dueAtOf(key) : hidden.before
  }
  return {
    ...table,
    write: write => lagging([write], () => table.write(write)),
    transact: writes => lagging(writes, () => table.transact(writes)),
    async due(before, limit) {
      pending = pending.filter(({ seenAt }) => seenAt > Date.now())
      const { keys, at } = await table.due(before, limit + pending.length)
      const candidates = new Map([...keys, ...pending.map(({ key }) => key)].map(key => [id(key), key]))
      const dated = await Promise.all(
        [...candidates.values()].map(async key => ({ key, dueAt: await shown(key) })),
      )
      const visible = dated.flatMap(({ key, dueAt }) =>
        dueAt === undefined || dueAt > before ? [] : [{ key, dueAt }],
      )
      visible.sort((a, b) => a.dueAt - b.dueAt)
      return { at, keys: visible.slice(0, limit).map(({ key }) => key) }
    },
  }
}
