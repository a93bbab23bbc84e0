import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attributes, Item, ItemKey, Table, Write } from '../../runtime/ports/table.ts'
import { applyWrite, attributesText, checkWrites } from './apply-write.ts'
import { inTransaction, isBusy, openSqliteFile, type Synchronous, stateError } from './sqlite-file.ts'

// the host's clock is the table's; it is read in whole ms
const CLOCK_ERROR = 1
// sorts after every character that a key has
const LAST_CHARACTER = '\u{10FFFF}'

// SQLite's own wait blocks the event loop, and starves whoever comes second to a busy writer
const SHORTEST_PAUSE = 1

export interface SqliteTableOptions {
  readonly file: string
  /** what a power cut may cost: FULL nothing, NORMAL the last writes, OFF the file; default FULL */
  readonly synchronous?: Synchronous
  /** how long a call waits for the writes of others, ms; default 5000 */
  readonly busyTimeout?: number
}

const prepareStatements = (db: DatabaseSync) => ({
  get: db.prepare('SELECT attributes FROM items WHERE pk = ? AND sk = ?'),
  query: db.prepare('SELECT sk, attributes FROM items WHERE pk = ? AND sk >= ? AND sk <= ? ORDER BY sk'),
  put: db.prepare(
    'INSERT INTO items (pk, sk, attributes, due_at) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT DO UPDATE SET attributes = excluded.attributes, due_at = excluded.due_at',
  ),
  due: db.prepare('SELECT pk, sk FROM items WHERE due_at <= ? ORDER BY due_at, pk, sk LIMIT ?'),
})

const connect = (db: DatabaseSync) => {
  const { get, query, put, due } = prepareStatements(db)

  const read = ({ pk, sk }: ItemKey): Attributes | undefined => {
    const row = get.get(pk, sk)
    return row === undefined ? undefined : JSON.parse(String(row.attributes))
  }
  /** what is stored afterwards: the answer shares nothing with the caller's objects */
  const store = ({ pk, sk }: ItemKey, attributes: Attributes): Attributes => {
    const text = attributesText({ pk, sk }, attributes)
    put.run(pk, sk, text, typeof attributes.dueAt === 'number' ? attributes.dueAt : null)
    return JSON.parse(text)
  }
  const apply = (write: Write) => {
    const before = read(write.key)
    const after = applyWrite(before, write)
    return { before, after: after && store(write.key, after) }
  }
  return {
    read,
    query: (pk: string, prefix: string): Item[] =>
      query.all(pk, prefix, prefix + LAST_CHARACTER).map(row => ({
        pk,
        sk: String(row.sk),
        attributes: JSON.parse(String(row.attributes)),
      })),
    write(write: Write): { ok: boolean; attributes: Attributes | undefined } {
      let refused: Attributes | undefined
      const stored = inTransaction(db, () => {
        const { before, after } = apply(write)
        refused = before
        return after
      })
      return { ok: stored !== undefined, attributes: stored ?? refused }
    },
    transact: (writes: readonly Write[]): boolean =>
      inTransaction(db, () => writes.every(write => apply(write).after !== undefined) || undefined) ?? false,
    due: (before: number, limit: number): ItemKey[] =>
      due.all(before, limit).map(row => ({ pk: String(row.pk), sk: String(row.sk) })),
  }
}

const itemOf = ({ pk, sk }: ItemKey, attributes: Attributes | undefined): Item | undefined =>
  attributes && { pk, sk, attributes }

/** The state table in one SQLite file. Any number of handles, threads and processes of one host may have it open. */
export const openSqliteTable = ({ file, synchronous, busyTimeout = 5000 }: SqliteTableOptions): Table => {
  const db = openSqliteFile(file, synchronous)
  const sqlite = connect(db)
  const answer = async <T extends object>(call: () => T) => {
    const end = performance.now() + busyTimeout
    for (;;) {
      try {
        return { ...call(), at: Date.now() }
      } catch (error) {
        if (!isBusy(error) || performance.now() >= end) throw stateError(error, file)
      }
      await sleep(SHORTEST_PAUSE + Math.random() * SHORTEST_PAUSE * 4)
    }
  }
  return {
    clockError: CLOCK_ERROR,
    get: key => answer(() => ({ item: itemOf(key, sqlite.read(key)) })),
    query: (pk, prefix = '') => answer(() => ({ items: sqlite.query(pk, prefix) })),
    write: write =>
      answer(() => {
        checkWrites([write])
        const { ok, attributes } = sqlite.write(write)
        return { ok, item: itemOf(write.key, attributes) }
      }),
    transact: writes =>
      answer(() => {
        checkWrites(writes)
        return { ok: sqlite.transact(writes) }
      }),
    due: (before, limit) => answer(() => ({ keys: sqlite.due(before, limit) })),
    close: async () => {
      if (db.isOpen) db.close()
    },
  }
}
