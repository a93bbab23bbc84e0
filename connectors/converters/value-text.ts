import { ConnectError } from '../sdk/errors.ts'
import { withinField } from '../sdk/field-error.ts'
import { calendarDay } from '../sdk/java-calendar.ts'
import { decimalText, doubleText, floatText } from '../sdk/java-text.ts'
import type { Schema, StructSchema } from '../sdk/schema.ts'
import { Decimal, Float64, type Struct, type Value } from '../sdk/value.ts'

/** A number as Java prints it: an integer, or a float by the schema's width. */
export const numberText = (schema: Schema | undefined, value: number): string => {
  if (schema?.type === 'float32') return floatText(value)
  if (schema?.type === 'float64' || !Number.isSafeInteger(value)) return doubleText(value)
  return Object.is(value, -0) ? '-0.0' : String(value)
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** As Java's `Date.toString` in UTC: whole seconds. */
const dateText = (date: Date): string => {
  const { year, month, day } = calendarDay(date)
  const time = date.toISOString().split('T')[1]?.slice(0, 8)
  return `${days[date.getUTCDay()]} ${months[month - 1]} ${String(day).padStart(2, '0')} ${time} UTC ${year}`
}

const textWithin = (place: string, schema: Schema | undefined, value: Value): string => {
  try {
    return valueText(schema, value)
  } catch (error) {
    throw withinField(place, error)
  }
}

const structText = (schema: StructSchema, struct: Struct): string =>
  `Struct{${schema.fields
    .filter(({ name }) => (struct[name] ?? null) !== null)
    .map(({ name, schema: type }) => `${name}=${textWithin(name, type, struct[name] ?? null)}`)
    .join(',')}}`

const mapText = (schema: Schema | undefined, entries: Iterable<readonly [Value, Value]>): string => {
  const { keys, values } = schema?.type === 'map' ? schema : { keys: undefined, values: undefined }
  const texts = [...entries].map(([key, value]) => {
    const name = valueText(keys, key)
    return `${name}=${textWithin(name, values, value)}`
  })
  return `{${texts.join(', ')}}`
}

const arrayText = (schema: Schema | undefined, array: readonly Value[]): string => {
  const items = schema?.type === 'array' ? schema.items : undefined
  return `[${array.map((item, i) => textWithin(`[${i}]`, items, item)).join(', ')}]`
}

const objectText = (schema: Schema | undefined, value: object): string => {
  if (Array.isArray(value)) return arrayText(schema, value)
  if (value instanceof Float64)
    return schema?.type === 'float32' ? floatText(value.value) : doubleText(value.value)
  if (value instanceof Decimal) return decimalText(value)
  if (value instanceof Date) return dateText(value)
  if (value instanceof Uint8Array)
    throw new ConnectError('DATA', 'Bytes have no text form; ByteArrayConverter takes bytes')
  if (value instanceof Map) return mapText(schema, value)
  if (schema?.type === 'struct') return structText(schema, value as Struct)
  return mapText(schema, Object.entries(value))
}

/** A value as Java's `toString` prints it: `Struct{a=1,b=x}`, `{a=1, b=[1, 2]}`, `1.0E21`. Throws `DATA` for bytes. */
export const valueText = (schema: Schema | undefined, value: Value): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(schema, value)
  return typeof value === 'object' && value !== null ? objectText(schema, value) : String(value)
}
