import { ConnectError } from '../../sdk/errors.ts'
import { DATE, type PrimitiveSchema, STRING, TIME } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { parseDateTime, parseTime } from '../date-time.ts'
import type { Column, Reading } from '../dialect.ts'
import { decimalOf, integerReader, mappedNumeric, parseDecimal } from '../numeric-mapping.ts'
import { timestampForm } from '../timestamp-granularity.ts'
import { UTC_ZONE, zoneOf } from '../zone.ts'
import { bitsToByte, bitsToBytes } from './bits.ts'

/** Reads what the server prints. `read` throws `DATA` for what cannot be such a value. */
export interface TextReader {
  readonly schema: PrimitiveSchema
  read(text: string): Value
}

const DAY = 86_400_000
/** Digits behind the point where the column limits neither those nor all. */
const MAX_SCALE = 127

const impossible = (why: string) => new ConnectError('DATA', why)

const number = (type: PrimitiveSchema['type']): TextReader => ({ schema: { type }, read: Number })
const string: TextReader = { schema: STRING, read: text => text }

const boolean: TextReader = { schema: { type: 'boolean' }, read: text => text === 't' }
const int64: TextReader = { schema: { type: 'int64' }, read: integerReader('int64') }
const float32: TextReader = { schema: { type: 'float32' }, read: text => Math.fround(Number(text)) }

const bytes: TextReader = {
  schema: { type: 'bytes' },
  read: text => Buffer.from(text.slice(2), 'hex'),
}

const MONEY = /^-?\$(?:\d{1,3}(?:,\d{3})*)\.\d\d$/

const money: TextReader = {
  schema: { type: 'float64' },
  read: text => {
    if (!MONEY.test(text)) throw impossible('lc_monetary has other than two digits behind the point')
    const plain = text.replace(/[$,]/g, '')
    const value = Number(plain)
    if (value.toFixed(2) !== plain) throw impossible('no FLOAT64 is exactly as much')
    return value
  },
}

const date: TextReader = {
  schema: DATE,
  read: text => {
    const day = parseDateTime(text, UTC_ZONE)
    if (day === undefined || Math.abs(day.ms) > 8.64e15) throw impossible('no Date is that')
    return new Date(day.ms)
  },
}

const time: TextReader = {
  schema: TIME,
  read: text => {
    const ms = Math.floor((parseTime(text) ?? DAY * 1e6) / 1e6)
    if (ms >= DAY) throw impossible('no Time is that')
    return new Date(ms)
  },
}

/** The time of day in UTC at that moment. */
const timeWithZone: TextReader = {
  schema: TIME,
  read: text => {
    const moment = text.startsWith('24') ? undefined : parseDateTime(`1970-01-01 ${text}`, UTC_ZONE)
    if (moment === undefined) throw impossible('no Time is that')
    return new Date((moment.ms + DAY) % DAY)
  },
}

const timestamp = (_: Column, { timestampGranularity, timeZone }: Reading): TextReader => {
  const zone = zoneOf(timeZone)
  const { schema, of } = timestampForm(timestampGranularity, zone)
  return {
    schema,
    read: text => {
      const moment = parseDateTime(text, zone)
      if (moment === undefined) throw impossible('no timestamp of Kafka Connect is that')
      return of(moment)
    },
  }
}

const bits = ({ precision = 1 }: Column): TextReader => {
  if (precision <= 1) return { ...boolean, read: text => text === '1' }
  if (precision <= 8) return { schema: { type: 'int8' }, read: bitsToByte }
  return { schema: bytes.schema, read: bitsToBytes }
}

const numeric = ({ precision, scale = 0 }: Column, { numericMapping }: Reading): TextReader => {
  if (precision === undefined) {
    if (numericMapping === 'best_fit_eager_double') return number('float64')
    return { schema: decimalOf(0, MAX_SCALE), read: text => parseDecimal(text, MAX_SCALE) }
  }
  const type = mappedNumeric(numericMapping, precision, scale)
  if (type === undefined)
    return { schema: decimalOf(precision, scale), read: text => parseDecimal(text, scale) }
  return type === 'float64' ? number(type) : { schema: { type }, read: integerReader(type) }
}

type MakeReader = (column: Column, reading: Reading) => TextReader

const scalars: Readonly<Record<string, TextReader | MakeReader>> = {
  bool: boolean,
  int2: number('int16'),
  int4: number('int32'),
  int8: int64,
  oid: number('int64'),
  float4: float32,
  float8: number('float64'),
  money,
  numeric,
  char: string,
  bpchar: string,
  varchar: string,
  text: string,
  name: string,
  xml: string,
  json: string,
  jsonb: string,
  uuid: string,
  bytea: bytes,
  date,
  time,
  timetz: timeWithZone,
  timestamp,
  timestamptz: timestamp,
  bit: bits,
}

export const asText = string

/** Absent: it is a type that Kafka Connect leaves out. */
export const scalarReader = (column: Column, reading: Reading): TextReader | undefined => {
  if (column.kind === 'enum') return string
  const found = Object.hasOwn(scalars, column.type) ? scalars[column.type] : undefined
  return typeof found === 'function' ? found(column, reading) : found
}
