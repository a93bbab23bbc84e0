import { ConnectError } from '../../sdk/errors.ts'
import { describeValue } from '../../sdk/type-name.ts'
import type { Value } from '../../sdk/value.ts'
import type { Instant } from '../dialect.ts'

const NANOS_PER_SECOND = 1_000_000_000n

const countOf = (value: Value, field: string): bigint => {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  if (typeof value === 'string' && /^[+-]?\d+$/.test(value)) return BigInt(value)
  const got = typeof value === 'string' ? `'${value}'` : describeValue(value)
  throw new ConnectError(
    'DATA',
    `Field ${field} is in timestamp.fields.list, but ${got} is no number of micro- or nanoseconds`,
  )
}

/** Rounded down, as times before 1970 have to be. */
const divide = (count: bigint, by: bigint): bigint => {
  const quotient = count / by
  return count < 0n && quotient * by !== count ? quotient - 1n : quotient
}

const fromNanos = (count: bigint): Instant => {
  const seconds = divide(count, NANOS_PER_SECOND)
  const nanos = Number(count - seconds * NANOS_PER_SECOND)
  return { ms: Number(seconds) * 1000 + Math.floor(nanos / 1_000_000), nanos }
}

/** What a Date holds, ms to either side of 1970: databases hold less. */
const MAX_MS = 8.64e15

const fromMicros = (micros: number): Instant => {
  const seconds = Math.floor(micros / 1_000_000)
  return { ms: Math.floor(micros / 1000), nanos: (micros - seconds * 1_000_000) * 1000 }
}

/** Reads a count of micro- or nanoseconds since the epoch, null included. Throws `DATA` when it is none. */
export const instantReader =
  (field: string, unit: 'microseconds' | 'nanoseconds') =>
  (value: Value): Instant | null => {
    if (value === null) return null
    if (unit === 'microseconds' && typeof value === 'number') return fromMicros(value)
    const count = countOf(value, field)
    const instant = fromNanos(unit === 'nanoseconds' ? count : count * 1000n)
    if (Math.abs(instant.ms) <= MAX_MS) return instant
    throw new ConnectError(
      'DATA',
      `Field ${field} has ${count} ${unit}, which is in no year that a date can have`,
    )
  }
