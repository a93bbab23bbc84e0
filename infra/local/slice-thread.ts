import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { KafkaEvent, KafkaEventResult } from '../../events/kafka-event.ts'
import type { MetricValues } from '../../events/metrics.ts'
import type { PlanRun } from '../../events/plan-run.ts'
import type { TaskResult, TaskRun } from '../../events/task-run.ts'
import { plan } from '../../functions/plan/plan.ts'
import { aliasOf } from '../../functions/runtime/connector-alias.ts'
import type { Log, LogEntry, Subject } from '../../functions/runtime/ports/log.ts'
import type { Metrics } from '../../functions/runtime/ports/metrics.ts'
import type { PlanOutcome } from '../../functions/runtime/run-plan.ts'
import { sinkEvent } from '../../functions/sink-event/sink-event.ts'
import { sinkTask } from '../../functions/sink-task/sink-task.ts'
import { sourceTask } from '../../functions/source-task/source-task.ts'
import { preload } from './local-plugins.ts'
import { type LocalSettings, openRuntime } from './local-runtime.ts'
import type { RunOutcome } from './startups.ts'

/** What the main thread says: run this slice, take this event, or come to an end. */
export type ThreadRequest =
  | { readonly id: number; readonly run: TaskRun | PlanRun }
  | { readonly id: number; readonly connector: string; readonly event: KafkaEvent }
  | 'stop'
/** What a thread says: that it has come up, what a slice has counted, what it warns of, or that one has ended. */
export type ThreadReply = 'ready' | MetricReport | { readonly warning: LogEntry } | SliceReply
interface MetricReport {
  readonly values: MetricValues
  readonly subject: Subject
}
interface SliceReply {
  readonly id: number
  /** why it could not run: a failing task is a result, not an error */
  readonly error?: string
  /** of a run that has come to something */
  readonly outcome?: RunOutcome
  /** of an event */
  readonly result?: KafkaEventResult
}

const settings: LocalSettings & { readonly slice: number } = workerData
const say = (reply: ThreadReply) => parentPort?.postMessage(reply)

/** The main thread adds up what slices count; each says so once a second, for whoever looks at it often. */
const metrics: Metrics = {
  put: (values, subject) => say({ values, subject }),
  interval: 1_000,
  idle: true,
}

/** What fails is a change of state, which the main thread sees for itself. */
const log: Log = async entry => {
  if (entry.level === 'WARN') say({ warning: entry })
}

const runtime = await openRuntime(settings, { metrics, log })
const stopping = new AbortController()

const handlers = { source: sourceTask(runtime), sink: sinkTask(runtime), plan: plan(runtime) }

const takeEvent = sinkEvent(runtime)
const functionArn = (connector: string) =>
  `arn:aws:lambda:local:000000000000:function:sink-event:${aliasOf(connector)}`

/** What nearly every first slice needs: it comes up while nobody waits for it yet. */
const warmUp = () => Promise.allSettled([runtime.kafka.clusterId(), preload(runtime.plugins, runtime.worker)])

const outcomeOf = (result: TaskResult | PlanOutcome): RunOutcome | undefined => {
  const outcome = typeof result === 'string' ? result : result.outcome
  if (outcome === 'failed') return 'failed'
  return ['planned', 'idle', 'continue'].includes(outcome) ? 'well' : undefined
}

const handle = async (request: Exclude<ThreadRequest, 'stop'>): Promise<SliceReply> => {
  const { id } = request
  const deadline = runtime.clock.now() + settings.slice + runtime.timing.margin
  const limits = { deadline, stopping: stopping.signal }
  try {
    if ('event' in request)
      return { id, result: await takeEvent(request.event, functionArn(request.connector), limits) }
    const outcome = outcomeOf(await handlers[request.run.role](request.run, limits))
    return { id, ...(outcome !== undefined && { outcome }) }
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

void warmUp().then(() => say('ready'))
// otherwise only an end in good order keeps what was compiled
setTimeout(flushCompileCache, 5_000).unref()
parentPort?.on('message', async (request: ThreadRequest) => {
  if (request === 'stop') stopping.abort()
  else say(await handle(request))
})
