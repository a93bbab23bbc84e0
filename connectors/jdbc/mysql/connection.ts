import { ConnectError } from '../../sdk/errors.ts'
import type { Connection, ConnectionOptions, Rows, Statement } from '../dialect.ts'
import { listColumns, listPrimaryKey, listTables, readClock } from './catalogue.ts'
import type { DriverSettings } from './driver-properties.ts'
import { bound } from './literal.ts'
import { openSession, type Session, serverOf } from './open-session.ts'
import { type ReadOptions, readRows } from './read-rows.ts'
import { statementError } from './server-error.ts'

/** Rows of a statement that is not streamed. */
const ALL_ROWS = { batchRows: 10_000 }

/** ms between the end of a statement on the server and ours, of which the former is to come first. */
const MARGIN = 500

const returnsRows = /^[\s(]*(select|with|show|values|table|explain|describe)\b/i

/** What the driver answers to a statement without rows, or to several. */
const changedRows = (result: unknown): number => {
  if (Array.isArray(result)) return result.reduce((count: number, each) => count + changedRows(each), 0)
  const count: unknown =
    typeof result === 'object' && result !== null && 'affectedRows' in result ? result.affectedRows : 0
  return typeof count === 'number' ? count : 0
}

/** A session that is opened anew when it was dropped between two statements, but not within a transaction. */
const sessions = (options: ConnectionOptions, settings: DriverSettings, first: Session) => {
  let session = first
  let inTransaction = false
  const current = async (): Promise<Session> => {
    if (!session.link.isLost()) return session
    if (inTransaction)
      throw new ConnectError('EXTERNAL', 'The connection was lost, and its transaction with it')
    session = await openSession(options, settings)
    return session
  }
  return {
    current,
    end: () => (session.link.isLost() ? Promise.resolve() : session.link.end()),
    within: async <T>(work: () => Promise<T>): Promise<T> => {
      await current()
      inTransaction = true
      try {
        return await work()
      } finally {
        inTransaction = false
      }
    },
  }
}

/** MariaDB ends statements by itself after a time, which is another for those that write than for those that read. */
const limiter = ({ callTimeout }: ConnectionOptions) => {
  let limited: { readonly session: Session; readonly limit: string } | undefined
  const writing = String(Math.max(1, callTimeout - MARGIN) / 1000)
  /** What to run before; `undefined`: the limit is as it should be. */
  return (session: Session, kind: 'reading' | 'writing'): string | undefined => {
    const { readingLimit } = session.facts
    if (readingLimit === undefined) return undefined
    const limit = kind === 'reading' ? readingLimit : writing
    if (limit === (limited?.session === session ? limited.limit : readingLimit)) return undefined
    limited = { session, limit }
    return `set session max_statement_time = ${limit}`
  }
}

const tooLarge = (sql: string, maxPacket: number) => {
  // a character has at most 3 bytes for each unit of its text
  if (sql.length * 3 < maxPacket) return
  const bytes = Buffer.byteLength(sql)
  if (bytes >= maxPacket)
    throw new ConnectError(
      'DATA',
      `A statement has ${bytes} bytes, but max_allowed_packet of the server is ${maxPacket}`,
    )
}

/** Connects, and sets the session up. */
export const openMySql = async (
  options: ConnectionOptions,
  settings: DriverSettings,
): Promise<Connection> => {
  const first = await openSession(options, settings)
  const server = serverOf(first.host, options.database)
  const { current, end, within } = sessions(options, settings, first)
  const limit = limiter(options)

  const failed = (error: unknown) => {
    options.signal?.throwIfAborted()
    return statementError(error, server)
  }

  const run = async ({ link, facts }: Session, sql: string): Promise<unknown> => {
    tooLarge(sql, facts.maxPacket)
    return link.run<unknown>(options.callTimeout, settle =>
      link.driver.query(sql, (error: unknown, result: unknown) => settle(error, result)),
    )
  }

  const command = async (sql: string, kind: 'reading' | 'writing'): Promise<unknown> => {
    const session = await current()
    try {
      const before = limit(session, kind)
      if (before !== undefined) await run(session, before)
      return await run(session, sql)
    } catch (error) {
      throw failed(error)
    }
  }

  const stream = async function* ({ sql, params }: Statement, read: ReadOptions): AsyncGenerator<Rows> {
    const session = await current()
    try {
      const before = limit(session, 'reading')
      if (before !== undefined) await run(session, before)
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
      return {
        count: changedRows(await command(bound(statement.sql, statement.params), 'writing')),
        rows: [],
      }
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
