import { ConnectError } from '../../sdk/errors.ts'
import type { CalendarDay } from '../../sdk/java-calendar.ts'
import { DAY, dateOf, dayOf } from './calendar.ts'
import { dayHalves, eras, months, short, weekdays } from './names.ts'
import type { PatternItem } from './pattern.ts'

// of those that a Date can hold
const LAST_DAY = 100_000_000

/** A moment in UTC, taken apart as far as every pattern needs. */
interface Moment extends CalendarDay {
  /** since the epoch */
  readonly days: number
  /** since midnight */
  readonly milliseconds: number
}

type WriteField = (moment: Moment) => string

const momentOf = (time: number): Moment => {
  const days = Math.floor(time / DAY)
  return { ...dateOf(days), days, milliseconds: time - days * DAY }
}

/** From 0, Sunday. */
const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7

const firstOfYear = ({ year }: CalendarDay) => dayOf({ year, month: 1, offset: 0 })
const firstOfMonth = ({ days, day }: Moment) => days - day + 1
const hourOf = ({ milliseconds }: Moment) => Math.floor(milliseconds / 3_600_000)
const part = (milliseconds: number, unit: number, size: number) => Math.floor(milliseconds / unit) % size

/** The year to which the week belongs: weeks begin on Sunday, the first is the one with January 1. */
const weekYear = ({ days }: Moment): number => dateOf(Math.min(days + 6 - weekdayOf(days), LAST_DAY)).year

const weeksSince = (first: number, { days }: Moment) => Math.floor((days - first + weekdayOf(first)) / 7) + 1
const weekOfYear = (moment: Moment): number =>
  weekYear(moment) > moment.year ? 1 : weeksSince(firstOfYear(moment), moment)

const padded = (value: number, count: number) => String(value).padStart(count, '0')

const yearText = (year: number, count: number) => (count === 2 ? padded(year % 100, 2) : padded(year, count))

const monthText = ({ month }: Moment, count: number): string => {
  const name = months[month - 1] ?? ''
  return count < 3 ? padded(month, count) : count === 3 ? short(name) : name
}

const weekdayText = ({ days }: Moment, count: number): string => {
  const name = weekdays[weekdayOf(days)] ?? ''
  return count < 4 ? short(name) : name
}

const texts: Readonly<Record<string, (moment: Moment, count: number) => string>> = {
  G: ({ year }) => eras[year > 0 ? 1 : 0],
  y: ({ year }, count) => yearText(year > 0 ? year : 1 - year, count),
  Y: (moment, count) => yearText(weekYear(moment), count),
  M: monthText,
  L: monthText,
  E: weekdayText,
  a: moment => dayHalves[hourOf(moment) < 12 ? 0 : 1],
  z: (_, count) => (count < 4 ? 'UTC' : 'Coordinated Universal Time'),
  Z: () => '+0000',
  X: () => 'Z',
}

const numbers: Readonly<Record<string, (moment: Moment) => number>> = {
  d: ({ day }) => day,
  D: moment => moment.days - firstOfYear(moment) + 1,
  F: ({ day }) => Math.floor((day - 1) / 7) + 1,
  w: weekOfYear,
  W: moment => weeksSince(firstOfMonth(moment), moment),
  u: ({ days }) => weekdayOf(days) || 7,
  H: hourOf,
  k: moment => hourOf(moment) || 24,
  K: moment => hourOf(moment) % 12,
  h: moment => hourOf(moment) % 12 || 12,
  m: ({ milliseconds }) => part(milliseconds, 60_000, 60),
  s: ({ milliseconds }) => part(milliseconds, 1000, 60),
  S: ({ milliseconds }) => milliseconds % 1000,
}

/** Java counts weeks in its own way before the first year that is all Gregorian. */
const FIRST_WEEK = dayOf({ year: 1583, month: 1, offset: 0 })

const checkWeeks = ({ days }: Moment): void => {
  if (days < FIRST_WEEK) throw new ConnectError('DATA', 'Weeks before the year 1583 are not supported')
}

const writeField = (item: PatternItem): WriteField => {
  if ('text' in item) return () => item.text
  const { letter, count } = item
  const write = writeLetter(letter, count)
  if (!/[YwWF]/.test(letter)) return write
  return moment => {
    checkWeeks(moment)
    return write(moment)
  }
}

const writeLetter = (letter: string, count: number): WriteField => {
  const text = texts[letter]
  if (text !== undefined) return moment => text(moment, count)
  const number = numbers[letter]
  return moment => padded(number?.(moment) ?? 0, count)
}

/** Writes moments, in ms since the epoch, as text. */
export const formatDate = (items: readonly PatternItem[]): ((time: number) => string) => {
  const fields = items.map(writeField)
  return time => {
    const moment = momentOf(time)
    let text = ''
    for (const write of fields) text += write(moment)
    return text
  }
}
