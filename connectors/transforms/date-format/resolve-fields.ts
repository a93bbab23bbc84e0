import { DAY, dayOf } from './calendar.ts'
import type { FieldName, FieldValues } from './field-readers.ts'

const EPOCH_YEAR = 1970

/** Which of the fields was set last; absent ones never were. */
const lastOf = (values: FieldValues, names: readonly FieldName[]): FieldName | undefined =>
  [...values.keys()].findLast(name => names.includes(name))

/** `offset`: days to add. */
const daysOf = (values: FieldValues, offset: number): number => {
  const given = values.get('year') ?? EPOCH_YEAR
  const year = values.get('era') === 0 ? 1 - given : given
  if (lastOf(values, ['day', 'dayOfYear']) === 'dayOfYear')
    return dayOf({ year, month: 1, offset: (values.get('dayOfYear') ?? 1) - 1 + offset, inYear: true })
  return dayOf({ year, month: (values.get('month') ?? 0) + 1, offset: (values.get('day') ?? 1) - 1 + offset })
}

/** An hour of the half day counts only when the half is given too, or no hour of the day is. */
const isHalfDay = (values: FieldValues): boolean => {
  const hasBoth = values.has('hour') && values.has('dayHalf')
  const last = lastOf(values, hasBoth ? ['hourOfDay', 'hour', 'dayHalf'] : ['hourOfDay'])
  return last !== 'hourOfDay'
}

const hoursOf = (values: FieldValues): number =>
  isHalfDay(values)
    ? (values.get('hour') ?? 0) + 12 * (values.get('dayHalf') ?? 0)
    : (values.get('hourOfDay') ?? 0)

/** The moment, in ms since the epoch, that fields say; values beyond their range run over into the next. */
export const resolveFields = (values: FieldValues): number => {
  const minutes = hoursOf(values) * 60 + (values.get('minute') ?? 0)
  const seconds = minutes * 60 + (values.get('second') ?? 0)
  const time = seconds * 1000 + (values.get('millisecond') ?? 0)
  const overflow = Math.floor(time / DAY)
  return daysOf(values, overflow) * DAY + (time - overflow * DAY) - (values.get('zone') ?? 0)
}
