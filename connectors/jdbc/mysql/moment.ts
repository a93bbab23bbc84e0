import { daysOf, isDay } from '../calendar-days.ts'
import { formatDateTime } from '../date-time.ts'
import type { Instant } from '../dialect.ts'
import type { Zone } from '../zone.ts'

const DAY = 86_400_000

const two = (value: number) => String(value).padStart(2, '0')

/** Year, month, day, hour, minute, second, microseconds: as they are in the binary protocol, each 0 when it is left out. */
const partsOf = (raw: string) => {
  const at = (i: number) => (i < raw.length ? raw.charCodeAt(i) : 0)
  return {
    year: at(0) + (at(1) << 8),
    month: at(2),
    day: at(3),
    hour: at(4),
    minute: at(5),
    second: at(6),
    micros: at(7) + (at(8) << 8) + (at(9) << 16) + (at(10) << 24),
  }
}

/** What MySQL would print, for messages. */
export const momentText = (raw: string): string => {
  const { year, month, day, hour, minute, second, micros } = partsOf(raw)
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  const clock = raw.length > 4 ? ` ${two(hour)}:${two(minute)}:${two(second)}` : ''
  return micros > 0 ? `${date}${clock}.${String(micros).padStart(6, '0')}` : date + clock
}

/** Days since the epoch; `undefined`: there is no such day, as of a zero date. */
export const dayOf = (raw: string): number | undefined => {
  if (raw.length < 4) return undefined
  const year = raw.charCodeAt(0) + (raw.charCodeAt(1) << 8)
  const month = raw.charCodeAt(2)
  const day = raw.charCodeAt(3)
  return isDay(year, month, day) ? daysOf(year, month, day) : undefined
}

const secondOfDay = (raw: string): number =>
  raw.length < 7 ? 0 : (raw.charCodeAt(4) * 60 + raw.charCodeAt(5)) * 60 + raw.charCodeAt(6)

const microsOf = (raw: string): number =>
  raw.length < 11
    ? 0
    : raw.charCodeAt(7) + (raw.charCodeAt(8) << 8) + (raw.charCodeAt(9) << 16) + (raw.charCodeAt(10) << 24)

/** `undefined`: there is no such day. */
export const momentOf = (raw: string, zone: Zone): Instant | undefined => {
  const day = dayOf(raw)
  if (day === undefined) return undefined
  const micros = microsOf(raw)
  const ms = zone.instantOf(day * DAY + secondOfDay(raw) * 1000)
  return { ms: ms + Math.floor(micros / 1000), nanos: micros * 1000 }
}

/** A TIME in microseconds, which may be negative and longer than a day. */
export const spanOf = (raw: string): number => {
  if (raw.length < 8) return 0
  const at = (i: number) => raw.charCodeAt(i)
  const days = at(1) + (at(2) << 8) + (at(3) << 16) + (at(4) << 24)
  const seconds = ((days * 24 + at(5)) * 60 + at(6)) * 60 + at(7)
  const micros = raw.length < 12 ? 0 : at(8) + (at(9) << 8) + (at(10) << 16) + (at(11) << 24)
  const span = seconds * 1_000_000 + micros
  return at(0) === 0 ? span : -span
}

/** As MySQL prints it: `-838:59:59.000001`. */
export const spanText = (micros: number): string => {
  const size = Math.abs(micros)
  const seconds = Math.floor(size / 1_000_000)
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const fraction = size % 1_000_000
  return `${micros < 0 ? '-' : ''}${clock}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}`
}

/** MySQL has a year 0, which others call 1 BC. */
export const withYearZero = (text: string): string =>
  text.startsWith('0001-') && text.endsWith(' BC') ? `0000${text.slice(4, -3)}` : text

/** `YYYY-MM-DD hh:mm:ss[.ffffff]` with at most so many digits behind the point; the rest is cut off, not rounded. */
export const cutMoment = (instant: Instant, zone: Zone, digits = 6): string => {
  const unit = 10 ** (9 - Math.min(digits, 6))
  return withYearZero(formatDateTime({ ...instant, nanos: instant.nanos - (instant.nanos % unit) }, zone))
}
