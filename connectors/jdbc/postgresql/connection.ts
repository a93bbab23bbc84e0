import { ConnectError } from '../../sdk/errors.ts'
import { parseDateTime } from '../date-time.ts'
import type { Connection, Instant, Statement } from '../dialect.ts'
import { UTC_ZONE } from '../zone.ts'
import { findPrimaryKey, findRelation, findTables } from './catalogue.ts'
import { tableColumns } from './column-types.ts'
import type { Session } from './connect.ts'
import type { Identifiers } from './identifiers.ts'
import type { Link } from './link.ts'
import { type ReadOptions, readRows } from './read-rows.ts'
import { type StatementLimit, statementLimit } from './statement-limit.ts'

const clock = async (link: Link): Promise<Instant> => {
  const { rows } = await link.run('SELECT CURRENT_TIMESTAMP')
  const now = parseDateTime(rows[0]?.[0] ?? '', UTC_ZONE)
  if (now === undefined) throw new ConnectError('EXTERNAL', `${link.server}: the server told no time`)
  return now
}

interface Limited {
  readonly link: Link
  readonly limit: StatementLimit
}

const read = async function* ({ link, limit }: Limited, statement: Statement, options: ReadOptions) {
  await limit.toOwn()
  yield* readRows(link, statement, options)
}

const commit = async (link: Link) => {
  // of a transaction in which something failed, COMMIT is a rollback without an error
  const { command } = await link.run('COMMIT')
  if (command !== 'COMMIT')
    throw new ConnectError('EXTERNAL', `${link.server}: the transaction was rolled back`)
}

const inTransaction = async <T>({ link, limit }: Limited, work: () => Promise<T>): Promise<T> => {
  await limit.toCall()
  await link.run('BEGIN')
  try {
    const result = await work()
    await commit(link)
    return result
  } catch (error) {
    // where COMMIT failed, there is nothing left to roll back; a link that is gone has done it by itself
    await link.run('ROLLBACK').catch(() => {})
    limit.forget()
    throw error
  }
}

export const openConnection = ({ link, limits }: Session, names: Identifiers): Connection => {
  const limited = { link, limit: statementLimit(link, limits) }
  return {
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
    stream: (statement, options) => read(limited, statement, options),
    execute: async ({ sql, params }) => {
      await limited.limit.toCall()
      const { rowCount, rows } = await link.run(sql, params)
      return { count: rowCount ?? 0, rows }
    },
    transaction: work => inTransaction(limited, work),
    close: () => link.close(),
  }
}
