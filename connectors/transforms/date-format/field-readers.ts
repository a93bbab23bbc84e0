import { dayHalves, eras, longEras, months, short, weekdays } from './names.ts'
import type { PatternItem } from './pattern.ts'
import { readNumber } from './read-number.ts'
import { readIsoZone, readZone } from './read-zone.ts'

/** What a text sets, by the names of the calendar's fields. */
export type FieldName =
  | 'era'
  | 'year'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'weekday'
  | 'hourOfDay'
  | 'hour'
  | 'dayHalf'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'zone'
  /** 1: the year had two digits, and the year in which their century begins */
  | 'ambiguous'

/** The last one of the fields that say the same is the one that counts, so their order matters. */
export type FieldValues = Map<FieldName, number>

/** Without a value nothing is set. */
interface Found {
  readonly value: number | undefined
  readonly end: number
}

/** Where a field is read: behind blanks, which begin at `start`. */
interface Place {
  readonly text: string
  readonly at: number
  readonly start: number
  readonly count: number
  /** fields that follow without a delimiter end a number by its count */
  readonly adjoining: boolean
}

type Read = (place: Place) => Found | undefined

const folded = (text: string) => text.toUpperCase().toLowerCase()

/** The longest of the names that the text has there, in any case; blanks before it are not passed over. */
const readName = (values: readonly (readonly [string, number])[]): Read => {
  const longestFirst = values
    .map(([name, value]) => ({ name: name.toLowerCase(), value }))
    .toSorted((a, b) => b.name.length - a.name.length)
  return ({ text, start }) => {
    const found = longestFirst.find(({ name }) => folded(text.slice(start, start + name.length)) === name)
    return found && { value: found.value, end: start + found.name.length }
  }
}

const numbered = (names: readonly string[]) => names.map((name, i) => [name, i] as const)
const withShort = (names: readonly string[]) => [...numbered(names), ...numbered(names.map(short))]

const number: Read = ({ text, at, start, count, adjoining }) => {
  if (!adjoining) return readNumber(text, at)
  return start + count > text.length ? undefined : readNumber(text.slice(0, start + count), at)
}

const monthName = readName(withShort(months))

const month: Read = place => {
  if (place.count > 2) return monthName(place)
  const found = number(place)
  return found && { ...found, value: (Number(found.value) - 1) | 0 }
}

/** A clock that counts from 1 shows `last` for 0. */
const hour =
  (last: number): Read =>
  place => {
    const found = number(place)
    return found?.value === last ? { ...found, value: 0 } : found
  }

const zone: Read = ({ text, at, start }) => readZone(text, at, start)

/** By pattern letter: the field that it sets, and how it is read. */
export const readers: Readonly<Record<string, readonly [FieldName, Read]>> = {
  G: ['era', readName([...numbered(eras), ...numbered(longEras)])],
  y: ['year', number],
  M: ['month', month],
  L: ['month', month],
  d: ['day', number],
  D: ['dayOfYear', number],
  E: ['weekday', readName(withShort(weekdays))],
  u: ['weekday', number],
  a: ['dayHalf', readName(numbered(dayHalves))],
  H: ['hourOfDay', number],
  k: ['hourOfDay', hour(24)],
  K: ['hour', number],
  h: ['hour', hour(12)],
  m: ['minute', number],
  s: ['second', number],
  S: ['millisecond', number],
  z: ['zone', zone],
  Z: ['zone', zone],
  X: ['zone', ({ text, at, count }) => readIsoZone(text, at, count)],
}

const isReadable = (letter: string) => Object.hasOwn(readers, letter)

/** Whether an item of a pattern is read as a number. */
export const isNumeric = (item: PatternItem | undefined): boolean =>
  item !== undefined &&
  'letter' in item &&
  (/[ydkHmsSDhKu]/.test(item.letter) || (/[ML]/.test(item.letter) && item.count <= 2))

/** Letters of a pattern that texts cannot be read by: weeks, and days of the week that alone say the day. */
export const unreadable = (items: readonly PatternItem[]): string | undefined => {
  const letters = items.flatMap(item => ('letter' in item ? [item.letter] : []))
  const hasDay = letters.includes('d') || letters.includes('D')
  return letters.find(letter => !isReadable(letter) || (!hasDay && /[Eu]/.test(letter)))
}
