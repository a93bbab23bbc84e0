import type { ConnectionOptions, Rows, Statement } from '../dialect.ts'
import type { DriverSettings } from './driver-properties.ts'
import { bound } from './literal.ts'
import type { Session } from './open-session.ts'
import { type ReadOptions, readRows } from './read-rows.ts'
import { statementError } from './server-error.ts'
import { ask, type Kind, limiter } from './sessions.ts'

/** Runs statements. Rejections are ConnectErrors that name the server. */
export interface Statements {
  /** Resolves with what the driver answers. */
  command(statement: Statement): Promise<unknown>
  /** Without a kind, the limit of a statement's time is the one that happens to be set. */
  stream(statement: Statement, read: ReadOptions, kind?: Kind): AsyncGenerator<Rows>
  /** All rows of a statement that ends within the time of a call. */
  select(statement: Statement, kind?: Kind): Promise<Rows['rows']>
}

interface Parts {
  readonly options: ConnectionOptions
  readonly settings: DriverSettings
  /** as errors name it */
  readonly server: string
  readonly current: () => Promise<Session>
}

/** Rows of a statement that is not streamed. */
const ALL_ROWS = { batchRows: 10_000 }

export const createStatements = ({ options, settings, server, current }: Parts): Statements => {
  const { callTimeout, signal } = options
  const limit = limiter(options)

  const failed = (error: unknown) => {
    signal?.throwIfAborted()
    return statementError(error, server)
  }

  const limited = async (kind: Kind | undefined): Promise<Session> => {
    const session = await current()
    const before = kind === undefined ? undefined : limit(session, kind)
    if (before !== undefined) await ask(session, before, callTimeout)
    return session
  }

  const stream: Statements['stream'] = async function* ({ sql, params }, read, kind) {
    try {
      const { link } = await limited(kind)
      yield* readRows(link, bound(sql, params), { ...read, settings })
    } catch (error) {
      throw failed(error)
    }
  }

  return {
    stream,
    command: async ({ sql, params }) => {
      try {
        return await ask(await limited('writing'), bound(sql, params), callTimeout)
      } catch (error) {
        throw failed(error)
      }
    },
    select: async (statement, kind) => {
      const all: Rows['rows'][] = []
      const { link } = await current()
      const answered = link.dropAfter(callTimeout)
      try {
        for await (const { rows } of stream(statement, ALL_ROWS, kind)) all.push(rows)
        return all.flat()
      } finally {
        answered()
      }
    },
  }
}
