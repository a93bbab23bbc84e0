import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { describeValue, typeName } from '../../sdk/type-name.ts'
import type { Value } from '../../sdk/value.ts'
import { formatDate, formatTime, instantOfMs } from '../date-time.ts'
import { type Column, INSTANT, type Instant } from '../dialect.ts'
import { type Zone, zoneOf } from '../zone.ts'
import { quotedElement } from './array-text.ts'
import { bytesToBits } from './bits.ts'
import { elementOf, isArray } from './column-reader.ts'
import { formatHstore } from './hstore-text.ts'
import { jsonText } from './json-text.ts'
import { momentText } from './moment-text.ts'

/** Of columns without a zone. */
export interface WriteZones {
  readonly timestamps: string
  readonly dates: string
}

/** The text of a value that is not null, as the server reads it. Throws `DATA`. */
export type ToText = (value: unknown) => string

const cannot = (what: string, { name, declared }: Column) =>
  new ConnectError('DATA', `${what} cannot be written to column ${name} of type ${declared}`)

const numberText: ToText = value => (Object.is(value, -0) ? '-0' : String(value))

const timestampText =
  (zone: Zone): ToText =>
  value =>
    momentText(value instanceof Date ? instantOfMs(value.getTime()) : (value as Instant), zone)

const msOf = (value: unknown) => (value as Date).getTime()

/** By the schema's name, whatever the column is. */
const logicalText = (schema: Schema, zones: WriteZones): ToText | undefined => {
  switch (schema.name) {
    case logicalNames.Decimal:
      return String
    case logicalNames.Time:
      return value => formatTime(msOf(value))
    case logicalNames.Date: {
      const zone = zoneOf(zones.dates)
      return value => formatDate(msOf(value), zone)
    }
    case logicalNames.Timestamp:
    case INSTANT.name:
      return timestampText(zoneOf(zones.timestamps))
    default:
      return undefined
  }
}

const UUID_BYTES = 16
const hexOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

const bytesText = (column: Column): ToText => {
  if (column.type === 'bytea') return value => `\\x${hexOf(value as Uint8Array)}`
  if (column.type === 'bit' || column.type === 'varbit') return bitsText(column)
  if (column.type !== 'uuid') throw cannot('BYTES', column)
  return value => {
    const bytes = value as Uint8Array
    if (bytes.length !== UUID_BYTES) throw cannot(`${bytes.length} bytes`, column)
    return hexOf(bytes)
  }
}

const bitsText = (column: Column): ToText => {
  const width = column.type === 'bit' ? (column.precision ?? 1) : undefined
  return value => {
    const bytes = value instanceof Uint8Array ? value : [Number(value)]
    const bits = bytesToBits(bytes, width)
    if (bits === undefined) throw cannot(describeValue(value as Value), column)
    return bits
  }
}

const booleanText = ({ type }: Column): ToText => (type === 'bit' ? value => (value ? '1' : '0') : String)

const arrayText = (schema: Schema, column: Column, zones: WriteZones): ToText => {
  if (schema.type !== 'array') throw cannot(typeName(schema), column)
  const nested = schema.items.type === 'array'
  const toText = textOf(schema.items, nested ? column : elementOf(column), zones)
  const element = (value: unknown) => {
    if (value === null || value === undefined) return 'NULL'
    return nested ? toText(value) : quotedElement(toText(value))
  }
  const delimiter = column.type === '_box' ? ';' : ','
  return value => `{${(value as readonly unknown[]).map(element).join(delimiter)}}`
}

const hstoreText = (column: Column): ToText => {
  const textsOf = ([key, value]: readonly [unknown, unknown]): readonly [string, string | null] => {
    const text = value ?? null
    if (typeof key === 'string' && (text === null || typeof text === 'string')) return [key, text]
    throw cannot('A MAP of other than STRINGs', column)
  }
  return value => {
    const entries = value instanceof Map ? [...value] : Object.entries(value as Record<string, unknown>)
    return formatHstore(entries.map(textsOf))
  }
}

const isJson = ({ type }: Column) => type === 'json' || type === 'jsonb'

const nestedText = (schema: Schema, column: Column, zones: WriteZones): ToText => {
  if (isJson(column)) return value => jsonText(value as Value, schema)
  if (schema.type === 'array' && isArray(column)) return arrayText(schema, column, zones)
  if (schema.type !== 'array' && column.type === 'hstore') return hstoreText(column)
  throw cannot(typeName(schema), column)
}

/** How values of a schema become what a column takes. Throws `DATA` when they never do. */
export const textOf = (schema: Schema, column: Column, zones: WriteZones): ToText => {
  const logical = logicalText(schema, zones)
  if (logical !== undefined) return logical
  switch (schema.type) {
    case 'array':
    case 'map':
    case 'struct':
      return nestedText(schema, column, zones)
    case 'bytes':
      return bytesText(column)
    case 'boolean':
      return booleanText(column)
    case 'string':
      if (column.type === 'bytea') throw cannot('A STRING', column)
      return String
    case 'int8':
      return column.type === 'bit' ? bitsText(column) : numberText
    default:
      return numberText
  }
}
