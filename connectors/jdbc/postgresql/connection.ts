import { ConnectError } from '../../sdk/errors.ts'
import { parseDateTime } from '../date-time.ts'
import type { Connection, Instant } from '../dialect.ts'
import { UTC_ZONE } from '../zone.ts'
import { findPrimaryKey, findRelation, findTables } from './catalogue.ts'
import { tableColumns } from './column-types.ts'
import type { Identifiers } from './identifiers.ts'
import type { Link } from './link.ts'
import { readRows } from './read-rows.ts'

const clock = async (link: Link): Promise<Instant> => {
  const { rows } = await link.run('SELECT CURRENT_TIMESTAMP')
  const now = parseDateTime(rows[0]?.[0] ?? '', UTC_ZONE)
  if (now === undefined) throw new ConnectError('EXTERNAL', `${link.server}: the server told no time`)
  return now
}

const inTransaction = async <T>(link: Link, work: () => Promise<T>): Promise<T> => {
  await link.run('BEGIN')
  let result: T
  try {
    result = await work()
  } catch (error) {
    // a link that is gone has rolled back by itself
    await link.run('ROLLBACK').catch(() => {})
    throw error
  }
  // of a transaction in which something failed, COMMIT is a rollback without an error
  const { command } = await link.run('COMMIT')
  if (command === 'COMMIT') return result
  throw new ConnectError('EXTERNAL', `${link.server}: the transaction was rolled back`)
}

export const openConnection = (link: Link, names: Identifiers): Connection => ({
  tables: filter => findTables(link, filter),
  columns: async table => {
    const relation = await findRelation(link, names.stored(table))
    return relation === undefined ? undefined : tableColumns(link, relation)
  },
  primaryKey: async table => {
    const relation = await findRelation(link, names.stored(table))
    return relation === undefined ? [] : findPrimaryKey(link, relation)
  },
  now: () => clock(link),
  stream: (statement, options) => readRows(link, statement, options),
  execute: async ({ sql, params }) => {
    const { rowCount, rows } = await link.run(sql, params)
    return { count: rowCount ?? 0, rows }
  },
  transaction: work => inTransaction(link, work),
  close: () => link.close(),
})
