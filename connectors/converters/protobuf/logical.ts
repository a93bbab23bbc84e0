import type protobuf from 'protobufjs'
import { bigintToBytes, bytesToBigint } from '../../sdk/decimal.ts'
import { ConnectError } from '../../sdk/errors.ts'
import type { logicalNames } from '../../sdk/schema.ts'
import { describeValue } from '../../sdk/type-name.ts'
import { Decimal, type Value } from '../../sdk/value.ts'
import { longOf, readInt64, skipField, wire } from './wire.ts'

export type LogicalName = keyof typeof logicalNames

/** How a logical type stands in its message; both without the length before it. */
export interface LogicalType {
  read(reader: protobuf.Reader): Value
  write(writer: protobuf.Writer, value: Value): void
}

const MILLIS_PER_DAY = 86_400_000
const NANOS_PER_MILLI = 1_000_000
const NANOS_PER_SECOND = 1_000_000_000

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

/** The integers of a message by their numbers less one; those that are missing are 0. */
const readIntegers = (reader: protobuf.Reader, count: number): readonly number[] => {
  const values = new Array<number>(count).fill(0)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    const index = (tag >>> 3) - 1
    if (index >= 0 && index < count && (tag & 7) === wire.varint) values[index] = Number(readInt64(reader))
    else skipField(reader, tag, 1)
  }
  return values
}

const writeInteger = (writer: protobuf.Writer, number: number, value: number) => {
  if (value !== 0) writer.uint32(number << 3).int64(longOf(value))
}

const millisOf = (value: Value, type: string): number => {
  if (!(value instanceof Date))
    return fail(`Invalid type for ${type}, expected Date but was ${describeValue(value)}`)
  const millis = value.getTime()
  return Number.isNaN(millis) ? fail(`Invalid type for ${type}, the date is not valid`) : millis
}

// where others would print more zeros than there is memory for
const MAX_SCALE = 10_000

const digitsOf = (unscaled: bigint) => (unscaled < 0n ? -unscaled : unscaled).toString().length

const decimal: LogicalType = {
  read(reader) {
    let value: Uint8Array | undefined
    let scale = 0
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      if (tag === ((1 << 3) | wire.delimited)) value = reader.bytes()
      else if (tag === 3 << 3) scale = reader.int32()
      else skipField(reader, tag, 1)
    }
    if (value === undefined || value.length === 0) return fail('Invalid Decimal: Zero length BigInteger')
    if (Math.abs(scale) > MAX_SCALE) fail(`Invalid Decimal: scale ${scale}, it is within ±${MAX_SCALE}`)
    return new Decimal(bytesToBigint(value), scale)
  },
  write(writer, value) {
    if (!(value instanceof Decimal))
      return fail(`Invalid type for Decimal, expected BigDecimal but was ${describeValue(value)}`)
    writer.uint32((1 << 3) | wire.delimited).bytes(bigintToBytes(value.unscaled))
    writeInteger(writer, 2, digitsOf(value.unscaled))
    writeInteger(writer, 3, value.scale)
  },
}

const utcDate = (year: number, month: number, day: number): Date => {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date
}

const date: LogicalType = {
  read(reader) {
    const [year = 0, month = 0, day = 0] = readIntegers(reader, 3)
    const found = utcDate(year, month, day)
    return year > 0 && found.getUTCMonth() === month - 1 && found.getUTCDate() === day
      ? found
      : fail(`Invalid Date: year ${year}, month ${month}, day ${day}`)
  },
  write(writer, value) {
    const millis = millisOf(value, 'Date')
    if (millis % MILLIS_PER_DAY !== 0)
      fail('Kafka Connect Date type should not have any time fields set to non-zero values.')
    const day = new Date(millis)
    if (day.getUTCFullYear() < 1)
      fail(`A Date before the year 1 has no form in Protobuf: ${day.toISOString()}`)
    writeInteger(writer, 1, day.getUTCFullYear())
    writeInteger(writer, 2, day.getUTCMonth() + 1)
    writeInteger(writer, 3, day.getUTCDate())
  },
}

const within = (value: number, limit: number) => value >= 0 && value < limit

const time: LogicalType = {
  read(reader) {
    const [hours = 0, minutes = 0, seconds = 0, nanos = 0] = readIntegers(reader, 4)
    if (!(within(hours, 24) && within(minutes, 60) && within(seconds, 60) && within(nanos, NANOS_PER_SECOND)))
      fail(`Invalid TimeOfDay: hours ${hours}, minutes ${minutes}, seconds ${seconds}, nanos ${nanos}`)
    return new Date(((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.floor(nanos / NANOS_PER_MILLI))
  },
  write(writer, value) {
    const millis = millisOf(value, 'Time')
    if (!within(millis, MILLIS_PER_DAY))
      fail('Time values must use number of millis greater than 0 and less than 86400000')
    const seconds = Math.floor(millis / 1000)
    writeInteger(writer, 1, Math.floor(seconds / 3600))
    writeInteger(writer, 2, Math.floor(seconds / 60) % 60)
    writeInteger(writer, 3, seconds % 60)
    writeInteger(writer, 4, (millis % 1000) * NANOS_PER_MILLI)
  },
}

// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z
const FIRST_SECOND = -62_135_596_800
const LAST_SECOND = 253_402_300_799
const isSecond = (seconds: number) => seconds >= FIRST_SECOND && seconds <= LAST_SECOND

const timestamp: LogicalType = {
  read(reader) {
    const [seconds = 0, nanos = 0] = readIntegers(reader, 2)
    if (!(isSecond(seconds) && within(nanos, NANOS_PER_SECOND)))
      fail(`Invalid Timestamp: seconds ${seconds}, nanos ${nanos}; it is of the years 1 to 9999`)
    return new Date(seconds * 1000 + Math.floor(nanos / NANOS_PER_MILLI))
  },
  write(writer, value) {
    const millis = millisOf(value, 'Timestamp')
    const seconds = Math.floor(millis / 1000)
    if (!isSecond(seconds))
      fail(`A Timestamp is of the years 1 to 9999 in Protobuf, got ${new Date(millis).toISOString()}`)
    writeInteger(writer, 1, seconds)
    writeInteger(writer, 2, (millis - seconds * 1000) * NANOS_PER_MILLI)
  },
}

export const logicalTypes: Readonly<Record<LogicalName, LogicalType>> = {
  Decimal: decimal,
  Date: date,
  Time: time,
  Timestamp: timestamp,
}
