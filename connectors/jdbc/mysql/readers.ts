import { ConnectError } from '../../sdk/errors.ts'
import { DATE, type PrimitiveSchema, type PrimitiveType, TIME } from '../../sdk/schema.ts'
import { daysOf } from '../calendar-days.ts'
import type { Column, ColumnReader, Reading } from '../dialect.ts'
import { decimalOf, integerReader, mappedNumeric, parseDecimal } from '../numeric-mapping.ts'
import { timestampForm } from '../timestamp-granularity.ts'
import { UTC_ZONE, zoneOf } from '../zone.ts'
import { dayOf, momentOf, momentText, spanOf, spanText } from './moment.ts'

const DAY = 86_400_000
const DAY_MICROS = DAY * 1000
const MAX_INT64 = 2n ** 63n - 1n

const cannot = (column: Column, value: unknown, problem: string) =>
  new ConnectError('DATA', `Column ${column.name} has the ${column.declared} ${value}, ${problem}`)

/** The driver hands over what this dialect asked for, or a number would have changed already. */
const expect = <T>(column: Column, raw: unknown, is: (raw: unknown) => raw is T): T => {
  if (is(raw)) return raw
  throw new ConnectError('FATAL', `Column ${column.name} (${column.declared}) came as ${typeof raw}`)
}

const isText = (raw: unknown): raw is string => typeof raw === 'string'
const isNumber = (raw: unknown): raw is number => typeof raw === 'number'
const isBytes = (raw: unknown): raw is Uint8Array => raw instanceof Uint8Array

const schemaOf = (type: PrimitiveType | PrimitiveSchema, { nullable }: Column): PrimitiveSchema => {
  const schema = typeof type === 'string' ? { type } : type
  return nullable ? { ...schema, optional: true } : schema
}

type Make = (column: Column, reading: Reading) => ColumnReader | undefined

const numberAs =
  (type: PrimitiveType): Make =>
  column => ({ schema: schemaOf(type, column), read: raw => expect(column, raw, isNumber) })

const integer =
  (signed: PrimitiveType, unsigned: PrimitiveType): Make =>
  (column, reading) =>
    numberAs(column.unsigned === true ? unsigned : signed)(column, reading)

/** The driver hands over a text where a number would not be exact. */
const bigint: Make = column => ({
  schema: schemaOf('int64', column),
  read: raw => {
    if (isNumber(raw)) return raw
    const value = BigInt(expect(column, raw, isText))
    if (value <= MAX_INT64) return value
    throw cannot(column, value, 'which is beyond the largest INT64')
  },
})

const text: Make = column => ({
  schema: schemaOf('string', column),
  read: raw => expect(column, raw, isText),
})

const bytes: Make = column => ({
  schema: schemaOf('bytes', column),
  read: raw => expect(column, raw, isBytes),
})

const bit: Make = (column, reading) =>
  column.precision === 1
    ? { schema: schemaOf('int8', column), read: raw => expect(column, raw, isBytes)[0] ?? 0 }
    : bytes(column, reading)

const boolean: Make = column => ({
  schema: schemaOf('boolean', column),
  read: raw => expect(column, raw, isNumber) !== 0,
})

const decimal: Make = (column, { numericMapping }) => {
  const { precision = 65, scale = 0 } = column
  const type = mappedNumeric(numericMapping, precision, scale)
  if (type === undefined)
    return {
      schema: schemaOf(decimalOf(precision, scale), column),
      read: raw => parseDecimal(expect(column, raw, isText), scale),
    }
  const read = type === 'float64' ? Number : integerReader(type)
  return { schema: schemaOf(type, column), read: raw => read(expect(column, raw, isText)) }
}

const noDay = 'which is no day; zeroDateTimeBehavior=CONVERT_TO_NULL in connection.url reads it as null'

const date: Make = column => ({
  schema: schemaOf(DATE, column),
  read: raw => {
    const moment = expect(column, raw, isText)
    const day = dayOf(moment)
    if (day === undefined) throw cannot(column, momentText(moment), noDay)
    return new Date(day * DAY)
  },
})

/** The first day of the year. */
const year: Make = column => ({
  schema: schemaOf(DATE, column),
  read: raw => new Date(daysOf(expect(column, raw, isNumber), 1, 1) * DAY),
})

const timestamp: Make = (column, reading) => {
  const zone = column.type === 'timestamp' ? UTC_ZONE : zoneOf(reading.timeZone)
  const form = timestampForm(reading.timestampGranularity, zoneOf(reading.timeZone))
  return {
    schema: schemaOf(form.schema, column),
    read: raw => {
      const moment = momentOf(expect(column, raw, isText), zone)
      if (moment === undefined) throw cannot(column, momentText(raw as string), noDay)
      return form.of(moment)
    },
  }
}

const time: Make = column => ({
  schema: schemaOf(TIME, column),
  read: raw => {
    const micros = spanOf(expect(column, raw, isText))
    if (micros < 0 || micros >= DAY_MICROS)
      throw cannot(
        column,
        spanText(micros),
        'which is no time of a day; cast it to CHAR in a query or a view',
      )
    return new Date(Math.floor(micros / 1000))
  },
})

const nothing: Make = () => undefined

const makers: Readonly<Record<string, Make>> = {
  boolean,
  tinyint: integer('int8', 'int16'),
  smallint: integer('int16', 'int32'),
  mediumint: integer('int32', 'int32'),
  int: integer('int32', 'int64'),
  bigint,
  float: numberAs('float32'),
  double: numberAs('float64'),
  decimal,
  bit,
  year,
  date,
  time,
  datetime: timestamp,
  timestamp,
  null: nothing,
}

const textTypes = /^(char|varchar|tinytext|text|mediumtext|longtext|enum|set|json|uuid|inet4|inet6|xmltype)$/
const byteTypes =
  /^(binary|varbinary|tinyblob|blob|mediumblob|longblob|vector|geometry|point|linestring|polygon|multipoint|multilinestring|multipolygon|geometrycollection|geomcollection)$/

/** By the table of Kafka Connect's JDBC source. `undefined`: of a type that is not known. */
export const columnReader = (column: Column, reading: Reading): ColumnReader | undefined => {
  const make =
    makers[column.type] ??
    (textTypes.test(column.type) ? text : byteTypes.test(column.type) ? bytes : nothing)
  return make(column, reading)
}
