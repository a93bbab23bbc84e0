import { Buffer } from 'node:buffer'
import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../sdk/value.ts'
import { formatDate, formatDateTime, formatTime, instantOfMs } from '../date-time.ts'
import { UTC_ZONE } from '../zone.ts'

const dateText = (value: Date, schema: Schema | undefined): string => {
  const ms = value.getTime()
  if (schema?.name === logicalNames.Date) return formatDate(ms, UTC_ZONE)
  if (schema?.name === logicalNames.Time) return formatTime(ms)
  return `${formatDateTime(instantOfMs(ms), UTC_ZONE).replace(' ', 'T')}Z`
}

const numberText = (value: number): string => {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  throw new ConnectError('DATA', `JSON has no ${value}`)
}

const pair = (name: string, value: Value, schema: Schema | undefined) =>
  `${JSON.stringify(name)}:${jsonText(value, schema)}`

const keyText = (key: Value): string => {
  if (typeof key === 'string') return key
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return String(key)
  throw new ConnectError('DATA', 'A key of a MAP is no name in JSON')
}

const objectText = (value: object, schema: Schema | undefined): string => {
  if (value instanceof Map) {
    const values = schema?.type === 'map' ? schema.values : undefined
    return `{${[...value].map(([key, each]) => pair(keyText(key), each, values)).join(',')}}`
  }
  const fields = new Map(
    schema?.type === 'struct' ? schema.fields.map(field => [field.name, field.schema]) : [],
  )
  return `{${Object.entries(value)
    .map(([name, each]) => pair(name, each, fields.get(name)))
    .join(',')}}`
}

/** A value as JSON: numbers exactly, bytes in base64, dates and times by ISO 8601. Throws `DATA` for what JSON has not. */
export const jsonText = (value: Value | undefined, schema?: Schema): string => {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Decimal) return value.toString()
  if (value instanceof Float64) return numberText(value.value)
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'))
  if (value instanceof Date) return JSON.stringify(dateText(value, schema))
  if (!Array.isArray(value)) return objectText(value, schema)
  const items = schema?.type === 'array' ? schema.items : undefined
  return `[${value.map((each: Value) => jsonText(each, items)).join(',')}]`
}
