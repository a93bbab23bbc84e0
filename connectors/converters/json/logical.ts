import { bigintToBytes, bytesToBigint } from '../../sdk/decimal.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { javaClassOf } from '../../sdk/java-class.ts'
import { decimalText } from '../../sdk/java-text.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { Decimal, type Value } from '../../sdk/value.ts'
import { bytesOf, integerOf, nodeType } from './node.ts'

export type DecimalFormat = 'BASE64' | 'NUMERIC'

/** How a logical type stands in JSON. */
export interface LogicalType {
  write(schema: Schema, value: Value, decimalFormat: DecimalFormat): string
  /** what `write` prints, where that is always a safe integer */
  toInteger?(value: Value): number
  read(schema: Schema, node: Value): Value
}

const MILLIS_PER_DAY = 86_400_000

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const classText = (schema: Schema | undefined, value: Value): string =>
  value === null ? 'null' : `class ${javaClassOf(schema, value)}`

const scaleOf = (schema: Schema): number => {
  const text = schema.parameters?.scale
  if (text === undefined) return fail('Invalid Decimal schema: scale parameter not found.')
  return /^[+-]?\d+$/.test(text)
    ? Number(text)
    : fail(`Invalid scale parameter found in Decimal schema: ${text}`)
}

/** A schema without one is blamed on the bytes, as by the peer. */
const readScale = (schema: Schema): number => {
  try {
    return scaleOf(schema)
  } catch (cause) {
    throw new ConnectError('DATA', 'Invalid bytes for Decimal field', { cause })
  }
}

/** With the schema's scale, when that only adds zeros. */
const rescaled = ({ unscaled, scale }: Decimal, wanted: number): bigint =>
  scale <= wanted
    ? unscaled * 10n ** BigInt(wanted - scale)
    : fail(
        `Decimal value has mismatching scale for given Decimal schema. Schema has scale ${wanted}, value has scale ${scale}.`,
      )

const decimal: LogicalType = {
  write(schema, value, format) {
    if (!(value instanceof Decimal))
      return fail(`Invalid type for Decimal, expected BigDecimal but was ${classText(schema, value)}`)
    if (format === 'NUMERIC') return decimalText(value)
    return `"${Buffer.from(bigintToBytes(rescaled(value, scaleOf(schema)))).toString('base64')}"`
  },
  read(schema, node) {
    if (node instanceof Decimal) return node
    if (typeof node === 'string') {
      const bytes = bytesOf(node)
      if (bytes === undefined || bytes.length === 0) return fail('Invalid bytes for Decimal field')
      return new Decimal(bytesToBigint(bytes), readScale(schema))
    }
    const integer = integerOf(node)
    if (integer !== undefined) return new Decimal(BigInt(integer), 0)
    return fail(
      `Invalid type for Decimal, underlying representation should be numeric or bytes but was ${nodeType(node)}`,
    )
  },
}

const millisOf = (value: Value, type: string): number => {
  if (!(value instanceof Date))
    return fail(`Invalid type for ${type}, expected Date but was ${classText(undefined, value)}`)
  const millis = value.getTime()
  return Number.isNaN(millis) ? fail(`Invalid type for ${type}, the date is not valid`) : millis
}

const INT32 = 2 ** 31
const INT64 = 2 ** 63
// the most that a Date of JavaScript holds; Java's hold all of int64
const MAX_MILLIS = MILLIS_PER_DAY * 100_000_000

/** An integer of the type that Kafka Connect reads, in milliseconds when each of its units has so many. */
const millisFrom = (node: Value, type: string, { range, unit }: { range: number; unit: number }): number => {
  const integer = integerOf(node)
  if (integer === undefined || integer < -range || integer >= range)
    return fail(
      `Invalid type for ${type}, underlying representation should be ${type === 'Timestamp' ? 'integral' : 'integer'} but was ${nodeType(node)}`,
    )
  const millis = Number(integer) * unit
  return Math.abs(millis) <= MAX_MILLIS ? millis : fail(`${integer} is beyond what a ${type} can hold here`)
}

const integral = (toInteger: (value: Value) => number, read: LogicalType['read']): LogicalType => ({
  write: (_, value) => String(toInteger(value)),
  toInteger,
  read,
})

const date = integral(
  value => {
    const days = millisOf(value, 'Date') / MILLIS_PER_DAY
    return Number.isInteger(days)
      ? days
      : fail('Kafka Connect Date type should not have any time fields set to non-zero values.')
  },
  (_, node) => new Date(millisFrom(node, 'Date', { range: INT32, unit: MILLIS_PER_DAY })),
)

const time = integral(
  value => {
    const millis = millisOf(value, 'Time')
    return millis >= 0 && millis <= MILLIS_PER_DAY
      ? millis
      : fail('Kafka Connect Time type should not have any date fields set to non-zero values.')
  },
  (_, node) => {
    const millis = millisFrom(node, 'Time', { range: INT32, unit: 1 })
    return millis >= 0 && millis <= MILLIS_PER_DAY
      ? new Date(millis)
      : fail('Time values must use number of milliseconds greater than 0 and less than 86400000')
  },
)

const timestamp = integral(
  value => millisOf(value, 'Timestamp'),
  (_, node) => new Date(millisFrom(node, 'Timestamp', { range: INT64, unit: 1 })),
)

/** By schema name. */
export const logicalTypes: ReadonlyMap<string, LogicalType> = new Map([
  [logicalNames.Decimal, decimal],
  [logicalNames.Date, date],
  [logicalNames.Time, time],
  [logicalNames.Timestamp, timestamp],
])
