import type { Connection, FieldDef, Submittable } from 'pg'
import type { Link } from './link.ts'

type Settle = (error: unknown, fields: readonly FieldDef[]) => void

/** Asks what a statement returns, without running it. */
const description = (sql: string, settle: Settle): Submittable & Record<string, unknown> => {
  let fields: readonly FieldDef[] = []
  return {
    submit: (connection: Connection) => {
      connection.parse({ name: '', text: sql, types: [] }, true)
      connection.describe({ type: 'S', name: '' }, true)
      connection.sync()
    },
    handleRowDescription: (message: { fields: readonly FieldDef[] }) => {
      fields = message.fields
    },
    handleError: (error: unknown) => settle(error, []),
    handleReadyForQuery: () => settle(undefined, fields),
  }
}

/** The fields of a statement's result; empty: it returns none. */
export const describeStatement = (link: Link, sql: string): Promise<readonly FieldDef[]> =>
  link.answer(settle => link.submit(description(sql, settle)))
