import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectError } from '../../../connectors/sdk/errors.ts'
import { isRepeatable, kafkaError } from './kafka-error.ts'

const first = 30
const longest = 1000

/** ms to wait before attempt `attempt` (from 1): doubling, with half of it random so that clients spread. */
export const backoff = (attempt: number): number => {
  const full = Math.min(longest, first * 2 ** (attempt - 1))
  return full / 2 + (Math.random() * full) / 2
}

export interface RetryOptions {
  /** what is tried, for the error's text */
  readonly what: string
  /** ms after which the last error is thrown */
  readonly timeout: number
  readonly open?: () => boolean
  readonly repeatable?: (error: ConnectError) => boolean
}

/** Repeats until it succeeds, fails for good, or the time is up. */
export const retrying = async <T>(
  attempt: (number: number) => Promise<T>,
  { what, timeout, open = () => true, repeatable = isRepeatable }: RetryOptions,
): Promise<T> => {
  const until = Date.now() + timeout
  for (let number = 1; ; number++) {
    try {
      return await attempt(number)
    } catch (error) {
      const failure = kafkaError(error, what)
      if (!repeatable(failure) || Date.now() >= until || !open()) throw failure
    }
    await sleep(backoff(number))
  }
}
