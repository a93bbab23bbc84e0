import { setTimeout as sleep } from 'node:timers/promises'

// ms; the peer has a day, which no slice would see the end of
const LONGEST = 10_000

/** Waits before attempt `attempt` (1 is the first repetition): twice as long each time, at random within the upper half. */
export const pauseBefore = async (attempt: number, backoff: number, signal: AbortSignal): Promise<void> => {
  const longest = Math.min(backoff * 2 ** Math.min(attempt - 1, 30), LONGEST)
  await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal })
}
