import type { FieldDef } from 'pg'
import { ConnectError } from '../../sdk/errors.ts'
import type { Rows, Statement } from '../dialect.ts'
import { fieldColumns } from './column-types.ts'
import { describeStatement } from './describe.ts'
import type { Link } from './link.ts'
import { openPortal, type Page, type Portal } from './portal.ts'

/** Rows that are asked for before it is known how large they are. */
const FIRST_ROWS = 64
const GROWTH = 8
const MAX_BYTES = 8 * 1024 * 1024

export interface ReadOptions {
  readonly batchRows: number
  readonly batchBytes?: number
}

const sameTypes = (a: readonly FieldDef[], b: readonly FieldDef[]) =>
  a.length === b.length &&
  a.every((field, i) => field.name === b[i]?.name && field.dataTypeID === b[i]?.dataTypeID)

interface Batch extends Page {
  /** whether there is nothing behind it */
  readonly last: boolean
  readonly bytesPerRow: number
}

const readBatch = async (link: Link, portal: Portal, size: number): Promise<Batch> => {
  const before = link.received()
  const page = await portal.read(size)
  const count = page.rows.length
  return { ...page, last: count < size, bytesPerRow: (link.received() - before) / Math.max(1, count) }
}

/** Two batches share the bytes: one that somebody works on, and the one that is read meanwhile. */
const HELD = 2

const nextSize = (size: number, bytesPerRow: number, { batchRows, batchBytes = MAX_BYTES }: ReadOptions) => {
  const fitting = Math.floor(batchBytes / HELD / Math.max(1, bytesPerRow))
  return Math.max(1, Math.min(batchRows, size * GROWTH, fitting))
}

/** Reads by a portal of the server, which waits when the next batch is read and nobody has asked for it. */
export const readRows = async function* (
  link: Link,
  statement: Statement,
  options: ReadOptions,
): AsyncGenerator<Rows> {
  const described = await describeStatement(link, statement.sql)
  const columns = await fieldColumns(link, statement.sql, described)
  const portal = openPortal(link, statement)
  let reading = readBatch(link, portal, nextSize(FIRST_ROWS / GROWTH, 0, options))
  try {
    for (let first = true; ; first = false) {
      const { rows, fields, last, bytesPerRow } = await reading
      if (rows.length === 0 && !first) return
      if (first && !sameTypes(fields, described))
        throw new ConnectError('EXTERNAL', `${link.server}: the columns changed while they were read`)
      if (!last) {
        reading = readBatch(link, portal, nextSize(rows.length, bytesPerRow, options))
        // it is told when somebody asks
        reading.catch(() => {})
      }
      yield { columns, rows }
      if (last) return
    }
  } finally {
    await reading.catch(() => {})
    // of a link that is lost, whoever uses it next learns
    await portal.close().catch(() => {})
  }
}
