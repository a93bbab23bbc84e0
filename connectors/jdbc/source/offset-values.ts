import { ConnectError } from '../../sdk/errors.ts'
import { parseDateTime } from '../date-time.ts'
import type { Column, Dialect, Instant } from '../dialect.ts'
import { zoneOf } from '../zone.ts'
import { checkOffsetColumn } from './offset-columns.ts'
import type { Position } from './positions.ts'
import type { RowReader } from './row-reader.ts'
import { placeOf, type Tracking } from './tracking.ts'

type Row = readonly unknown[]

const MAX = 2n ** 63n - 1n

const refuse = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** Integers exactly, whatever the driver hands them over as. */
const incrementingValue = (raw: unknown, what: string): number | bigint => {
  if (raw === null || raw === undefined)
    return refuse(`Null value for incrementing column ${what}: make it NOT NULL, or leave such rows out`)
  const number = Number(raw)
  if (
    Number.isSafeInteger(number) &&
    (typeof raw !== 'string' || raw.length < 16) &&
    !String(raw).includes('.')
  )
    return number
  const text = String(raw)
  if (!/^-?\d+$/.test(text))
    return refuse(`Scale of Decimal value for incrementing column must be 0: column ${what} is ${text}`)
  const value = BigInt(text)
  if (value > MAX)
    return refuse(`Decimal value for incrementing column exceeded Long.MAX_VALUE: column ${what} is ${text}`)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

interface Context {
  readonly dialect: Pick<Dialect, 'instantOf' | 'reader'>
  readonly tracking: Tracking
  readonly timeZone: string
  /** for errors */
  readonly where: string
}

const momentReader = ({ dialect, timeZone }: Context) => {
  if (dialect.instantOf !== undefined)
    return (raw: unknown, column: Column) => dialect.instantOf?.(raw, column, timeZone)
  const zone = zoneOf(timeZone)
  return (raw: unknown) => parseDateTime(String(raw), zone)
}

const timestampReader = (reader: RowReader, context: Context) => {
  const { tracking, where } = context
  const places = tracking.timestamps.map(name => {
    const place = placeOf(reader.columns, name, where)
    const column = reader.columns[place] as Column
    checkOffsetColumn('timestamp', column, context)
    return { place, column }
  })
  const momentOf = momentReader(context)
  return (row: Row): Instant => {
    for (const { place, column } of places) {
      const raw = row[place]
      if (raw === null || raw === undefined) continue
      return (
        momentOf(raw, column) ??
        refuse(
          `Timestamp column ${column.name} of ${where} has a value that is no point in time (${column.declared})`,
        )
      )
    }
    return refuse(`All timestamp columns (${tracking.timestamps.join(', ')}) of a row of ${where} are null`)
  }
}

const incrementingReader = (reader: RowReader, name: string, context: Context) => {
  const { where } = context
  const place = placeOf(reader.columns, name, where)
  checkOffsetColumn('incrementing', reader.columns[place] as Column, context)
  const what = `${name} of ${where}`
  return (row: Row) => incrementingValue(row[place], what)
}

/** Reads from rows what tells that they are new. */
export const positionReader = (reader: RowReader, context: Context): ((row: Row) => Position) => {
  const { tracking } = context
  const { incrementing: name } = tracking
  const timestamp = tracking.timestamps.length > 0 ? timestampReader(reader, context) : undefined
  const incrementing = name === undefined ? undefined : incrementingReader(reader, name, context)
  if (incrementing !== undefined && timestamp === undefined)
    return row => ({ incrementing: incrementing(row) })
  if (timestamp === undefined) return () => ({})
  if (incrementing === undefined) return row => ({ timestamp: timestamp(row) })
  return row => ({ incrementing: incrementing(row), timestamp: timestamp(row) })
}
