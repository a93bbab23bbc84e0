import type { Run } from '../../events/run-group.ts'
import { type ScheduleContext, schedule } from '../../functions/runtime/schedule.ts'
import type { SliceThreads } from './slice-threads.ts'

export interface SchedulerOptions extends ScheduleContext {
  readonly threads: SliceThreads
  /** ms between two looks at what is due */
  readonly tick: number
  /** a run has ended; `error`: it could not even store its failure */
  readonly ended: (connector: string, error?: Error) => void
}

/** Tick and scheduler on one machine: looks at what is due, now and then and whenever it is woken, and runs it. */
export interface Scheduler {
  wake(connector?: string): Promise<void>
  /** runs this without a claim: what a process before has left behind */
  start(run: Run): void
  stop(): void
}

export const startScheduler = (options: SchedulerOptions): Scheduler => {
  const { threads } = options
  let stopped = false
  let looking: Promise<void> = Promise.resolve()

  const start = (run: Run) => {
    threads
      .run(run)
      .then(
        () => options.ended(run.connector),
        (error: Error) => options.ended(run.connector, error),
      )
      // what it leaves due (its next slice, its tasks) follows at once
      .then(() => wake(run.connector))
  }

  const look = async (connector?: string) => {
    if (stopped) return
    const { groups } = await schedule(options, {
      slots: threads.free,
      ...(connector !== undefined && { connector }),
    })
    for (const run of groups.flatMap(group => group.runs)) start(run)
  }

  /** One look after the other, so that no two count the same free slots. */
  const wake = (connector?: string): Promise<void> => {
    looking = looking.then(() => look(connector)).catch(error => options.ended(connector ?? '', error))
    return looking
  }

  const timer = setInterval(() => void wake(), options.tick)
  return {
    wake,
    start,
    stop: () => {
      stopped = true
      clearInterval(timer)
    },
  }
}
