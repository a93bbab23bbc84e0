import { ConnectError } from '../../sdk/errors.ts'
import type { Column, Dialect } from '../dialect.ts'
import { incrementingOf, timestampsOf } from './column-mapping.ts'
import { checkOffsetColumn } from './offset-columns.ts'
import type { SourceSettings } from './settings.ts'

/** How what is new in a table is found: by its columns of these names, or not at all when it has none of them. */
export interface Tracking {
  readonly incrementing: string | undefined
  /** of several the first that is not null counts */
  readonly timestamps: readonly string[]
}

const wrong = (message: string) => new ConnectError('INVALID_CONFIG', message)

/** A column by its name, in any case when that is clear. */
const columnNamed = (columns: readonly Column[], name: string): Column | undefined => {
  const exact = columns.find(column => column.name === name)
  if (exact !== undefined) return exact
  const similar = columns.filter(column => column.name.toLowerCase() === name.toLowerCase())
  if (similar.length < 2) return similar[0]
  throw wrong(
    `Which column is meant by ${name} cannot be told: there are ${similar.map(each => each.name).join(', ')}`,
  )
}

const have = (columns: readonly Column[]) => `it has ${columns.map(({ name }) => name).join(', ')}`

interface Described {
  /** qualified */
  readonly table: string
  readonly columns: readonly Column[]
  readonly dialect: Pick<Dialect, 'reader'>
}

const incrementingColumn = (settings: SourceSettings, { table, columns, dialect }: Described): Column => {
  const { incrementing, incrementingMapping } = settings.columns
  const [name = ''] =
    incrementingMapping.length > 0 ? incrementingOf(incrementingMapping)(table) : [incrementing]
  const found = name === '' ? columns.find(each => each.autoIncrement) : columnNamed(columns, name)
  if (found === undefined)
    throw wrong(
      name === ''
        ? `Table '${table}' has no auto-increment column: name one by incrementing.column.name, or choose another mode`
        : `Incrementing column: ${name} does not exist in table '${table}': ${have(columns)}`,
    )
  if (found.nullable && settings.validateNonNull)
    throw wrong(
      `Cannot make incremental queries using incrementing column ${found.name} on ${table} because this column is nullable. Make it NOT NULL, or set validate.non.null=false: rows in which it is null are then never read`,
    )
  checkOffsetColumn('incrementing', found, { dialect, where: `table '${table}'` })
  return found
}

const timestampColumns = (
  settings: SourceSettings,
  { table, columns, dialect }: Described,
): readonly Column[] => {
  const { timestamps, timestampMapping } = settings.columns
  const names = timestampMapping.length > 0 ? timestampsOf(timestampMapping)(table) : timestamps
  const missing = names.filter(name => columnNamed(columns, name) === undefined)
  if (missing.length > 0)
    throw wrong(`Timestamp columns: ${missing.join(', ')} do not exist in table '${table}': ${have(columns)}`)
  const found = names.flatMap(name => columnNamed(columns, name) ?? [])
  if (settings.validateNonNull && found.every(({ nullable }) => nullable))
    throw wrong(
      `Cannot make incremental queries using timestamp columns ${names.join(',')} on ${table} because all of these columns are nullable. Make one NOT NULL, or set validate.non.null=false: rows in which all are null are then never read`,
    )
  for (const column of found) checkOffsetColumn('timestamp', column, { dialect, where: `table '${table}'` })
  return found
}

/** How a table is read. Throws `INVALID_CONFIG` when it cannot be read as it is wanted. */
export const trackingOf = (settings: SourceSettings, described: Described): Tracking => {
  const { mode } = settings
  if (mode === '')
    return { incrementing: described.columns.find(each => each.autoIncrement)?.name, timestamps: [] }
  return {
    incrementing: mode.endsWith('incrementing') ? incrementingColumn(settings, described).name : undefined,
    timestamps: mode.startsWith('timestamp')
      ? timestampColumns(settings, described).map(({ name }) => name)
      : [],
  }
}

/** How a query is read. Its columns are looked into when it is run. */
export const queryTracking = ({ mode, columns }: SourceSettings): Tracking => ({
  incrementing: mode.endsWith('incrementing') ? columns.incrementing : undefined,
  timestamps: mode.startsWith('timestamp') ? columns.timestamps : [],
})

/** Whether all there is is read again and again, or once. */
export const isBulk = ({ incrementing, timestamps }: Tracking): boolean =>
  incrementing === undefined && timestamps.length === 0

/** The place of a column in what a statement has returned. */
export const placeOf = (columns: readonly Column[], name: string, where: string): number => {
  const found = columnNamed(columns, name)
  if (found === undefined) throw wrong(`Column ${name} is not in what ${where} returns: ${have(columns)}`)
  return columns.indexOf(found)
}
