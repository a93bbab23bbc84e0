import { ConnectError } from '../../sdk/errors.ts'
import type { Column, Instant, Rows, Statement, TableFilter, TableId } from '../dialect.ts'
import { UTC_ZONE } from '../zone.ts'
import type { DriverSettings } from './driver-properties.ts'
import { momentOf } from './moment.ts'
import { asWanted } from './wire-column.ts'

/** Runs a statement that returns rows. */
type Select = (statement: Statement) => Promise<Rows['rows']>

const SYSTEM = ['information_schema', 'mysql', 'performance_schema', 'sys']

/** What the catalogue calls the types that JDBC has. */
const tableTypes: Readonly<Record<string, readonly string[]>> = {
  TABLE: ['BASE TABLE', 'SYSTEM VERSIONED'],
  VIEW: ['VIEW'],
  'SYSTEM TABLE': ['SYSTEM VIEW', 'BASE TABLE'],
}

const list = (values: readonly string[]) => values.map(() => '?').join(', ')

interface Where {
  readonly sql: string
  readonly params: readonly unknown[]
}

/** Of the database that the connection is to, of those that the pattern names, or of all but the server's own. */
const inDatabases = (database: string | undefined, { types, catalogPattern }: TableFilter): Where => {
  if (catalogPattern !== undefined) return { sql: 'table_schema like ?', params: [catalogPattern] }
  if (database !== undefined) return { sql: 'table_schema = ?', params: [database] }
  if (types.includes('SYSTEM TABLE')) return { sql: 'true', params: [] }
  return { sql: `table_schema not in (${list(SYSTEM)})`, params: SYSTEM }
}

/** Tables, views and system tables, as `filter.types` says. */
export const listTables = async (
  select: Select,
  database: string | undefined,
  filter: TableFilter,
): Promise<readonly TableId[]> => {
  const types = [...new Set(filter.types.flatMap(type => tableTypes[type.toUpperCase()] ?? []))]
  if (types.length === 0) return []
  const where = inDatabases(database, filter)
  const rows = await select({
    sql: `select table_schema, table_name from information_schema.tables where ${where.sql} and table_type in (${list(types)}) order by table_schema, table_name`,
    params: [...where.params, ...types],
  })
  return rows.map(([catalog, table]) => ({ catalog: String(catalog), table: String(table) }))
}

const number = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : value === null || value === undefined ? undefined : Number(value)

const sizeOf = (type: string, row: readonly unknown[]): { precision?: number; scale?: number } => {
  const [, , declared, , , , digits, scale, seconds, characters] = row
  if (type === 'decimal') return { precision: number(digits) ?? 65, scale: number(scale) ?? 0 }
  if (type === 'bit') return { precision: number(digits) ?? 1 }
  if (type === 'tinyint') return String(declared).startsWith('tinyint(1)') ? { precision: 1 } : {}
  if (seconds !== null && seconds !== undefined) return { scale: number(seconds) ?? 0 }
  const length = number(characters)
  return length === undefined ? {} : { precision: length }
}

/** Without what is for printing only: `int(11) unsigned zerofill`; TINYINT(1) is a type of its own to drivers. */
const withoutWidth = (declared: string): string =>
  declared.replace(/^((?:small|medium|big)?int|tinyint(?!\(1\))|year)\(\d+\)/, '$1').replace(' zerofill', '')

const columnOf = (row: readonly unknown[], settings: DriverSettings): Column => {
  const [name, type, declared, nullable, extra, defaultValue] = row.map(value => String(value ?? ''))
  const unsigned = / unsigned\b/.test(declared ?? '')
  const generated = /generated|persistent/i.test(extra ?? '')
  const column = {
    name: name ?? '',
    type: (type ?? '').toLowerCase(),
    declared: withoutWidth(declared ?? ''),
    nullable: nullable === 'YES',
    autoIncrement: /auto_increment/i.test(extra ?? ''),
    hasDefault: row[5] !== null || generated || /default/i.test(defaultValue ?? ''),
    ...(unsigned && { unsigned }),
    ...sizeOf((type ?? '').toLowerCase(), row),
  }
  return asWanted(column, settings)
}

/** `undefined`: there is no such table, or it may not be seen. */
export const listColumns = async (
  select: Select,
  { catalog, table }: TableId,
  settings: DriverSettings,
): Promise<readonly Column[] | undefined> => {
  const rows = await select({
    sql: `select column_name, data_type, column_type, is_nullable, extra, column_default, numeric_precision, numeric_scale, datetime_precision, character_maximum_length
      from information_schema.columns where table_schema = coalesce(?, database()) and table_name = ? order by ordinal_position`,
    params: [catalog, table],
  })
  return rows.length === 0 ? undefined : rows.map(row => columnOf(row, settings))
}

export const listPrimaryKey = async (
  select: Select,
  { catalog, table }: TableId,
): Promise<readonly string[]> => {
  const rows = await select({
    sql: `select column_name from information_schema.statistics
      where table_schema = coalesce(?, database()) and table_name = ? and index_name = 'PRIMARY' order by seq_in_index`,
    params: [catalog, table],
  })
  return rows.map(([name]) => String(name))
}

/** Of tables; views have those of what is behind them. */
export const listUniqueKeys = async (
  select: Select,
  { catalog, table }: TableId,
): Promise<readonly (readonly string[])[] | undefined> => {
  const rows = await select({
    sql: `select s.index_name, s.column_name from information_schema.tables t
      left join information_schema.statistics s
        on s.table_schema = t.table_schema and s.table_name = t.table_name and s.non_unique = 0
      where t.table_schema = coalesce(?, database()) and t.table_name = ? and t.table_type <> 'VIEW'`,
    params: [catalog, table],
  })
  if (rows.length === 0) return undefined
  const indexed = rows.filter(([index]) => index !== null)
  return [...Map.groupBy(indexed, ([index]) => String(index)).values()].map(each =>
    each.map(([, column]) => String(column)),
  )
}

export const readClock = async (select: Select): Promise<Instant> => {
  const [row] = await select({ sql: 'select utc_timestamp(6)' })
  const now = typeof row?.[0] === 'string' ? momentOf(row[0], UTC_ZONE) : undefined
  if (now === undefined) throw new ConnectError('EXTERNAL', 'The server did not tell its time')
  return now
}
