import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { describeValue } from '../../sdk/type-name.ts'
import { Decimal, type Value } from '../../sdk/value.ts'
import { formatDate, instantOfMs } from '../date-time.ts'
import { type Column, INSTANT, type Instant, type WrittenColumn } from '../dialect.ts'
import { UTC_ZONE, zoneOf } from '../zone.ts'
import { bytesLiteral, doubleLiteral, textLiteral } from './literal.ts'
import { cutMoment, spanText, withYearZero } from './moment.ts'

export interface TimeZones {
  readonly timestamps: string
  readonly dates: string
}

/** Makes the literal of a value for its column. Throws a ConnectError `DATA` that names the column. */
export type WriteValue = (value: unknown) => string

const INTEGERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'boolean'])
const TEXTS = /char|text|enum|set|json|uuid|inet/

const integral = (text: string): string => {
  if (/\.\d*[1-9]|e-/.test(text)) throw new ConnectError('DATA', `${text} is no integer`)
  return text
}

/** MySQL would round it and say nothing. */
const withinScale = (text: string, { scale, declared }: Column): string => {
  const point = text.indexOf('.')
  if (point >= 0 && /[1-9]/.test(text.slice(point + 1 + (scale ?? 0))))
    throw new ConnectError('DATA', `${text} has more digits behind the point than ${declared}`)
  return text
}

/** What takes the place of two digits would be a year of this century or the last. */
const wholeYear = (year: number | bigint): string => {
  if (year !== 0 && (year < 1901 || year > 2155))
    throw new ConnectError('DATA', `${year} is no YEAR: allowed are 0 and 1901 to 2155`)
  return String(year)
}

const yearOf = (day: string): string => {
  if (day.endsWith(' BC'))
    throw new ConnectError('DATA', `${day} is in no YEAR: allowed are 0 and 1901 to 2155`)
  return wholeYear(Number.parseInt(day, 10))
}

/** Whether a value is stored, or looked for. */
type Use = 'stored' | 'compared'

type Make = (column: Column, zones: TimeZones, use: Use) => WriteValue

/** Nothing else may stand in a statement without quotes. */
const numberOf = (value: unknown): number | bigint => {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  throw new ConnectError('DATA', `${describeValue(value as Value)} is no number`)
}

const integer: Make = ({ type }) => {
  if (TEXTS.test(type)) return value => `'${numberOf(value)}'`
  return type === 'year' ? value => wholeYear(numberOf(value)) : value => String(numberOf(value))
}

/** A text keeps its digits whatever stands beside it, but it would be compared as a double. */
const decimal: Make = (column, _zones, use) => {
  const { type } = column
  const checked = INTEGERS.has(type)
    ? integral
    : type === 'decimal'
      ? (text: string) => withinScale(text, column)
      : (text: string) => text
  const quoted = use === 'stored' || TEXTS.test(type)
  return value => {
    if (!(value instanceof Decimal))
      throw new ConnectError('DATA', `${describeValue(value as Value)} is no Decimal`)
    const text = checked(value.toString())
    return quoted ? `'${text}'` : text
  }
}

const double: Make = ({ type }) => {
  if (INTEGERS.has(type)) return value => doubleLiteral(Number(integral(String(numberOf(value)))))
  if (TEXTS.test(type)) return value => `'${numberOf(value)}'`
  return value => doubleLiteral(Number(numberOf(value)))
}

const boolean: Make = ({ type }) =>
  TEXTS.test(type) ? value => (value === true ? "'1'" : "'0'") : value => (value === true ? '1' : '0')

const codePoints = (text: string) => {
  let count = 0
  for (const _ of text) count++
  return count
}

const text: Make = column => {
  const { type, precision, declared } = column
  if (type === 'decimal') return value => textLiteral(withinScale(value as string, column))
  if ((type !== 'char' && type !== 'varchar') || precision === undefined)
    return value => textLiteral(value as string)
  // MySQL cuts spaces at the end off and says nothing
  return value => {
    const string = value as string
    if (string.length > precision && codePoints(string) > precision)
      throw new ConnectError('DATA', `a text of ${codePoints(string)} characters is too long for ${declared}`)
    return textLiteral(string)
  }
}

const bytes: Make = () => value => bytesLiteral(value as Uint8Array)

const moment: Make = ({ type, scale }, { timestamps }) => {
  const zone = type === 'timestamp' ? UTC_ZONE : zoneOf(timestamps)
  const digits = type === 'datetime' || type === 'timestamp' ? (scale ?? 0) : 6
  return value => `'${cutMoment(value as Instant, zone, digits)}'`
}

const timestamp: Make = (column, zones, use) => {
  const write = moment(column, zones, use)
  return value => write(instantOfMs((value as Date).getTime()))
}

const date: Make = ({ type }, { dates }) => {
  const zone = zoneOf(dates)
  const day = (value: unknown) => withYearZero(formatDate((value as Date).getTime(), zone))
  if (type === 'year') return value => yearOf(day(value))
  return value => `'${day(value)}'`
}

const time: Make = () => value => `'${spanText((value as Date).getTime() * 1000)}'`

const byName: ReadonlyMap<string | undefined, Make> = new Map([
  [INSTANT.name, moment],
  [logicalNames.Decimal, decimal],
  [logicalNames.Timestamp, timestamp],
  [logicalNames.Date, date],
  [logicalNames.Time, time],
])

const byType: Partial<Record<Schema['type'], Make>> = {
  int8: integer,
  int16: integer,
  int32: integer,
  int64: integer,
  float32: double,
  float64: double,
  boolean,
  string: text,
  bytes,
}

/** `undefined`: a column cannot hold such values. */
const makerOf = ({ name, type }: Schema): Make | undefined => byName.get(name) ?? byType[type]

const blamed = ({ name, declared }: Column, error: unknown) =>
  new ConnectError('DATA', `Column ${name} (${declared}): ${messageOf(error)}`, { cause: error })

export const valueWriter = ({ column, schema }: WrittenColumn, zones: TimeZones, use: Use): WriteValue => {
  const make = makerOf(schema)
  if (make === undefined)
    throw new ConnectError(
      'DATA',
      `Column ${column.name} (${column.declared}): values of type ${schema.type} cannot be stored`,
    )
  const write = make(column, zones, use)
  return value => {
    if (value === null || value === undefined) return 'NULL'
    try {
      return write(value)
    } catch (error) {
      throw blamed(column, error)
    }
  }
}
