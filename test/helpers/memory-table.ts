import { applyWrite, attributesText, checkWrites } from '../../functions/adapters/state/apply-write.ts'
import type { Item, ItemKey, Table, Write } from '../../functions/runtime/ports/table.ts'

export interface TableRequest {
  readonly call: 'get' | 'query' | 'write' | 'transact' | 'due'
  /** what it would change; empty for reads */
  readonly writes: readonly Write[]
}

/**
 * The way of a request to the table and of the answer back. `land` applies it at that moment and answers.
 * A route may call it now, later or never, and may give the answer back or reject instead.
 */
export type Route = <T>(request: TableRequest, land: () => T) => Promise<T>

const direct: Route = async (_request, land) => land()

export interface MemoryStoreOptions {
  /** true time, ms; default the host's */
  readonly now?: () => number
  /** answers carry the time rounded down to this many ms; default 1 */
  readonly clockError?: number
}

type Rows = ReadonlyMap<string, string>

const id = ({ pk, sk }: ItemKey) => JSON.stringify([pk, sk])

const itemOf = (rowId: string, text: string): Item => {
  const [pk, sk] = JSON.parse(rowId)
  return { pk, sk, attributes: JSON.parse(text) }
}

const bySortKey = (a: ItemKey, b: ItemKey) => Buffer.compare(Buffer.from(a.sk), Buffer.from(b.sk))

const dueAt = (item: Item) => (typeof item.attributes.dueAt === 'number' ? item.attributes.dueAt : undefined)

const openRows = () => {
  let rows = new Map<string, string>()
  const read = (key: ItemKey): Item | undefined => {
    const text = rows.get(id(key))
    return text === undefined ? undefined : itemOf(id(key), text)
  }
  const items = () => [...rows].map(([rowId, text]) => itemOf(rowId, text))
  return {
    read,
    items,
    snapshot: (): Rows => new Map(rows),
    restore: (to: Rows) => {
      rows = new Map(to)
    },
    apply(writes: readonly Write[]): boolean {
      checkWrites(writes)
      const changes: [rowId: string, text: string][] = []
      for (const write of writes) {
        const after = applyWrite(read(write.key)?.attributes, write)
        if (after === undefined) return false
        changes.push([id(write.key), attributesText(write.key, after)])
      }
      for (const [rowId, text] of changes) rows.set(rowId, text)
      return true
    },
    due: (before: number, limit: number): ItemKey[] =>
      items()
        .flatMap(item => ({ key: { pk: item.pk, sk: item.sk }, at: dueAt(item) ?? Number.POSITIVE_INFINITY }))
        .filter(({ at }) => at <= before)
        .sort((a, b) => a.at - b.at)
        .slice(0, limit)
        .map(({ key }) => key),
  }
}

/** A state table in memory that any number of handles share, each with a route of its own. */
export const memoryStore = ({ now = Date.now, clockError = 1 }: MemoryStoreOptions = {}) => {
  const rows = openRows()
  const at = () => Math.floor(now() / clockError) * clockError
  const open = (route: Route = direct): Table => {
    const call = <T extends object>(request: TableRequest, land: () => T) =>
      route(request, () => ({ ...land(), at: at() }))
    const reading = (name: 'get' | 'query' | 'due') => ({ call: name, writes: [] })
    return {
      clockError,
      get: key => call(reading('get'), () => ({ item: rows.read(key) })),
      query: (pk, prefix = '') =>
        call(reading('query'), () => ({
          items: rows
            .items()
            .filter(item => item.pk === pk && item.sk.startsWith(prefix))
            .sort(bySortKey),
        })),
      write: write =>
        call({ call: 'write', writes: [write] }, () => ({
          ok: rows.apply([write]),
          item: rows.read(write.key),
        })),
      transact: writes => call({ call: 'transact', writes }, () => ({ ok: rows.apply(writes) })),
      due: (before, limit) => call(reading('due'), () => ({ keys: rows.due(before, limit) })),
      close: async () => {},
    }
  }
  return {
    open,
    /** everything that is stored, as plain items */
    items: rows.items,
    snapshot: rows.snapshot,
    restore: rows.restore,
  }
}
