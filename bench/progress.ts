import { setTimeout as sleep } from 'node:timers/promises'

export interface ProgressOptions {
  /** how much there is by now */
  readonly count: () => Promise<number>
  readonly target: number
  /** ms between two looks */
  readonly interval: number
  /** asked what is wrong when nothing moves */
  readonly describe: () => Promise<string>
  /** ms without a move until it is given up; default 60,000 */
  readonly patience?: number
}

export interface Progress {
  /** ms until the first look that found all */
  readonly wall: number
  /** how much a second, from the first look that found something to the one that found all */
  readonly rate: number
}

/** Looks until the target is reached; rejects when nothing moves for too long, or when there is too much. */
export const watchProgress = async (options: ProgressOptions): Promise<Progress> => {
  const { count, target, interval, describe, patience = 60_000 } = options
  const start = performance.now()
  let first: { at: number; count: number } | undefined
  let moved = start
  let last = 0
  while (last < target) {
    const found = await count()
    const at = performance.now()
    if (found > last) moved = at
    if (found > 0) first ??= { at, count: found }
    if (at - moved > patience) throw new Error(`nothing after ${last} of ${target}: ${await describe()}`)
    last = found
    if (last < target) await sleep(interval)
  }
  if (last > target) throw new Error(`${last} arrived where ${target} were sent: ${await describe()}`)
  return rateOf({ start, end: performance.now(), target, first })
}

const rateOf = (seen: {
  start: number
  end: number
  target: number
  first: { at: number; count: number } | undefined
}): Progress => {
  const wall = seen.end - seen.start
  const { at, count } = seen.first ?? { at: seen.start, count: 0 }
  // all there at the first look: the rate over the whole time is what can be said
  const rate = count === seen.target ? seen.target / wall : (seen.target - count) / (seen.end - at)
  return { wall, rate: rate * 1000 }
}
