import type { RestartPolicy } from './config/restart-config.ts'

/** Bounds of the idle back-off, ms. */
export interface PollBounds {
  readonly min: number
  readonly max: number
  /** idle tasks are due at multiples of their interval: those of all connectors at one moment, to share what runs them */
  readonly together?: boolean
}

/** ms until something is restarted that has failed so often in a row: doubles with each, with jitter. */
export const restartAfter = ({ min, max }: Pick<RestartPolicy, 'min' | 'max'>, attempts: number): number => {
  const backoff = Math.min(min * 2 ** Math.min(attempts - 1, 40), max)
  return backoff * (0.75 + Math.random() / 4)
}

/** ms until a drained task is polled again: doubles with every poll that found nothing, up to the upper bound. */
const idleFor = (poll: PollBounds, emptyPolls: number): number =>
  Math.min(poll.min * 2 ** Math.min(emptyPolls, 20), poll.max)

/** When a drained task is due, by the table's time `at`. */
export const idleUntil = (poll: PollBounds, emptyPolls: number, at: number): number => {
  const idle = idleFor(poll, emptyPolls)
  return poll.together === true ? (Math.floor(at / idle) + 1) * idle : at + idle
}
