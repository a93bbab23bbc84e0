import { ConnectError } from '../sdk/errors.ts'

const DAY = 86_400_000
/** Days that are kept; a table's timestamps lie in far fewer. */
const MAX_DAYS = 20_000

/** A time zone. Times are in ms since the epoch; `local` counts as if the wall clock were UTC's. */
export interface Zone {
  readonly name: string
  localOf(ms: number): number
  /**
   * A time that a clock put forward skips is as long after the change as it seems; of the two that a clock put back
   * shows, the later one: both as Java's `GregorianCalendar` has it.
   */
  instantOf(local: number): number
}

const OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

const makeClock = (name: string): Intl.DateTimeFormat => {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch (cause) {
    const message = `Unknown time zone '${name}': allowed are names such as Europe/Paris, and UTC`
    throw new ConnectError('INVALID_CONFIG', message, { cause })
  }
}

/** Beyond what a Date holds, the offset is as at its end. */
const withinDates = (ms: number) => Math.min(Math.max(ms, -8.64e15), 8.64e15)

const offsetBy = (clock: Intl.DateTimeFormat) => (ms: number) => {
  const text = clock.formatToParts(withinDates(ms)).find(part => part.type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes, seconds] = OFFSET.exec(text) ?? []
  const size = (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000
  return sign === '-' ? -size : size
}

/** Calls `find` once a day of `at`, as far as it answers for the whole day. */
const perDay = (find: (day: number) => number | undefined, otherwise: (at: number) => number) => {
  const known = new Map<number, number | undefined>()
  let lastDay = Number.NaN
  let last: number | undefined
  const lookUp = (day: number) => {
    if (known.has(day)) return known.get(day)
    if (known.size >= MAX_DAYS) known.clear()
    const found = find(day)
    known.set(day, found)
    return found
  }
  return (at: number): number => {
    const day = Math.floor(at / DAY)
    if (day !== lastDay) {
      last = lookUp(day)
      lastDay = day
    }
    return last ?? otherwise(at)
  }
}

const changingZone = (name: string): Zone => {
  const exact = offsetBy(makeClock(name))
  const sameFrom = (from: number, to: number) => {
    const offset = exact(from)
    return exact(to) === offset ? offset : undefined
  }
  const offsetAt = perDay(day => sameFrom(day * DAY, (day + 1) * DAY), exact)
  const nearChange = (local: number): number => {
    const before = exact(local - DAY)
    const after = exact(local + DAY)
    return exact(local - after) === after ? after : before
  }
  const offsetOfLocal = perDay(day => sameFrom((day - 1) * DAY, (day + 2) * DAY), nearChange)
  return {
    name,
    localOf: ms => ms + offsetAt(ms),
    instantOf: local => local - offsetOfLocal(local),
  }
}

const same = (ms: number) => ms

export const UTC_ZONE: Zone = { name: 'UTC', localOf: same, instantOf: same }

const zones = new Map<string, Zone>([['UTC', UTC_ZONE]])

/** The zone of an IANA name. Throws a ConnectError when there is none. */
export const zoneOf = (name: string): Zone => {
  const known = zones.get(name)
  if (known !== undefined) return known
  const made = changingZone(name)
  zones.set(name, made)
  return made
}
