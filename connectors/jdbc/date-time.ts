import { civilDay, daysOf, isDay } from './calendar-days.ts'
import type { Instant } from './dialect.ts'
import type { Zone } from './zone.ts'

const SECOND = 1000
const DAY = 86_400_000
const ZERO = 48

const pair = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** Fraction of a second, from the character behind the point; digits behind the ninth do not count. */
const nanosAt = (text: string, at: number, end: number): number => {
  let nanos = 0
  for (let i = 0; i < 9; i++) nanos = nanos * 10 + (at + i < end ? text.charCodeAt(at + i) - ZERO : 0)
  return nanos
}

const endOfDigits = (text: string, from: number): number => {
  let at = from
  while (at < text.length && text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= ZERO + 9) at++
  return at
}

const OFFSET = /^ ?(?:Z|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)$/

/** ms east of Greenwich; `undefined`: not an offset. */
const readOffset = (text: string): number | undefined => {
  // what PostgreSQL prints for a session in UTC
  if (text === '+00') return 0
  const match = OFFSET.exec(text)
  if (match === null) return undefined
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECOND
  return sign === '-' ? -size : size
}

const instant = (ms: number, nanos: number): Instant => ({ ms: ms + Math.floor(nanos / 1_000_000), nanos })

/** `start`: of the day, ms as if the wall clock were UTC's. `at`: where the hour begins. */
const readClock = (text: string, at: number, start: number, zone: Zone): Instant | undefined => {
  const hour = pair(text, at)
  const minute = pair(text, at + 3)
  const short = text.charCodeAt(at + 5) !== 58
  const second = short ? 0 : pair(text, at + 6)
  if (!(hour <= 24 && minute <= 59 && second <= 60) || text.charCodeAt(at + 2) !== 58) return undefined
  const local = start + ((hour * 60 + minute) * 60 + second) * SECOND
  const behind = at + (short ? 5 : 8)
  const end = text.charCodeAt(behind) === 46 ? endOfDigits(text, behind + 1) : behind
  const nanos = end > behind ? nanosAt(text, behind + 1, end) : 0
  if (end === text.length) return instant(zone.instantOf(local), nanos)
  const offset = readOffset(text.slice(end))
  return offset === undefined ? undefined : instant(local - offset, nanos)
}

/** NaN when there is anything else than digits. */
const readYear = (text: string, end: number): number => {
  // most are: 50 ns less
  if (end === 4) return pair(text, 0) * 100 + pair(text, 2)
  return end > 4 && endOfDigits(text, 0) === end ? Number(text.slice(0, end)) : Number.NaN
}

const readDigits = (text: string, yearEnd: number, bc: boolean, zone: Zone): Instant | undefined => {
  const named = readYear(text, yearEnd)
  const year = bc ? 1 - named : named
  const month = pair(text, yearEnd + 1)
  const day = pair(text, yearEnd + 4)
  if (Number.isNaN(year) || !isDay(year, month, day) || text.charCodeAt(yearEnd + 3) !== 45) return undefined
  const start = daysOf(year, month, day) * DAY
  if (text.length === yearEnd + 6) return instant(zone.instantOf(start), 0)
  return readClock(text, yearEnd + 7, start, zone)
}

/**
 * Reads `YYYY-MM-DD[ hh:mm[:ss[.fffffffff]]][±hh[:mm[:ss]]|Z][ BC]`, also with a `T`; without an offset it is in `zone`.
 * `undefined` when the text is something else (`infinity`, `0000-00-00`, the 30th of February).
 */
export const parseDateTime = (text: string, zone: Zone): Instant | undefined => {
  const bc = text.charCodeAt(text.length - 1) === 67 && text.endsWith(' BC')
  const yearEnd = text.charCodeAt(4) === 45 ? 4 : text.indexOf('-')
  return readDigits(bc ? text.slice(0, -3) : text, yearEnd, bc, zone)
}

const TIME = /^(-?)(\d{2,3}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/

/** A time of day, or a span of MySQL's TIME, in nanoseconds: exact, as 838 hours are far less than 2^53 of them. */
export const parseTime = (text: string): number | undefined => {
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, sign, hours, minutes, seconds = '0', fraction = ''] = match
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  const nanos = whole * 1e9 + Number(fraction.padEnd(9, '0'))
  return sign === '-' ? -nanos : nanos
}

const two = (value: number) => (value < 10 ? `0${value}` : String(value))

const dayText = (days: number): { readonly text: string; readonly era: string } => {
  const { year, month, day } = civilDay(days)
  const named = String(year > 0 ? year : 1 - year).padStart(4, '0')
  return { text: `${named}-${two(month)}-${two(day)}`, era: year > 0 ? '' : ' BC' }
}

/** `YYYY-MM-DD`, with ` BC` before the year 1; of the day that `ms` lies in, in `zone`. */
export const formatDate = (ms: number, zone: Zone): string => {
  const { text, era } = dayText(Math.floor(zone.localOf(ms) / DAY))
  return text + era
}

/** `hh:mm:ss[.fff…]` of a time since midnight, in ms; without a fraction when it is 0. */
const clockText = (ms: number, nanos: number): string => {
  const seconds = Math.floor(ms / SECOND)
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  if (nanos === 0) return whole
  const fraction = String(nanos).padStart(9, '0')
  return `${whole}.${nanos % 1000 !== 0 ? fraction : fraction.slice(0, nanos % 1_000_000 === 0 ? 3 : 6)}`
}

/** `YYYY-MM-DD hh:mm:ss[.fff[fff[fff]]][ BC]` on the wall clock of `zone`. */
export const formatDateTime = ({ ms, nanos }: Instant, zone: Zone): string => {
  const local = zone.localOf(ms)
  const days = Math.floor(local / DAY)
  const { text, era } = dayText(days)
  return `${text} ${clockText(local - days * DAY, nanos)}${era}`
}

/** `hh:mm:ss[.fff]` of ms since midnight. */
export const formatTime = (ms: number): string => clockText(ms, (ms % SECOND) * 1_000_000)

export const instantOfMs = (ms: number): Instant => ({
  ms,
  nanos: (ms - Math.floor(ms / SECOND) * SECOND) * 1_000_000,
})
