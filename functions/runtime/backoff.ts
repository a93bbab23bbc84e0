/** Bounds of the pause before something that failed is tried again, ms. */
export interface RestartBounds {
  readonly min: number
  readonly max: number
}

/** Attempts at what will hardly heal by itself. */
const limit = 10

/** Bounds of the idle back-off, ms. */
export interface PollBounds {
  readonly min: number
  readonly max: number
  /** idle tasks are due at multiples of their interval: those of all connectors at one moment, to share what runs them */
  readonly together?: boolean
}

/** ms until a failed task or plan is tried again, with jitter; `undefined`: not by itself any more. */
export const restartAfter = (
  { min, max }: RestartBounds,
  attempts: number,
  retriable: boolean,
): number | undefined => {
  if (!retriable && attempts >= limit) return undefined
  const backoff = Math.min(min * 2 ** Math.min(attempts - 1, 20), max)
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
