import { randomUUID } from 'node:crypto'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { TaskResult, TaskRun } from '../../events/task-run.ts'
import { idleUntil, type PollBounds } from './backoff.ts'
import type { Pulse } from './pulse.ts'
import { afterFailure } from './restart.ts'
import type { Limits, Runtime } from './runtime.ts'
import { openSlice, type Slice } from './slice.ts'
import { handBack } from './state/hand-back.ts'
import { type TaskItem, type TopicOffset, taskKey, taskOf } from './state/items.ts'
import { type Lease, takeLease } from './state/lease.ts'
import { atRest, taken } from './state/status.ts'

/** How the work of a slice came to its end. */
export interface Ending {
  /** nothing more to do for now; otherwise the next slice follows at once */
  readonly drained: boolean
  /** records handed over in this slice */
  readonly records: number
  /** ms from now when to look again; absent: by the idle back-off within `poll` */
  readonly again?: number | undefined
  readonly poll: PollBounds
  /** what a sink waits for: it need not run before the topic has reached one of these */
  readonly waitsFor?: readonly TopicOffset[] | undefined
  /** ms for which something was tried again that the next slice has to go on with */
  readonly retrying?: number | undefined
}

/** What a slice does between lease and release. It resolves with everything stored, or rejects with what it could store stored. */
export type Work = (slice: Slice) => Promise<Ending>

const isRunnable = (task: TaskItem): boolean =>
  task.wanted === 'RUNNING' && !task.gone && task.leaving.length === 0 && task.partitions.length > 0

/** Runs one slice of a task. Its own failures are results, stored with the task; only a failing table rejects. */
export const runTask = async (
  runtime: Runtime,
  run: TaskRun,
  options: Limits & { readonly work: Work },
): Promise<TaskResult> => {
  const key = taskKey(run.connector, run.task)
  const result = (outcome: TaskResult['outcome'], records = 0): TaskResult => ({
    version: 1,
    connector: run.connector,
    task: run.task,
    outcome,
    records,
  })
  const { lease } = await takeLease(runtime, key, {
    owner: `${runtime.host}/${randomUUID()}`,
    read: taskOf,
    wanted: isRunnable,
    taking: taken,
    ...(run.ended !== undefined && { ended: run.ended }),
  })
  if (lease === undefined) return result('nothing')
  if (!isRunnable(lease.item)) {
    // a plan came between reading and taking
    await lease.release(({ status }) => ({ dueAt: undefined, status: atRest(status) }))
    return result('nothing')
  }
  const { triggered } = lease.item
  const slice = openSlice(runtime, lease, options)
  try {
    const ending = await settle(slice, async () => {
      await runtime.clock.sleep(lease.writesFrom - runtime.clock.now(), slice.signal)
      return options.work(slice)
    })
    return result(
      (await release(lease, { ...ending, pulse: slice.pulse, triggered })) ? 'continue' : 'idle',
      ending.records,
    )
  } catch (error) {
    const outcome = isFenced(error) ? 'fenced' : await fail(runtime, lease, error)
    if (outcome === 'fenced') await handBack(runtime.table, key, lease.owner)
    return result(outcome)
  }
}

const isFenced = (error: unknown): boolean => error instanceof ConnectError && error.code === 'FENCED'

/** Nothing of the slice goes on after this. What ended the watch over its lease says more than what came of it. */
const settle = async (slice: Slice, work: Work): Promise<Ending> => {
  try {
    return await work(slice)
  } catch (error) {
    const failure = slice.signal.aborted ? slice.signal.reason : error
    if (!isFenced(failure)) slice.meter.add('task-failure-total', 1)
    throw failure
  } finally {
    await slice.stop()
  }
}

interface Ended extends Ending {
  readonly pulse: Pulse
  /** as it was when the run began */
  readonly triggered: number | undefined
}

/** Whether the task is due again at once. */
const release = async (lease: Lease<TaskItem>, ending: Ended): Promise<boolean> => {
  const { generation } = lease.item
  const { pulse, triggered, drained } = ending
  let soon = false
  await lease.release(task => {
    const goesOn = !drained || task.generation !== generation || task.triggered !== triggered
    soon = isRunnable(task) && goesOn
    if (!isRunnable(task)) return { dueAt: undefined, retryingSince: undefined, status: { state: 'RUNNING' } }
    const emptyPolls = ending.records === 0 ? task.emptyPolls + 1 : 0
    const at = lease.at()
    const idle = idleUntil(ending.poll, emptyPolls, at)
    const again = ending.again === undefined ? undefined : at + ending.again
    // what waits for a topic is looked at as often as any other, whatever else it waits for
    const next = ending.waitsFor === undefined ? (again ?? idle) : Math.min(again ?? idle, idle)
    return {
      dueAt: Math.round(soon ? at : next),
      emptyPolls,
      ...pulse.atEnd(task, drained || ending.records > 0),
      waitsFor: soon ? undefined : ending.waitsFor,
      waitsUntil: soon || again === undefined ? undefined : Math.round(again),
      retryingSince: ending.retrying === undefined ? undefined : Math.round(at - ending.retrying),
    }
  })
  return soon
}

const fail = async (
  runtime: Runtime,
  lease: Lease<TaskItem>,
  error: unknown,
): Promise<'failed' | 'fenced'> => {
  const { connector, task: number, status } = lease.item
  const path = `/connectors/${encodeURIComponent(connector)}/tasks/${number}`
  try {
    await lease.release(task => {
      const restart = isRunnable(task) ? 'by policy' : 'never'
      return {
        ...afterFailure(task, { error, at: lease.at(), path, restart }),
        waitsFor: undefined,
        retryingSince: undefined,
      }
    })
    if (status.state !== 'FAILED' || isForGood(lease.item)) await logFailure(runtime, lease)
    return 'failed'
  } catch (refusal) {
    if (isFenced(refusal)) return 'fenced'
    throw refusal
  }
}

const isForGood = (task: TaskItem): boolean => isRunnable(task) && task.dueAt === undefined

const logFailure = async ({ log, host }: Runtime, { item, epoch }: Lease<TaskItem>): Promise<void> => {
  const { connector, task, status } = item
  const message = isForGood(item) ? 'The task has failed for good' : 'The task has failed'
  const subject = { connector, task, epoch, invocation: host }
  await log({ level: 'ERROR', message, trace: status.trace ?? '', ...subject })
}
