import { ConnectError } from '../sdk/errors.ts'
import { type PrimitiveSchema, STRING, TIMESTAMP } from '../sdk/schema.ts'
import type { Value } from '../sdk/value.ts'
import { formatDateTime } from './date-time.ts'
import type { Instant } from './dialect.ts'
import type { Zone } from './zone.ts'

/** What `timestamp.granularity` makes of moments. `of` throws `DATA` when a moment does not fit. */
interface TimestampForm {
  readonly schema: PrimitiveSchema
  of(instant: Instant): Value
}

const LAST_DATE = 8.64e15
const INT64: PrimitiveSchema = { type: 'int64' }

const asDate = ({ ms }: Instant): Date => {
  if (Math.abs(ms) > LAST_DATE) throw new ConnectError('DATA', 'it is beyond what a Timestamp holds')
  return new Date(ms)
}

const microsOf = ({ ms, nanos }: Instant): number | bigint => {
  const seconds = Math.floor(ms / 1000)
  const micros = seconds * 1_000_000 + Math.floor(nanos / 1000)
  if (Number.isSafeInteger(micros)) return micros
  return BigInt(seconds) * 1_000_000n + BigInt(Math.floor(nanos / 1000))
}

const exactNanos = ({ ms, nanos }: Instant): bigint =>
  BigInt(Math.floor(ms / 1000)) * 1_000_000_000n + BigInt(nanos)

const nanosOf = (instant: Instant): number | bigint => {
  const nanos = exactNanos(instant)
  if (BigInt.asIntN(64, nanos) !== nanos)
    throw new ConnectError('DATA', 'its nanoseconds since 1970 do not fit into INT64')
  const small = Number(nanos)
  return Number.isSafeInteger(small) ? small : nanos
}

/** `YYYY-MM-DDThh:mm:ss.` and so many digits. */
const isoOf =
  (zone: Zone, digits: number) =>
  (instant: Instant): string => {
    const text = formatDateTime({ ms: instant.ms, nanos: 0 }, zone)
    if (text.endsWith(' BC')) throw new ConnectError('DATA', 'it is before the year 1')
    const fraction = String(instant.nanos).padStart(9, '0').slice(0, digits)
    return `${text.replace(' ', 'T')}.${fraction}`
  }

/** Throws `INVALID_CONFIG` when there is no such granularity. */
export const timestampForm = (granularity: string, zone: Zone): TimestampForm => {
  const forms: Readonly<Record<string, TimestampForm>> = {
    connect_logical: { schema: TIMESTAMP, of: asDate },
    micros_long: { schema: INT64, of: microsOf },
    micros_string: { schema: STRING, of: instant => String(microsOf(instant)) },
    micros_iso_datetime_string: { schema: STRING, of: isoOf(zone, 6) },
    nanos_long: { schema: INT64, of: nanosOf },
    nanos_string: { schema: STRING, of: instant => String(exactNanos(instant)) },
    nanos_iso_datetime_string: { schema: STRING, of: isoOf(zone, 9) },
  }
  const form = Object.hasOwn(forms, granularity) ? forms[granularity] : undefined
  if (form !== undefined) return form
  const allowed = Object.keys(forms).join(', ')
  throw new ConnectError('INVALID_CONFIG', `Unknown granularity '${granularity}': allowed are ${allowed}`)
}
