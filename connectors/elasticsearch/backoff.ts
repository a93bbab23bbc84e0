import { setTimeout as sleep } from 'node:timers/promises'

// ms; the peer has a day, which no slice would see the end of
const LONGEST = 10_000

/** ms before attempt `attempt` (1 is the first repetition): twice as long each time, at random within the upper half. */
export const pauseOf = (attempt: number, backoff: number): number =>
  Math.min(backoff * 2 ** Math.min(attempt - 1, 30), LONGEST) * (0.5 + Math.random() / 2)

/** Waits as long as `pauseOf` says. */
export const pauseBefore = async (attempt: number, backoff: number, signal: AbortSignal): Promise<void> => {
  await sleep(pauseOf(attempt, backoff), undefined, { signal })
}
