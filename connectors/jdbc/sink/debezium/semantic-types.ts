import { bytesToBigint } from '../../../sdk/decimal.ts'
import { ConnectError } from '../../../sdk/errors.ts'
import { DATE, type Schema, STRING, TIME, TIMESTAMP } from '../../../sdk/schema.ts'
import { Decimal, type Struct, type Value } from '../../../sdk/value.ts'
import { parseDateTime } from '../../date-time.ts'
import { INSTANT } from '../../dialect.ts'
import { zoneOf } from '../../zone.ts'
import type { SinkField } from '../key-fields.ts'
import { instantReader } from '../timestamp-fields.ts'

const DAY = 86_400_000
const utc = zoneOf('UTC')

interface SemanticType {
  readonly schema: Schema
  /** of a value that is not null */
  readonly read: (value: Value, field: string) => unknown
}

const wholeMs = (perMs: bigint) => (value: Value, field: string) => {
  const count = BigInt(value as number | bigint)
  if (count % perMs === 0n) return new Date(Number(count / perMs))
  throw new ConnectError('DATA', `Field ${field} has a time of day with fractions of a millisecond: ${count}`)
}

const zoned = (value: Value, field: string) => {
  const instant = parseDateTime(String(value), utc)
  if (instant !== undefined) return instant
  throw new ConnectError('DATA', `Field ${field} has ${value} where a time with a zone was expected`)
}

const decimalText = (value: Value): string => {
  const { scale, value: unscaled } = value as Struct
  return new Decimal(bytesToBigint(unscaled as Uint8Array), Number(scale)).toString()
}

const instant = (unit: 'microseconds' | 'nanoseconds'): SemanticType => ({
  schema: INSTANT,
  read: (value, field) => instantReader(field, unit)(value),
})

/** What Debezium's names of schemas say of their values. */
const types: ReadonlyMap<string | undefined, SemanticType> = new Map<string, SemanticType>([
  ['io.debezium.time.Date', { schema: DATE, read: value => new Date(Number(value) * DAY) }],
  ['io.debezium.time.Time', { schema: TIME, read: wholeMs(1n) }],
  ['io.debezium.time.MicroTime', { schema: TIME, read: wholeMs(1_000n) }],
  ['io.debezium.time.NanoTime', { schema: TIME, read: wholeMs(1_000_000n) }],
  ['io.debezium.time.Timestamp', { schema: TIMESTAMP, read: value => new Date(Number(value)) }],
  ['io.debezium.time.MicroTimestamp', instant('microseconds')],
  ['io.debezium.time.NanoTimestamp', instant('nanoseconds')],
  ['io.debezium.time.ZonedTimestamp', { schema: INSTANT, read: zoned }],
  ['io.debezium.data.VariableScaleDecimal', { schema: STRING, read: decimalText }],
])

/** A field of one of Debezium's types as the type that databases have for it. */
export const semanticField = (field: SinkField): SinkField => {
  const type = types.get(field.schema.name)
  if (type === undefined) return field
  const { optional = false } = field.schema
  return {
    ...field,
    schema: { ...type.schema, optional },
    read: record => {
      const value = (field.read(record) ?? null) as Value
      return value === null ? null : type.read(value, field.name)
    },
  }
}
