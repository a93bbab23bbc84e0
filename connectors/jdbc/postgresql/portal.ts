import type { Connection, ExecuteConfig, FieldDef, Submittable } from 'pg'
import type { Rows, Statement } from '../dialect.ts'
import { type Link, toParams } from './link.ts'
import { type TextRow, takeRows } from './row-messages.ts'

export interface Page {
  /** texts of the server; fewer than were asked for: there are no more */
  readonly rows: Rows['rows']
  readonly fields: readonly FieldDef[]
}

/** The rows of a statement, which the server keeps until they are asked for. One call at a time. */
export interface Portal {
  read(size: number): Promise<Page>
  /** Ends the statement. */
  close(): Promise<void>
}

type Settle = (error: unknown, page: Page) => void

const name = 'rows'
const portal = { type: 'P', name }

/** Its types have a text for the number. */
const executing = (size: number) => ({ portal: name, rows: size }) as unknown as ExecuteConfig

/** What the driver calls when the server answers. */
const createQuery = ({ sql, params }: Statement) => {
  let connection: Connection | undefined
  let wanted = 0
  let waiting: Settle | undefined
  let over: { readonly error?: unknown } | undefined
  let fields: readonly FieldDef[] = []
  let rows: TextRow[] = []
  let stopTaking: (() => void) | undefined

  const add = (row: TextRow) => rows.push(row)
  const settle = (error?: unknown) => {
    const [told, page] = [waiting, { rows, fields }]
    waiting = undefined
    rows = []
    told?.(error, page)
  }
  const execute = () => {
    // in one packet
    connection?.stream.cork()
    connection?.execute(executing(wanted), true)
    connection?.flush()
    connection?.stream.uncork()
  }
  const end = (error?: unknown) => {
    stopTaking?.()
    over = { error }
    settle(error)
  }
  const leave = () => {
    connection?.close(portal, true)
    connection?.sync()
  }
  const submittable: Submittable & Record<string, unknown> = {
    submit: (to: Connection) => {
      connection = to
      stopTaking = takeRows(to.stream, add)
      to.parse({ name: '', text: sql, types: [] }, true)
      to.bind({ portal: name, values: toParams(params) }, true)
      to.describe(portal, true)
      if (wanted > 0) execute()
    },
    handleRowDescription: (message: { readonly fields: readonly FieldDef[] }) => {
      fields = message.fields
    },
    handleDataRow: ({ fields: row }: { readonly fields: TextRow }) => add(row),
    handlePortalSuspended: () => settle(),
    handleCommandComplete: leave,
    handleEmptyQuery: leave,
    handleReadyForQuery: () => end(),
    handleError: (error: unknown) => {
      connection?.sync()
      end(error)
    },
  }
  return {
    submittable,
    read: (size: number, told: Settle) => {
      waiting = told
      wanted = size
      // one may have been told while nobody waited
      if (over === undefined) execute()
      else settle(over.error)
    },
    isOver: () => over !== undefined,
    close: (told: Settle) => {
      waiting = told
      leave()
    },
  }
}

export const openPortal = (link: Link, statement: Statement): Portal => {
  const { submittable, read, isOver, close } = createQuery(statement)
  link.submit(submittable)
  return {
    read: size => link.answer<Page>(settle => read(size, settle)),
    close: async () => {
      if (!isOver()) await link.answer<Page>(close)
    },
  }
}
