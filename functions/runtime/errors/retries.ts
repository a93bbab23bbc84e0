import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Counts } from '../meter.ts'
import type { Clock } from '../ports/clock.ts'
import { isPassing, type RetryBounds } from './error-policy.ts'

/** Makes calls again that have failed and may succeed later, by `errors.retry.*`. */
export interface Retries {
  /** whether anything is tried again */
  readonly enabled: boolean
  /**
   * What the call returns when it has succeeded after all. Rejects with its last error when the time is over or when that
   * is none that passes, and with `RetryPending` when the slice ends before.
   */
  run<T>(call: () => T | Promise<T>, failed: unknown): Promise<T>
}

/** The slice ended while something was still to be tried again: the next one goes on with it. */
export class RetryPending extends ConnectError {
  /** ms since it first failed */
  readonly spent: number

  constructor(error: ConnectError, spent: number) {
    super(error.code, error.message, { cause: error.cause, retriable: true })
    this.spent = spent
  }
}

/** Kafka Connect's first pause, ms. */
const shortest = 300

/** ms until the next attempt; `undefined`: the time is over. */
const pauseBefore = (
  { timeout, longest }: RetryBounds,
  { attempt, spent }: { readonly attempt: number; readonly spent: number },
): number | undefined => {
  if (timeout >= 0 && spent >= timeout) return undefined
  const backoff = shortest * 2 ** (attempt - 1)
  const pause = backoff > longest ? Math.floor(Math.random() * longest) : backoff
  return timeout < 0 ? pause : Math.min(pause, timeout - spent)
}

interface Parts {
  readonly clock: Clock
  readonly bounds: RetryBounds
  readonly meter: Pick<Counts, 'add'>
  /** aborted when the slice should come to its end: nothing is waited for any more */
  readonly finishing: AbortSignal
  readonly signal: AbortSignal
  /** ms for which the slices before have tried what is tried again first */
  readonly spent?: number
}

export const createRetries = ({ clock, bounds, meter, finishing, signal, spent = 0 }: Parts): Retries => {
  let before = spent

  const pause = async (ms: number) => {
    if (!finishing.aborted) await clock.sleep(ms, AbortSignal.any([finishing, signal]))
    signal.throwIfAborted()
  }

  return {
    enabled: bounds.timeout !== 0,
    run: async (call, failed) => {
      const began = clock.now() - before
      before = 0
      let error = failed
      for (let attempt = 1; ; attempt++) {
        if (!isPassing(error)) throw error
        const ms = pauseBefore(bounds, { attempt, spent: clock.now() - began })
        if (ms === undefined) throw error
        meter.add('total-record-failures', 1)
        await pause(ms)
        if (finishing.aborted) throw new RetryPending(error, clock.now() - began)
        meter.add('total-retries', 1)
        try {
          return await call()
        } catch (reason) {
          error = reason
        }
      }
    },
  }
}
