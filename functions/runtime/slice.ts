import { ConnectError } from '../../connectors/sdk/errors.ts'
import { type Meter, openMeter } from './meter.ts'
import { openProgress, type ProgressChange, type TaskProgress } from './progress.ts'
import { openPulse, type Pulse } from './pulse.ts'
import type { Redriven } from './redrive/redriven.ts'
import type { Limits, Runtime } from './runtime.ts'
import type { TaskItem } from './state/items.ts'
import type { Lease } from './state/lease.ts'

/** A slice at work: one run of one task, from its lease to its release. */
export interface Slice {
  /** as last stored */
  readonly task: TaskItem
  readonly epoch: number
  readonly progress: TaskProgress
  readonly meter: Meter
  readonly pulse: Pulse
  /** aborted when the slice should come to its end in good order: its time is up, or something else is wanted */
  readonly finishing: AbortSignal
  /** aborted when nothing may be written any more: fenced, or out of time */
  readonly signal: AbortSignal
  /** whether an external write may start */
  mayWrite(): boolean
  /** the table's time, ms since the epoch */
  at(): number
  /** ms for which runs before have tried what this one has to try again */
  readonly retrying: number
  /** Stores progress of partitions, by their canonical JSON; `made`: records were brought on their way. */
  checkpoint(
    changes: ReadonlyMap<string, ProgressChange>,
    made?: { readonly progress: boolean; readonly redriven?: Redriven },
  ): Promise<void>
  /** What to store whenever the lease is renewed anyway. */
  onCheckpoint(pending: () => Promise<void>): void
  /** Ends the watch over lease and time, and reports what was counted. */
  stop(): Promise<void>
}

/** Opens a slice on a lease: renews it, watches the deadline, and learns what is wanted meanwhile. */
export const openSlice = (runtime: Runtime, lease: Lease<TaskItem>, limits: Limits): Slice => {
  const { clock, timing } = runtime
  const { generation, connector, task: number, retryingSince } = lease.item
  const retrying = retryingSince === undefined ? 0 : Math.max(lease.at() - retryingSince, 0)
  const meter = openMeter(runtime, {
    connector,
    task: number,
    epoch: lease.epoch,
    invocation: runtime.host,
  })
  const pulse = openPulse(lease, lease.item)
  const progress = openProgress(runtime.table, () => lease.item)
  const finishing = new AbortController()
  const aborting = new AbortController()
  const stopped = new AbortController()
  const checkpoint: Slice['checkpoint'] = async (changes, made) => {
    await lease.checkpoint(task => {
      const { map, also } = progress.merge(changes)
      return {
        changes: {
          ...(changes.size > 0 && { progress: map }),
          ...pulse.changes(task, made?.progress === true),
          ...(made?.redriven !== undefined && { redriven: made.redriven }),
          ...(made?.progress === true && task.retryingSince !== undefined && { retryingSince: undefined }),
        },
        also,
      }
    })
    if (lease.item.generation !== generation) finishing.abort()
  }
  let pending = () => checkpoint(new Map())

  const watch = async () => {
    const end = limits.deadline - timing.margin
    const abandon = limits.deadline - timing.margin / 5
    while (!stopped.signal.aborted) {
      const next = clock.now() < end ? end : abandon
      await clock.sleep(Math.min(timing.checkpoint, Math.max(next - clock.now(), 0)), stopped.signal)
      if (clock.now() >= end) finishing.abort()
      if (clock.now() >= abandon) throw outOfTime()
      meter.tick()
      if (!stopped.signal.aborted) await pending()
    }
  }
  limits.stopping?.addEventListener('abort', () => finishing.abort(), { signal: stopped.signal, once: true })
  if (limits.stopping?.aborted) finishing.abort()
  const watching = watch().catch(error => aborting.abort(error))

  return {
    get task() {
      return lease.item
    },
    epoch: lease.epoch,
    progress,
    meter,
    pulse,
    finishing: finishing.signal,
    signal: aborting.signal,
    mayWrite: () => !aborting.signal.aborted && lease.mayWrite(),
    at: lease.at,
    retrying,
    checkpoint,
    onCheckpoint: next => {
      pending = next
    },
    stop: async () => {
      stopped.abort()
      await watching
      meter.end()
    },
  }
}

const outOfTime = () =>
  new ConnectError('FATAL', 'the slice did not come to its end before its deadline', { retriable: true })
