import { ConnectError } from '../../sdk/errors.ts'
import type { Dialect, WriteShape } from '../dialect.ts'
import { shownTable } from './table-name.ts'

/** A write that trying again does not change is told with its table, and its column where that is known. */
export const refusedWrite = (
  error: unknown,
  { table, keys, columns }: WriteShape,
  dialect: Pick<Dialect, 'refusedColumn'>,
): unknown => {
  if (!(error instanceof ConnectError) || error.retriable) return error
  const { code, message, cause, retriable } = error
  const written = [...keys, ...columns].map(({ column }) => column)
  const column = dialect.refusedColumn?.(error, written)
  const place = column === undefined ? '' : `, column ${column.name} (${column.declared})`
  return new ConnectError(code, `Table ${shownTable(table)}${place}: ${message}`, { cause, retriable })
}
