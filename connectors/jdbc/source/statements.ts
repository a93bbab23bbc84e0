import type { Column, Dialect, Instant, Statement } from '../dialect.ts'
import type { Tracking } from './tracking.ts'

/** The value of a key column as a driver has handed it over, as JSON keeps it: bytes as base64, or a moment. */
export type KeyValue = string | number | bigint | { readonly base64: string } | Instant

/** Columns that order rows and tell each from all others. */
export interface OrderKey {
  readonly columns: readonly Column[]
}

type Naming = Pick<Dialect, 'quote' | 'parameter' | 'instantParameter'>

/** What a statement reads from: `SELECT * FROM …`, or a query of somebody's own. */
export interface Origin {
  readonly select: string
  readonly suffix: string
}

/** Collects parameters in the order in which their places are written. */
const writer = (dialect: Naming) => {
  const params: unknown[] = []
  const bind = (value: unknown): string => {
    params.push(value)
    return dialect.parameter(params.length)
  }
  return { params, bind, dialect }
}

type Writer = ReturnType<typeof writer>

const numeric = /int|serial|decimal|numeric|number/
const number = /^-?\d+(\.\d+)?$/

/** Numbers stand in the text itself: a text would be compared as a double by some. */
const valueText = ({ bind, dialect }: Writer, column: Column, value: KeyValue): string => {
  if (typeof value === 'object')
    return 'base64' in value
      ? bind(Buffer.from(value.base64, 'base64'))
      : bind(dialect.instantParameter(value, 'UTC', column))
  if (typeof value === 'string' && numeric.test(column.type) && number.test(value)) return value
  return bind(value)
}

interface Bound {
  /** quoted */
  readonly column: string
  readonly value: () => string
}

/** Behind a place in the order of several columns, in a form that indexes serve. */
const behind = ([first, ...rest]: readonly Bound[]): string => {
  if (first === undefined) return '1 = 0'
  const { column, value } = first
  if (rest.length === 0) return `${column} > ${value()}`
  return `${column} >= ${value()} AND (${column} > ${value()} OR (${column} = ${value()} AND ${behind(rest)}))`
}

const statement = (parts: readonly string[], { suffix }: Origin, params: readonly unknown[]): Statement => ({
  sql: [...parts, suffix].filter(part => part !== '').join(' '),
  params,
})

const keyBounds = (sql: Writer, key: OrderKey, after: readonly KeyValue[]): Bound[] =>
  key.columns.map((column, i) => ({
    column: sql.dialect.quote(column.name),
    value: () => valueText(sql, column, after[i] ?? ''),
  }))

const orderBy = (columns: readonly string[]) =>
  columns.length === 0 ? '' : `ORDER BY ${columns.map(column => `${column} ASC`).join(', ')}`

/** Everything; with a key in its order, from behind a row if one is given. */
export const bulkStatement = (
  dialect: Naming,
  origin: Origin,
  { key, after }: { readonly key?: OrderKey | undefined; readonly after?: readonly KeyValue[] | undefined },
): Statement => {
  if (key === undefined) return statement([origin.select], origin, [])
  const sql = writer(dialect)
  const where = after === undefined ? '' : `WHERE ${behind(keyBounds(sql, key, after))}`
  const order = orderBy(key.columns.map(({ name }) => dialect.quote(name)))
  return statement([origin.select, where, order], origin, sql.params)
}

/** Where a read begins and, by timestamps, ends. */
export interface Range {
  readonly incrementing: number | bigint
  readonly from: Instant
  readonly until: Instant
  /** with a timestamp, no incrementing column: within the rows of `from`, behind this one */
  readonly after?: readonly KeyValue[] | undefined
}

interface Tracked {
  readonly tracking: Tracking
  readonly timeZone: string
  /** one of the timestamps' columns; absent: what they are like is not known */
  readonly timestampColumn?: Column | undefined
  /** rows of one timestamp are in its order */
  readonly key?: OrderKey | undefined
}

const timestampText = (dialect: Naming, names: readonly string[]): string => {
  const quoted = names.map(dialect.quote)
  return quoted.length === 1 ? (quoted[0] ?? '') : `COALESCE(${quoted.join(',')})`
}

/** What is new by the columns that tell it, in their order. */
export const trackedStatement = (
  dialect: Naming,
  origin: Origin,
  { tracking, timeZone, timestampColumn, key, ...range }: Tracked & Range,
): Statement => {
  const sql = writer(dialect)
  const { incrementing: name } = tracking
  const incrementing: Bound[] =
    name === undefined ? [] : [{ column: dialect.quote(name), value: () => sql.bind(range.incrementing) }]
  if (tracking.timestamps.length === 0)
    return statement(
      [origin.select, `WHERE ${behind(incrementing)}`, orderBy(incrementing.map(({ column }) => column))],
      origin,
      sql.params,
    )
  const timestamp = timestampText(dialect, tracking.timestamps)
  const at = (instant: Instant) => () =>
    sql.bind(dialect.instantParameter(instant, timeZone, timestampColumn))
  const inTie = key !== undefined && range.after !== undefined ? keyBounds(sql, key, range.after) : []
  const bounds = [{ column: timestamp, value: at(range.from) }, ...incrementing, ...inTie]
  const order = [timestamp, ...incrementing.map(({ column }) => column)]
  if (incrementing.length === 0 && key !== undefined)
    order.push(...key.columns.map(each => dialect.quote(each.name)))
  const where = `WHERE ${timestamp} < ${at(range.until)()} AND ${behind(bounds)}`
  return statement([origin.select, where, orderBy(order)], origin, sql.params)
}
