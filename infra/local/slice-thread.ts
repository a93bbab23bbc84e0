import { parentPort, workerData } from 'node:worker_threads'
import type { PlanRun } from '../../events/plan-run.ts'
import type { TaskRun } from '../../events/task-run.ts'
import { plan } from '../../functions/plan/plan.ts'
import { sinkTask } from '../../functions/sink-task/sink-task.ts'
import { sourceTask } from '../../functions/source-task/source-task.ts'
import { type LocalSettings, openRuntime } from './local-runtime.ts'

/** What the main thread says: run this slice, or come to an end. */
export type ThreadRequest = { readonly id: number; readonly run: TaskRun | PlanRun } | 'stop'
export interface ThreadReply {
  readonly id: number
  /** why it could not run: a failing task is a result, not an error */
  readonly error?: string
}

const settings: LocalSettings & { readonly slice: number } = workerData
const runtime = openRuntime(settings)
const stopping = new AbortController()

const handlers = { source: sourceTask(runtime), sink: sinkTask(runtime), plan: plan(runtime) }

/** What nearly every first slice needs: it comes up while nobody waits for it yet. */
const warmUp = () =>
  Promise.allSettled([
    runtime.kafka.clusterId(),
    runtime.plugins.find(['converter'], 'DefaultConverter'),
    runtime.plugins.find(['header_converter'], 'SimpleHeaderConverter'),
  ])

const handle = async ({ id, run }: Exclude<ThreadRequest, 'stop'>): Promise<ThreadReply> => {
  const deadline = runtime.clock.now() + settings.slice + runtime.timing.margin
  try {
    await handlers[run.role](run, { deadline, stopping: stopping.signal })
    return { id }
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

void warmUp()
parentPort?.on('message', async (request: ThreadRequest) => {
  if (request === 'stop') stopping.abort()
  else parentPort?.postMessage(await handle(request))
})
