import type { ConnectError } from '../../sdk/errors.ts'
import type { Column } from '../dialect.ts'
import type { ServerError } from './server-error.ts'

const TOO_LONG = /^value too long for type (.+)$/
const TOO_LARGE = /^A field with precision (\d+), scale (-?\d+)/

/** The declared type that a value does not fit into; the server does not say of which column. */
const limitIn = ({ message, detail = '' }: ServerError): string | undefined => {
  const numeric = TOO_LARGE.exec(detail)
  return numeric === null ? TOO_LONG.exec(message)?.[1] : `numeric(${numeric[1]},${numeric[2]})`
}

/** The column that a value was refused for: by its name, as a parameter, or the only one of that type. */
export const refusedColumn = (error: ConnectError, columns: readonly Column[]): Column | undefined => {
  const thrown: ServerError = error.cause instanceof Error ? error.cause : error
  if (thrown.column !== undefined) return columns.find(({ name }) => name === thrown.column)
  const parameter = /^unnamed portal parameter \$(\d+)/m.exec(thrown.where ?? '')?.[1]
  if (parameter !== undefined) return columns[Number(parameter) - 1]
  const [only, ...others] = columns.filter(({ declared }) => declared === limitIn(thrown))
  return others.length === 0 ? only : undefined
}
