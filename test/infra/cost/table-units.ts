import { DUE_SHARDS, dueShardOf } from '../../../functions/adapters/state/dynamodb-schema.ts'
import type { Item, ItemKey, Json, Table, Write } from '../../../functions/runtime/ports/table.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
const numberSize = (value: number) => Math.ceil(String(Math.abs(value)).replace('.', '').length / 2) + 1

const valueSize = (value: Json): number => {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (typeof value === 'number') return numberSize(value)
  if (typeof value !== 'object' || value === null) return 1
  // stored as a map of one text
  return 3 + 1 + 'json'.length + Buffer.byteLength(JSON.stringify(value))
}

/** Bytes that a key has in the table, with the number of its index shard. */
const keySize = ({ pk, sk }: ItemKey) =>
  4 + Buffer.byteLength(pk) + Buffer.byteLength(sk) + 'dueShard'.length + numberSize(0)

const itemSize = (item: Item | undefined): number =>
  item === undefined
    ? 0
    : Object.entries(item.attributes).reduce(
        (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
        keySize(item),
      )

const blocks = (bytes: number, block: number) => Math.max(1, Math.ceil(bytes / block))
const readUnits = (bytes: number) => blocks(bytes, 4_096)
const writeUnits = (bytes: number) => blocks(bytes, 1_024)

const dueOf = (item: Item | undefined) => item?.attributes.dueAt

/** The index has keys alone: what changes `dueAt` deletes an entry, or puts one, or both. */
const indexUnits = (before: Item | undefined, after: Item | undefined) => {
  const [from, to] = [dueOf(before), dueOf(after)]
  if (from === to) return 0
  return (from === undefined ? 0 : 1) + (to === undefined ? 0 : 1)
}

const dueUnits = (keys: readonly ItemKey[]) => {
  const sizes = Array.from({ length: DUE_SHARDS }, () => 0)
  for (const key of keys) sizes[dueShardOf(key)] = (sizes[dueShardOf(key)] ?? 0) + keySize(key) + 14
  // not consistent: half price
  return sizes.reduce((sum, bytes) => sum + readUnits(bytes) / 2, 0)
}

export interface TableUnits {
  read: number
  write: number
}

/** A table whose calls are counted as DynamoDB counts them; `peek` is the same table, uncounted. */
export const countUnits = (table: Table, peek: Table, units: TableUnits): Table => {
  const before = (writes: readonly Write[]) => Promise.all(writes.map(({ key }) => peek.get(key)))
  const count = async (writes: readonly Write[], ok: boolean, old: Awaited<ReturnType<typeof before>>) => {
    const now = await before(writes)
    return writes.reduce((sum, _, i) => {
      const [from, to] = [old[i]?.item, now[i]?.item]
      const size = Math.max(itemSize(from), itemSize(to))
      return sum + writeUnits(size) + (ok ? indexUnits(from, to) : 0)
    }, 0)
  }
  return {
    ...table,
    get: async key => {
      const answer = await table.get(key)
      units.read += readUnits(itemSize(answer.item))
      return answer
    },
    query: async (pk, prefix) => {
      const answer = await table.query(pk, prefix)
      units.read += readUnits(answer.items.reduce((sum, item) => sum + itemSize(item), 0))
      return answer
    },
    due: async (at, limit) => {
      const answer = await table.due(at, limit)
      units.read += dueUnits(answer.keys)
      return answer
    },
    write: async write => {
      const old = await before([write])
      const answer = await table.write(write)
      const written = await count([write], answer.ok, old)
      units.write += written
      return answer
    },
    transact: async writes => {
      const old = await before(writes)
      const answer = await table.transact(writes)
      const written = await count(writes, answer.ok, old)
      units.write += 2 * written
      return answer
    },
  }
}
