import type { Connection, ConnectionOptions, Rows, Statement } from '../dialect.ts'
import { listColumns, listPrimaryKey, listTables, readClock } from './catalogue.ts'
import type { DriverSettings } from './driver-properties.ts'
import { bound } from './literal.ts'
import { openSession, serverOf } from './open-session.ts'
import { type ReadOptions, readRows } from './read-rows.ts'
import { statementError } from './server-error.ts'
import { ask, limiter, sessions } from './sessions.ts'

/** Rows of a statement that is not streamed. */
const ALL_ROWS = { batchRows: 10_000 }

const returnsRows = /^[\s(]*(select|with|show|values|table|explain|describe)\b/i

/** What the driver answers to a statement without rows, or to several. */
const changedRows = (result: unknown): number => {
  if (Array.isArray(result)) return result.reduce((count: number, each) => count + changedRows(each), 0)
  const count: unknown =
    typeof result === 'object' && result !== null && 'affectedRows' in result ? result.affectedRows : 0
  return typeof count === 'number' ? count : 0
}

/** Connects, and sets the session up. */
export const openMySql = async (
  options: ConnectionOptions,
  settings: DriverSettings,
): Promise<Connection> => {
  const first = await openSession(options, settings)
  const server = serverOf(first.host, options.database)
  const { current, keep, end, within } = sessions(options, settings, first)
  const limit = limiter(options)

  const failed = (error: unknown) => {
    options.signal?.throwIfAborted()
    return statementError(error, server)
  }

  const command = async (sql: string, kind: 'reading' | 'writing'): Promise<unknown> => {
    const session = await current()
    try {
      const before = limit(session, kind)
      if (before !== undefined) await ask(session, before, options.callTimeout)
      return await ask(session, sql, options.callTimeout)
    } catch (error) {
      throw failed(error)
    }
  }

  const stream = async function* ({ sql, params }: Statement, read: ReadOptions): AsyncGenerator<Rows> {
    const session = await current()
    try {
      const before = limit(session, 'reading')
      if (before !== undefined) await ask(session, before, options.callTimeout)
      yield* readRows(session.link, bound(sql, params), { ...read, settings })
    } catch (error) {
      throw failed(error)
    }
  }

  const select = async (statement: Statement): Promise<Rows['rows']> => {
    const all: Rows['rows'][] = []
    for await (const { rows } of stream(statement, ALL_ROWS)) all.push(rows)
    return all.flat()
  }

  return {
    tables: filter => listTables(select, options.database, filter),
    columns: table => listColumns(select, table, settings),
    primaryKey: table => listPrimaryKey(select, table),
    now: () => readClock(select),
    stream,
    execute: async statement => {
      if (returnsRows.test(statement.sql)) {
        const rows = await select(statement)
        return { count: rows.length, rows }
      }
      const result = await command(bound(statement.sql, statement.params), 'writing')
      keep(statement.sql)
      return { count: changedRows(result), rows: [] }
    },
    transaction: work =>
      within(async () => {
        await command('start transaction', 'writing')
        try {
          const result = await work()
          await command('commit', 'writing')
          return result
        } catch (error) {
          // a lost connection has rolled back already
          await command('rollback', 'writing').catch(() => undefined)
          throw error
        }
      }),
    close: end,
  }
}
