import { unreadable } from './date-format/field-readers.ts'
import { formatDate } from './date-format/format-date.ts'
import { parseDatePattern } from './date-format/pattern.ts'
import { readFields } from './date-format/read-fields.ts'
import { resolveFields } from './date-format/resolve-fields.ts'

/** A pattern of Java's `SimpleDateFormat`, in UTC and English. Moments are ms since the epoch. */
export interface SimpleDateFormat {
  readonly pattern: string
  format(time: number): string
  /** The moment that a text says, lenient as Java is; `undefined` when it does not fit. */
  parse(text: string): number | undefined
  /** Present when the pattern is for writing only: the letter that cannot be read. */
  readonly unreadable: string | undefined
}

const YEARS_BACK = 80

const centuryStart = (): Date => {
  const start = new Date()
  start.setUTCFullYear(start.getUTCFullYear() - YEARS_BACK)
  return start
}

/** Throws, with Java's words, for what is no pattern. Years of two digits are those from 80 years ago on, as of this call. */
export const simpleDateFormat = (pattern: string): SimpleDateFormat => {
  const items = parseDatePattern(pattern)
  const start = centuryStart()
  const read = readFields(items, start.getUTCFullYear())
  const parse = (text: string): number | undefined => {
    const values = read(text)
    if (values === undefined) return undefined
    const time = resolveFields(values)
    if (values.get('ambiguous') !== 1 || time >= start.getTime()) return time
    return resolveFields(values.set('year', (values.get('year') ?? 0) + 100))
  }
  return { pattern, format: formatDate(items), parse, unreadable: unreadable(items) }
}
