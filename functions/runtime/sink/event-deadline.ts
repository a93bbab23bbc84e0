import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Limits, Runtime } from '../runtime.ts'

/** Watches the time of a run without a lease. */
export interface Watch {
  /** aborted when nothing may be written any more */
  readonly signal: AbortSignal
  readonly mayWrite: () => boolean
  /** whether it is time to come to an end in good order */
  readonly isOver: () => boolean
  readonly stop: () => void
}

export const watchDeadline = (
  { clock, timing }: Pick<Runtime, 'clock' | 'timing'>,
  { deadline, stopping }: Limits,
): Watch => {
  const aborting = new AbortController()
  const stopped = new AbortController()
  const end = deadline - timing.margin / 5
  void clock.sleep(end - clock.now(), stopped.signal).then(() => {
    if (!stopped.signal.aborted) aborting.abort(timeIsUp())
  })
  return {
    signal: aborting.signal,
    mayWrite: () => !aborting.signal.aborted && !stopped.signal.aborted && clock.now() + timing.call < end,
    isOver: () => stopping?.aborted === true || clock.now() >= deadline - timing.margin,
    stop: () => stopped.abort(),
  }
}

const timeIsUp = () =>
  new ConnectError('FATAL', 'the event was not written before the deadline of its run', { retriable: true })
