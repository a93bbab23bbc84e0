import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Limits, Runtime } from '../runtime.ts'

/** Watches the time of a run without a lease. */
export interface Watch {
  /** aborted when it is time to come to an end in good order */
  readonly finishing: AbortSignal
  /** aborted when nothing may be written any more */
  readonly signal: AbortSignal
  readonly mayWrite: () => boolean
  readonly stop: () => void
}

export const watchDeadline = (
  { clock, timing }: Pick<Runtime, 'clock' | 'timing'>,
  { deadline, stopping }: Limits,
): Watch => {
  const finishing = new AbortController()
  const aborting = new AbortController()
  const stopped = new AbortController()
  const end = deadline - timing.margin / 5
  const at = (time: number, abort: () => void) =>
    void clock.sleep(time - clock.now(), stopped.signal).then(() => {
      if (!stopped.signal.aborted) abort()
    })
  at(deadline - timing.margin, () => finishing.abort())
  at(end, () => aborting.abort(timeIsUp()))
  stopping?.addEventListener('abort', () => finishing.abort(), { signal: stopped.signal, once: true })
  if (stopping?.aborted || clock.now() >= deadline - timing.margin) finishing.abort()
  return {
    finishing: finishing.signal,
    signal: aborting.signal,
    mayWrite: () => !aborting.signal.aborted && !stopped.signal.aborted && clock.now() + timing.call < end,
    stop: () => stopped.abort(),
  }
}

const timeIsUp = () =>
  new ConnectError('FATAL', 'the event was not written before the deadline of its run', { retriable: true })
