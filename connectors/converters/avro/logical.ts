import { bigintToBytes, bytesToBigint } from '../../sdk/decimal.ts'
import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { describeValue } from '../../sdk/type-name.ts'
import { Decimal, type Value } from '../../sdk/value.ts'

/** A logical type between its values and those of the type it is encoded as. */
interface LogicalType {
  toBase(value: Value): Value
  fromBase(value: Value): Value
}

const MILLIS_PER_DAY = 86_400_000
const MAX_DAYS = 100_000_000

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

export const scaleOf = (schema: Schema): number => {
  const text = schema.parameters?.scale
  if (text === undefined) return fail('Invalid Decimal schema: scale parameter not found.')
  return /^[+-]?\d+$/.test(text)
    ? Number(text)
    : fail(`Invalid scale parameter found in Decimal schema: ${text}`)
}

const rescaled = ({ unscaled, scale }: Decimal, wanted: number): bigint =>
  scale <= wanted
    ? unscaled * 10n ** BigInt(wanted - scale)
    : fail(
        `Decimal value has mismatching scale for given Decimal schema. Schema has scale ${wanted}, value has scale ${scale}.`,
      )

const decimal = (schema: Schema): LogicalType => {
  const scale = scaleOf(schema)
  return {
    toBase: value =>
      value instanceof Decimal
        ? bigintToBytes(value.scale === scale ? value.unscaled : rescaled(value, scale))
        : fail(`Invalid type for Decimal, expected BigDecimal but was ${describeValue(value)}`),
    fromBase(value) {
      if (!(value instanceof Uint8Array))
        return fail(
          `Invalid type for Decimal, underlying representation should be bytes but was ${describeValue(value)}`,
        )
      return value.length > 0 ? new Decimal(bytesToBigint(value), scale) : fail('Zero length BigInteger')
    },
  }
}

const millisOf = (value: Value, type: string): number => {
  if (!(value instanceof Date))
    return fail(`Invalid type for ${type}, expected Date but was ${describeValue(value)}`)
  const millis = value.getTime()
  return Number.isNaN(millis) ? fail(`Invalid type for ${type}, the date is not valid`) : millis
}

const within = (value: Value, type: string, limit: number): number =>
  typeof value === 'number' && Math.abs(value) <= limit
    ? value
    : fail(`A ${type} must be within ±${limit}, got ${value}`)

const date: LogicalType = {
  toBase(value) {
    const days = millisOf(value, 'Date') / MILLIS_PER_DAY
    return Number.isInteger(days)
      ? days
      : fail('Kafka Connect Date type should not have any time fields set to non-zero values.')
  },
  fromBase: value => new Date(within(value, 'Date', MAX_DAYS) * MILLIS_PER_DAY),
}

const time: LogicalType = {
  toBase(value) {
    const millis = millisOf(value, 'Time')
    return millis >= 0 && millis <= MILLIS_PER_DAY
      ? millis
      : fail('Kafka Connect Time type should not have any date fields set to non-zero values.')
  },
  fromBase(value) {
    const millis = within(value, 'Time', 2 ** 31)
    return millis >= 0 && millis <= MILLIS_PER_DAY
      ? new Date(millis)
      : fail('Time values must use number of milliseconds greater than 0 and less than 86400000')
  },
}

const timestamp: LogicalType = {
  toBase: value => millisOf(value, 'Timestamp'),
  fromBase: value => new Date(within(value, 'Timestamp', MILLIS_PER_DAY * MAX_DAYS)),
}

/** The logical type of a schema, by its name. */
export const logicalType = (schema: Schema): LogicalType | undefined => {
  if (schema.name === logicalNames.Decimal) return decimal(schema)
  if (schema.name === logicalNames.Date) return date
  if (schema.name === logicalNames.Time) return time
  return schema.name === logicalNames.Timestamp ? timestamp : undefined
}
