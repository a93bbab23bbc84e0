import { Worker } from 'node:worker_threads'
import type { KafkaEvent, KafkaEventResult } from '../../events/kafka-event.ts'
import type { PlanRun } from '../../events/plan-run.ts'
import type { TaskRun } from '../../events/task-run.ts'
import type { LogEntry } from '../../functions/runtime/ports/log.ts'
import type { Metrics } from '../../functions/runtime/ports/metrics.ts'
import type { LocalSettings } from './local-runtime.ts'
import type { ThreadReply, ThreadRequest } from './slice-thread.ts'
import type { RunOutcome } from './startups.ts'

export interface ThreadOptions extends LocalSettings {
  readonly threads: number
  /** how long a slice lasts at most, ms */
  readonly slice: number
  /** takes what slices count */
  readonly metrics: Metrics
  /** a slice has something to say; each thread may say it */
  readonly warned: (warning: LogEntry) => void
  /** a run has ended that has come to something */
  readonly ended: (run: TaskRun | PlanRun, outcome: RunOutcome) => void
  /** a thread has ended by itself, with the runs that were in it */
  readonly lost: (owner: string, runs: readonly (TaskRun | PlanRun)[], error: Error) => void
}

/** Runs slices in threads of their own, several in each; a thread that dies takes only its slices along. */
export interface SliceThreads {
  /** resolves when a first thread has come up */
  readonly ready: Promise<void>
  readonly free: number
  run(run: TaskRun | PlanRun): Promise<void>
  /** hands an event to a connector */
  send(connector: string, event: KafkaEvent): Promise<KafkaEventResult>
  /** lets running slices come to their end, for `grace` ms at most */
  stop(grace: number): Promise<void>
}

/** Slices that share a thread: most of them wait for Kafka or another system most of the time. */
const perThread = 8
const heapLimit = 256

interface Running {
  /** absent: an event, which its poller brings again */
  readonly run?: TaskRun | PlanRun
  readonly done: (result: KafkaEventResult | undefined, error?: Error) => void
}

interface Thread {
  readonly worker: Worker
  readonly owner: string
  readonly running: Map<number, Running>
}

type Work = { readonly run: TaskRun | PlanRun } | { readonly connector: string; readonly event: KafkaEvent }

export const startSliceThreads = (options: ThreadOptions): SliceThreads => {
  const threads = new Set<Thread>()
  const ready = Promise.withResolvers<void>()
  let started = 0
  let next = 0
  let stopped = false

  const startThread = (): Thread => {
    const owner = `${options.host}#${++started}`
    const { dataDir, worker: properties, slice } = options
    const worker = new Worker(new URL('./slice-thread.ts', import.meta.url), {
      workerData: { dataDir, worker: properties, host: owner, slice },
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    })
    const thread: Thread = { worker, owner, running: new Map() }
    let failure = new Error('the thread has ended')
    worker.on('message', (reply: ThreadReply) => {
      if (reply === 'ready') return ready.resolve()
      if ('values' in reply) return options.metrics.put(reply.values, reply.subject)
      if ('warning' in reply) return options.warned(reply.warning)
      const running = thread.running.get(reply.id)
      thread.running.delete(reply.id)
      const outcome = reply.error === undefined ? reply.outcome : 'failed'
      if (running?.run !== undefined && outcome !== undefined) options.ended(running.run, outcome)
      running?.done(reply.result, reply.error === undefined ? undefined : new Error(reply.error))
    })
    worker.on('error', (error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error))
    })
    worker.on('exit', () => {
      threads.delete(thread)
      ready.resolve()
      const lost = [...thread.running.values()]
      for (const { done, run } of lost) {
        if (run !== undefined && !stopped) options.ended(run, 'failed')
        done(undefined, failure)
      }
      if (!stopped)
        options.lost(
          owner,
          lost.flatMap(({ run }) => run ?? []),
          failure,
        )
    })
    threads.add(thread)
    return thread
  }

  const leastBusy = () => [...threads].sort((a, b) => a.running.size - b.running.size)[0]
  /** Another thread is up in 0.2 s, a slice lasts longer; plans do not. */
  const choose = (): Thread => {
    const thread = leastBusy()
    const shares = [...(thread?.running.values() ?? [])].some(({ run }) => run?.role !== 'plan')
    return thread === undefined || (shares && threads.size < options.threads) ? startThread() : thread
  }
  const running = () => [...threads].reduce((sum, thread) => sum + thread.running.size, 0)
  startThread()

  const hand = (work: Work): Promise<KafkaEventResult | undefined> =>
    new Promise((resolve, reject) => {
      const thread = choose()
      const id = ++next
      const done: Running['done'] = (result, error) => (error === undefined ? resolve(result) : reject(error))
      thread.running.set(id, { ...('run' in work && { run: work.run }), done })
      thread.worker.postMessage({ id, ...work } satisfies ThreadRequest)
    })

  return {
    ready: ready.promise,
    get free() {
      return stopped ? 0 : options.threads * perThread - running()
    },
    run: async run => {
      await hand({ run })
    },
    send: async (connector, event) => (await hand({ connector, event })) ?? { batchItemFailures: [] },
    stop: async grace => {
      stopped = true
      for (const { worker } of threads) worker.postMessage('stop' satisfies ThreadRequest)
      const end = performance.now() + grace
      while (running() > 0 && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 20))
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}
