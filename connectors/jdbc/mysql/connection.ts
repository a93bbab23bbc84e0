import type { Connection, ConnectionOptions } from '../dialect.ts'
import { listColumns, listPrimaryKey, listTables, listUniqueKeys, readClock } from './catalogue.ts'
import type { DriverSettings } from './driver-properties.ts'
import { openSession, serverOf } from './open-session.ts'
import { sessions } from './sessions.ts'
import { createStatements, type Statements } from './statements.ts'

const returnsRows = /^[\s(]*(select|with|show|values|table|explain|describe)\b/i

/** What the driver answers to a statement without rows, or to several. */
const changedRows = (result: unknown): number => {
  if (Array.isArray(result)) return result.reduce((count: number, each) => count + changedRows(each), 0)
  const count: unknown =
    typeof result === 'object' && result !== null && 'affectedRows' in result ? result.affectedRows : 0
  return typeof count === 'number' ? count : 0
}

const committed = async <T>({ command }: Statements, work: () => Promise<T>): Promise<T> => {
  await command({ sql: 'start transaction' })
  try {
    const result = await work()
    await command({ sql: 'commit' })
    return result
  } catch (error) {
    // a lost connection has rolled back already
    await command({ sql: 'rollback' }).catch(() => undefined)
    throw error
  }
}

/** Connects, and sets the session up. */
export const openMySql = async (
  options: ConnectionOptions,
  settings: DriverSettings,
): Promise<Connection> => {
  const first = await openSession(options, settings)
  const server = serverOf(first.host, options.database)
  const { current, keep, end, within } = sessions(options, settings, first)
  const statements = createStatements({ options, settings, server, current })
  const { select } = statements
  return {
    tables: filter => listTables(select, options.database, filter),
    columns: table => listColumns(select, table, settings),
    primaryKey: table => listPrimaryKey(select, table),
    uniqueKeys: table => listUniqueKeys(select, table),
    now: () => readClock(select),
    stream: (statement, read) => statements.stream(statement, read, 'reading'),
    execute: async statement => {
      if (returnsRows.test(statement.sql)) {
        const rows = await select(statement, 'writing')
        return { count: rows.length, rows }
      }
      const result = await statements.command(statement)
      keep(statement.sql)
      return { count: changedRows(result), rows: [] }
    },
    transaction: work => within(() => committed(statements, work)),
    close: end,
  }
}
