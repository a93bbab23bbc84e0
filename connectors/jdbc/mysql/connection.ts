import type { Connection, ConnectionOptions, Rows, Statement } from '../dialect.ts'
import { listColumns, listPrimaryKey, listTables, listUniqueKeys, readClock } from './catalogue.ts'
import type { DriverSettings } from './driver-properties.ts'
import { bound } from './literal.ts'
import { openSession, type Session, serverOf } from './open-session.ts'
import { type ReadOptions, readRows } from './read-rows.ts'
import { statementError } from './server-error.ts'
import { ask, type Kind, limiter, sessions } from './sessions.ts'

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

  const prepared = async (kind: Kind | undefined): Promise<Session> => {
    const session = await current()
    const before = kind === undefined ? undefined : limit(session, kind)
    if (before !== undefined) await ask(session, before, options.callTimeout)
    return session
  }

  const command = async (sql: string): Promise<unknown> => {
    try {
      return await ask(await prepared('writing'), sql, options.callTimeout)
    } catch (error) {
      throw failed(error)
    }
  }

  const rowsOf = async function* (
    { sql, params }: Statement,
    read: ReadOptions,
    kind?: Kind,
  ): AsyncGenerator<Rows> {
    try {
      const { link } = await prepared(kind)
      yield* readRows(link, bound(sql, params), { ...read, settings })
    } catch (error) {
      throw failed(error)
    }
  }

  /** All rows of a statement that ends within the time of a call. */
  const select = async (statement: Statement, kind?: Kind): Promise<Rows['rows']> => {
    const all: Rows['rows'][] = []
    const { link } = await current()
    const answered = link.dropAfter(options.callTimeout)
    try {
      for await (const { rows } of rowsOf(statement, ALL_ROWS, kind)) all.push(rows)
      return all.flat()
    } finally {
      answered()
    }
  }

  return {
    tables: filter => listTables(select, options.database, filter),
    columns: table => listColumns(select, table, settings),
    primaryKey: table => listPrimaryKey(select, table),
    uniqueKeys: table => listUniqueKeys(select, table),
    now: () => readClock(select),
    stream: (statement, read) => rowsOf(statement, read, 'reading'),
    execute: async statement => {
      if (returnsRows.test(statement.sql)) {
        const rows = await select(statement, 'writing')
        return { count: rows.length, rows }
      }
      const result = await command(bound(statement.sql, statement.params))
      keep(statement.sql)
      return { count: changedRows(result), rows: [] }
    },
    transaction: work =>
      within(async () => {
        await command('start transaction')
        try {
          const result = await work()
          await command('commit')
          return result
        } catch (error) {
          // a lost connection has rolled back already
          await command('rollback').catch(() => undefined)
          throw error
        }
      }),
    close: end,
  }
}
