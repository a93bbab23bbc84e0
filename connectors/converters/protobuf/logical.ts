import { ConnectError } from '../../sdk/errors.ts'
import type { logicalNames } from '../../sdk/schema.ts'
import { describeValue } from '../../sdk/type-name.ts'
import type { Value } from '../../sdk/value.ts'
import { decimal } from './decimal-message.ts'
import { type LogicalType, readIntegers, writeInteger } from './integer-fields.ts'

export type LogicalName = keyof typeof logicalNames

const MILLIS_PER_DAY = 86_400_000
const NANOS_PER_MILLI = 1_000_000
const NANOS_PER_SECOND = 1_000_000_000

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const millisOf = (value: Value, type: string): number => {
  if (!(value instanceof Date))
    return fail(`Invalid type for ${type}, expected Date but was ${describeValue(value)}`)
  const millis = value.getTime()
  return Number.isNaN(millis) ? fail(`Invalid type for ${type}, the date is not valid`) : millis
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
