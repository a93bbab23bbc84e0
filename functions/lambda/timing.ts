import type { PollBounds } from '../runtime/backoff.ts'
import { defaultTiming, type Timing } from '../runtime/timing.ts'

/** The scheduler's tick, ms: the shortest that EventBridge Scheduler has. */
const tick = 60_000

/**
 * What died without a word is at work again within 90 s: when its lease and the clock's error are over, at the next tick.
 * A claim is taken up within seconds, for no more are made than there are free slots.
 */
export const lambdaTiming: Timing = { ...defaultTiming, lease: 25_000, renew: 8_000, dispatch: tick }

/** Nothing is looked at between two ticks, and each look is paid for. */
export const poll: PollBounds = { min: tick, max: 5 * tick, together: true }
