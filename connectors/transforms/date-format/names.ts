export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const

export const eras = ['BC', 'AD'] as const
export const longEras = ['Before Christ', 'Anno Domini'] as const

export const dayHalves = ['AM', 'PM'] as const

/** English short forms of months and days. */
export const short = (name: string): string => name.slice(0, 3)
