const MILLIS_PER_DAY = 86_400_000
/** 15 October 1582, the day after 4 October: before it Java counts by the Julian calendar. */
const GREGORIAN_FROM = Date.UTC(1582, 9, 15)
const JULIAN_DAY_OF_EPOCH = 2_440_588

export interface CalendarDay {
  readonly year: number
  /** from 1 */
  readonly month: number
  readonly day: number
}

// https://en.wikipedia.org/wiki/Julian_day#Julian_or_Gregorian_calendar_from_Julian_day_number
const julianDay = (date: Date): CalendarDay => {
  const days = Math.floor(date.getTime() / MILLIS_PER_DAY) + JULIAN_DAY_OF_EPOCH + 32_082
  const years = Math.floor((4 * days + 3) / 1461)
  const dayOfYear = days - Math.floor((1461 * years) / 4)
  const month = Math.floor((5 * dayOfYear + 2) / 153)
  return {
    year: years - 4800 + Math.floor(month / 10),
    month: month + 3 - 12 * Math.floor(month / 10),
    day: dayOfYear - Math.floor((153 * month + 2) / 5) + 1,
  }
}

/** The day in UTC as Java's `Date` and `SimpleDateFormat` name it. */
export const calendarDay = (date: Date): CalendarDay =>
  date.getTime() < GREGORIAN_FROM
    ? julianDay(date)
    : { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }

/** The start of a day in UTC, as Java's `SimpleDateFormat` reads it; `undefined` when there is no such day. */
export const startOfDay = ({ year, month, day }: CalendarDay): Date | undefined => {
  const gregorian = new Date(0).setUTCFullYear(year, month - 1, day)
  const years = month > 2 ? year : year - 1
  const behind = Math.floor(years / 100) - Math.floor(years / 400) - 2
  const date = new Date(gregorian < GREGORIAN_FROM ? gregorian + behind * MILLIS_PER_DAY : gregorian)
  const named = calendarDay(date)
  return named.year === year && named.month === month && named.day === day ? date : undefined
}
