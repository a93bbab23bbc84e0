import { ConnectError } from '../../sdk/errors.ts'

/** In the order that messages list them. */
export const precisions = ['nanoseconds', 'microseconds', 'milliseconds', 'seconds'] as const
export type Precision = (typeof precisions)[number]

/** ms since the epoch: the furthest moments that a Date holds. */
export const LAST = 8_640_000_000_000_000

const fail = (message: string): never => {
  throw new ConnectError('DATA', message)
}

const perMillisecond: Readonly<Record<Precision, number>> = {
  nanoseconds: 1_000_000,
  microseconds: 1000,
  milliseconds: 1,
  seconds: 0.001,
}

const toMilliseconds = (unix: number | bigint, precision: Precision): number => {
  if (precision === 'seconds') return Number(unix) * 1000
  const units = perMillisecond[precision]
  // below the millisecond is cut off, towards 1970
  if (typeof unix === 'bigint') return Number(unix / BigInt(units))
  return (unix - (unix % units)) / units + 0
}

/** The moment, in ms since the epoch, that a number since the epoch says. */
export const readUnix = (unix: number | bigint, precision: Precision): number => {
  const time = toMilliseconds(unix, precision)
  return Math.abs(time) <= LAST
    ? time
    : fail(`${unix} ${precision} since 1970 are further away than a date can be`)
}

/** A moment, in ms since the epoch, as a number; what is smaller than the unit is cut off, towards the epoch. */
export const writeUnix = (time: number, precision: Precision): number | bigint => {
  if (precision === 'seconds') return Math.trunc(time / 1000) + 0
  const units = perMillisecond[precision]
  const unix = time * units
  if (Number.isSafeInteger(unix)) return unix
  const exact = BigInt(time) * BigInt(units)
  return BigInt.asIntN(64, exact) === exact
    ? exact
    : fail(`${new Date(time).toISOString()} in ${precision} since 1970 is beyond int64`)
}
