import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import type { Column, Dialect, Reading } from '../dialect.ts'

/** What columns hold, whatever records make of it. */
const plain: Reading = {
  numericMapping: 'none',
  timestampGranularity: 'connect_logical',
  timeZone: 'UTC',
  otherTypes: 'ignore',
}

const integers: readonly Schema['type'][] = ['int8', 'int16', 'int32', 'int64']

const isInteger = ({ type, name }: Schema) =>
  name === logicalNames.Decimal || (name === undefined && integers.includes(type))

const isMoment = ({ name }: Schema) => name === logicalNames.Timestamp || name === logicalNames.Date

/** `known`: those that have passed, as they come again with each batch of rows. */
const allowed = {
  incrementing: {
    fits: isInteger,
    what: 'integers, and decimals without a fraction',
    known: new WeakSet<Column>(),
  },
  timestamp: { fits: isMoment, what: 'timestamps and dates', known: new WeakSet<Column>() },
}

/** Throws `INVALID_CONFIG` when offsets cannot be made of a column. `where`: the table or query, for errors. */
export const checkOffsetColumn = (
  kind: keyof typeof allowed,
  column: Column,
  { dialect, where }: { readonly dialect: Pick<Dialect, 'reader'>; readonly where: string },
): void => {
  const { fits, what, known } = allowed[kind]
  if (known.has(column)) return
  const schema = dialect.reader(column, plain)?.schema
  if (schema !== undefined && fits(schema)) {
    known.add(column)
    return
  }
  const type = schema === undefined ? 'none' : (schema.name ?? schema.type.toUpperCase())
  throw new ConnectError(
    'INVALID_CONFIG',
    `Invalid type for ${kind} column: ${type} (column ${column.name} of ${where} is ${column.declared}); allowed are ${what}`,
  )
}
