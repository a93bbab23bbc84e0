import { ConnectError } from '../../sdk/errors.ts'
import {
  DATE,
  logicalNames,
  type PrimitiveSchema,
  type Schema,
  STRING,
  TIME,
  TIMESTAMP,
} from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import type { SimpleDateFormat } from '../simple-date-format.ts'
import { LAST, type Precision, readUnix, writeUnix } from './unix.ts'

export const targetTypes = ['string', 'unix', 'Date', 'Time', 'Timestamp'] as const
export type TimestampType = (typeof targetTypes)[number]

const DAY = 86_400_000

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

export const noFormat =
  'TimestampConverter requires format option to be specified when using string timestamps'

export interface TimestampOptions {
  readonly format: SimpleDateFormat | undefined
  readonly precision: Precision
}

const readText = (text: string, format: SimpleDateFormat | undefined): number => {
  if (format === undefined) return fail(noFormat)
  if (format.unreadable !== undefined)
    return fail(`The pattern ${format.pattern} is for writing only, ${format.unreadable} cannot be read`)
  const time = format.parse(text)
  return time !== undefined && Math.abs(time) <= LAST
    ? time
    : fail(`Could not parse timestamp: value (${text}) does not match pattern (${format.pattern})`)
}

/** A moment of any value that can stand for one; `undefined` for others. */
export const timestampReader =
  ({ format, precision }: TimestampOptions) =>
  (value: Exclude<Value, null>): number | undefined => {
    if (value instanceof Date) return value.getTime()
    if (typeof value === 'string') return readText(value, format)
    return Number.isSafeInteger(value) || typeof value === 'bigint'
      ? readUnix(value as number | bigint, precision)
      : undefined
  }

const startOfDay = (time: number) => time - timeOfDay(time)
const timeOfDay = (time: number) => ((time % DAY) + DAY) % DAY

export const timestampWriter = (
  type: TimestampType,
  { format, precision }: TimestampOptions,
): ((time: number) => Value) => {
  const writers: Readonly<Record<TimestampType, (time: number) => Value>> = {
    string: time => format?.format(time) ?? '',
    unix: time => writeUnix(time, precision),
    Date: time => new Date(startOfDay(time)),
    Time: time => new Date(timeOfDay(time)),
    Timestamp: time => new Date(time),
  }
  return writers[type]
}

const schemas: Readonly<Record<TimestampType, PrimitiveSchema>> = {
  string: STRING,
  unix: { type: 'int64' },
  Date: DATE,
  Time: TIME,
  Timestamp: TIMESTAMP,
}

/** The schema of such a timestamp, optional when the old one is. */
export const timestampSchema = (type: TimestampType, { optional }: Schema): PrimitiveSchema =>
  optional === true ? { ...schemas[type], optional } : schemas[type]

const logical: readonly (string | undefined)[] = [
  logicalNames.Date,
  logicalNames.Time,
  logicalNames.Timestamp,
]

/** Throws for schemas whose values are no timestamps. */
export const checkTimestampSchema = ({ type, name }: Schema): void => {
  if (logical.includes(name) || type === 'string' || type === 'int64') return
  const shown = name === undefined ? type.toUpperCase() : `${name}:${type.toUpperCase()}`
  fail(`Schema Schema{${shown}} does not correspond to a known timestamp type format`)
}
