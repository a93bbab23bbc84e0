import { type CalendarDay, calendarDay } from '../../sdk/java-calendar.ts'

/** ms */
export const DAY = 86_400_000

// the Julian day of 1970-01-01
const EPOCH = 2_440_588
/** 1582-10-15, the first day of the Gregorian calendar, in days since the epoch. */
const CUTOVER = -141_427
const CUTOVER_YEAR = 1582

const { floor } = Math

/** The date of a day, counted from the epoch, in the calendar that was in force. */
export const dateOf = (days: number): CalendarDay => calendarDay(new Date(days * DAY))

/** The year that begins in March, and the day before a month begins, without what differs between the calendars. */
const beforeMonth = (year: number, month: number): { readonly years: number; readonly days: number } => {
  const early = floor((14 - month) / 12)
  const years = year + 4800 - early
  const inYear = floor((153 * (month + 12 * early - 3) + 2) / 5)
  return { years, days: inYear + 365 * years + floor(years / 4) - EPOCH }
}

const julianDay = (year: number, month: number): number => beforeMonth(year, month).days + 1 - 32_083

const gregorianDay = (year: number, month: number): number => {
  const { years, days } = beforeMonth(year, month)
  return days + 1 - floor(years / 100) + floor(years / 400) - 32_045
}

export interface DayInMonth {
  readonly year: number
  /** any integer; 1 is January */
  readonly month: number
  /** from the first of the month, any integer */
  readonly offset: number
  /** the offset counts from the start of the year: the year of the change is then Julian */
  readonly inYear?: boolean
}

/** Days since the epoch; those that the change of calendars left out are taken as Julian. */
export const dayOf = ({ year, month, offset, inYear = false }: DayInMonth): number => {
  const years = year + floor((month - 1) / 12)
  const monthOfYear = month - 12 * floor((month - 1) / 12)
  const julian = julianDay(years, monthOfYear) + offset
  if (year < CUTOVER_YEAR || (year === CUTOVER_YEAR && inYear)) return julian
  const gregorian = gregorianDay(years, monthOfYear) + offset
  return gregorian >= CUTOVER ? gregorian : julian
}
