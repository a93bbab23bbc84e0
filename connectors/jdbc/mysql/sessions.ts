import { ConnectError } from '../../sdk/errors.ts'
import type { ConnectionOptions } from '../dialect.ts'
import type { DriverSettings } from './driver-properties.ts'
import { openSession, type Session } from './open-session.ts'

/** ms between the end of a statement on the server and ours, of which the former is to come first. */
const MARGIN = 500

const refuseTooLarge = (sql: string, maxPacket: number) => {
  // a character has at most 3 bytes for each unit of its text
  if (sql.length * 3 < maxPacket) return
  const bytes = Buffer.byteLength(sql)
  if (bytes >= maxPacket)
    throw new ConnectError(
      'DATA',
      `A statement has ${bytes} bytes, but max_allowed_packet of the server is ${maxPacket}`,
    )
}

/** Runs a text of one statement or several. Rejects as the driver does. */
export const ask = ({ link, facts }: Session, sql: string, timeout: number): Promise<unknown> => {
  refuseTooLarge(sql, facts.maxPacket)
  return link.run<unknown>(timeout, settle =>
    link.driver.query(sql, (error: unknown, result: unknown) => settle(error, result)),
  )
}

const changesSession = /^\s*set\s+session\b/i

/** A session that is opened anew when it was dropped between two statements, but not within a transaction. */
export const sessions = (options: ConnectionOptions, settings: DriverSettings, first: Session) => {
  let session = first
  let inTransaction = false
  /** what the next session has to be told as well */
  const told: string[] = []
  const current = async (): Promise<Session> => {
    if (!session.link.isLost()) return session
    if (inTransaction)
      throw new ConnectError('EXTERNAL', 'The connection was lost, and its transaction with it')
    session = await openSession(options, settings)
    for (const sql of told) await ask(session, sql, options.callTimeout)
    return session
  }
  return {
    current,
    keep: (sql: string) => {
      if (changesSession.test(sql)) told.push(sql)
    },
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

/** What a statement does, which says how long it may take. */
export type Kind = 'reading' | 'writing'

/** MariaDB ends statements by itself after a time, which is another for those that write than for those that read. */
export const limiter = ({ callTimeout }: ConnectionOptions) => {
  let limited: { readonly session: Session; readonly limit: string } | undefined
  const writing = String(Math.max(1, callTimeout - MARGIN) / 1000)
  /** What to run before; `undefined`: the limit is as it should be. */
  return (session: Session, kind: Kind): string | undefined => {
    const { readingLimit } = session.facts
    if (readingLimit === undefined) return undefined
    const limit = kind === 'reading' ? readingLimit : writing
    if (limit === (limited?.session === session ? limited.limit : readingLimit)) return undefined
    limited = { session, limit }
    return `set session max_statement_time = ${limit}`
  }
}
