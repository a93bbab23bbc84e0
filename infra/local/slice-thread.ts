import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { KafkaEvent, KafkaEventResult } from '../../events/kafka-event.ts'
import type { PlanRun } from '../../events/plan-run.ts'
import type { TaskRun } from '../../events/task-run.ts'
import { plan } from '../../functions/plan/plan.ts'
import { aliasOf } from '../../functions/runtime/connector-alias.ts'
import { sinkEvent } from '../../functions/sink-event/sink-event.ts'
import { sinkTask } from '../../functions/sink-task/sink-task.ts'
import { sourceTask } from '../../functions/source-task/source-task.ts'
import { preload } from './local-plugins.ts'
import { type LocalSettings, openRuntime } from './local-runtime.ts'

/** What the main thread says: run this slice, take this event, or come to an end. */
export type ThreadRequest =
  | { readonly id: number; readonly run: TaskRun | PlanRun }
  | { readonly id: number; readonly connector: string; readonly event: KafkaEvent }
  | 'stop'
/** What a thread says: that it has come up, or that a slice has ended. */
export type ThreadReply = 'ready' | SliceReply
interface SliceReply {
  readonly id: number
  /** why it could not run: a failing task is a result, not an error */
  readonly error?: string
  /** of an event */
  readonly result?: KafkaEventResult
}

const settings: LocalSettings & { readonly slice: number } = workerData
const runtime = await openRuntime(settings)
const stopping = new AbortController()

const handlers = { source: sourceTask(runtime), sink: sinkTask(runtime), plan: plan(runtime) }

const takeEvent = sinkEvent(runtime)
const functionArn = (connector: string) =>
  `arn:aws:lambda:local:000000000000:function:sink-event:${aliasOf(connector)}`

/** What nearly every first slice needs: it comes up while nobody waits for it yet. */
const warmUp = () => Promise.allSettled([runtime.kafka.clusterId(), preload(runtime.plugins, runtime.worker)])

const handle = async (request: Exclude<ThreadRequest, 'stop'>): Promise<SliceReply> => {
  const { id } = request
  const deadline = runtime.clock.now() + settings.slice + runtime.timing.margin
  const limits = { deadline, stopping: stopping.signal }
  try {
    if ('event' in request)
      return { id, result: await takeEvent(request.event, functionArn(request.connector), limits) }
    await handlers[request.run.role](request.run, limits)
    return { id }
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

void warmUp().then(() => parentPort?.postMessage('ready' satisfies ThreadReply))
// otherwise only an end in good order keeps what was compiled
setTimeout(flushCompileCache, 5_000).unref()
parentPort?.on('message', async (request: ThreadRequest) => {
  if (request === 'stop') stopping.abort()
  else parentPort?.postMessage(await handle(request))
})
