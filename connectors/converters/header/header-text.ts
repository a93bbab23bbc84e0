import { ConnectError } from '../../sdk/errors.ts'
import { calendarDay } from '../../sdk/java-calendar.ts'
import { decimalText } from '../../sdk/java-text.ts'
import { logicalNames, type Schema, type StructSchema } from '../../sdk/schema.ts'
import { Decimal, Float64, type Struct, type Value } from '../../sdk/value.ts'
import { numberText } from '../value-text.ts'

const MILLIS_PER_DAY = 86_400_000

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** What a date without a logical type stands for, by the peer's guess. */
const guessed = (millis: number): string => {
  if (millis >= 0 && millis < MILLIS_PER_DAY) return logicalNames.Time
  return millis % MILLIS_PER_DAY === 0 ? logicalNames.Date : logicalNames.Timestamp
}

/** `undefined` before the year 1. */
const dayText = (date: Date): string | undefined => {
  const { year, month, day } = calendarDay(date)
  if (year < 1) return undefined
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const dateText = (schema: Schema | undefined, value: Date): string => {
  if (Number.isNaN(value.getTime())) throw new ConnectError('DATA', 'The date is not valid')
  const [isoDay = '', time = ''] = value.toISOString().split('T')
  const day = dayText(value) ?? isoDay
  const type = schema?.name ?? guessed(value.getTime())
  if (type === logicalNames.Date) return day
  return type === logicalNames.Time ? time : `${day}T${time}`
}

const bytesText = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

const structText = (schema: StructSchema, struct: Struct): string =>
  `{${schema.fields
    .map(
      ({ name, schema: type }) => `${quoted(name)}:${embedded(type, struct[name] ?? type.default ?? null)}`,
    )
    .join(',')}}`

const mapText = (schema: Schema | undefined, entries: Iterable<readonly [Value, Value]>): string => {
  const { keys, values } = schema?.type === 'map' ? schema : { keys: undefined, values: undefined }
  return `{${[...entries].map(([key, value]) => `${embedded(keys, key)}:${embedded(values, value)}`).join(',')}}`
}

/** A value inside another: text and bytes are quoted. */
const embedded = (schema: Schema | undefined, value: Value): string => {
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Uint8Array) return quoted(bytesText(value))
  if (value instanceof Float64) return numberText({ type: 'float64' }, value.value)
  if (Array.isArray(value)) {
    const items = schema?.type === 'array' ? schema.items : undefined
    return `[${value.map(item => embedded(items, item)).join(',')}]`
  }
  if (value instanceof Map) return mapText(schema, value)
  if (typeof value !== 'object' || value === null || value instanceof Decimal || value instanceof Date)
    return scalarText(schema, value)
  return schema?.type === 'struct'
    ? structText(schema, value as Struct)
    : mapText(schema, Object.entries(value))
}

/** A number, boolean, decimal or date as text: decimals as Java prints them, dates in ISO 8601 and UTC. */
const scalarText = (
  schema: Schema | undefined,
  value: null | boolean | number | bigint | Decimal | Date,
): string => {
  if (typeof value === 'number') return numberText(schema, value)
  if (value instanceof Date) return dateText(schema, value)
  return value instanceof Decimal ? decimalText(value) : String(value)
}

/** A value as header text: strings as they are, bytes in base64, arrays, maps and structs like JSON without spaces. */
export const headerText = (schema: Schema | undefined, value: Value): string => {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? bytesText(value) : embedded(schema, value)
}
