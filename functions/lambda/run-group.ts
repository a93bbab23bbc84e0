import type { Context } from 'aws-lambda'
import { type Run, type RunGroup, type RunGroupResult, readRunGroup } from '../../events/run-group.ts'
import type { TaskResult } from '../../events/task-run.ts'
import type { ItemKey } from '../runtime/ports/table.ts'
import type { Limits, Runtime } from '../runtime/runtime.ts'
import { taskKey } from '../runtime/state/items.ts'

/** What is left of one run. */
interface RunLeft {
  /** goes on at once, or after `after` s */
  readonly again: boolean
  readonly after?: number
  /** the connector whose tasks have become due */
  readonly wake?: string
}

/** Runs one message of a group; its own failures are results, stored with what failed. */
export type RunOne = (runtime: Runtime) => (run: Run, limits: Limits) => Promise<RunLeft>

/** What is due at once: there is more to do, or what took the task over had better look now. */
const goesOn: readonly TaskResult['outcome'][] = ['continue', 'fenced']

/** What failed is tried again by its chain when that is sooner than a tick is likely to come, s. */
const soon = 30

/** What becomes of a run that has failed: its item says when it is to be tried again. */
export const leftOfFailure = async ({ table }: Runtime, key: ItemKey): Promise<RunLeft> => {
  const { item, at } = await table.get(key)
  const { dueAt } = item?.attributes ?? {}
  const wait = typeof dueAt === 'number' ? (dueAt - at) / 1_000 : Number.POSITIVE_INFINITY
  return wait <= soon ? { again: true, after: Math.max(1, Math.ceil(wait)) } : { again: false }
}

/** A task's slices follow each other while there is something to do. */
export const taskLeft =
  (task: (runtime: Runtime) => (event: unknown, limits: Limits) => Promise<TaskResult>): RunOne =>
  runtime => {
    const slice = task(runtime)
    return async (run, limits) => {
      const { outcome, connector, task: number } = await slice(run, limits)
      if (outcome === 'failed') return leftOfFailure(runtime, taskKey(connector, number))
      return { again: goesOn.includes(outcome) }
    }
  }

/** Tasks that share an invocation come to their end after this, ms: one that has much to do goes on without the others. */
const sharedTime = 60_000

/** A run without its claim, which named the first of the chain alone. */
const following = ({ dueAt: _, ended: __, ...run }: Run): Run => run

/** Rejects with the first rejection, but not before all have ended: nothing of an invocation goes on after its answer. */
const allOf = async <T>(promises: readonly Promise<T>[]): Promise<readonly T[]> => {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}

interface Outcome {
  readonly run: Run
  readonly left: RunLeft
}

/** What goes on at once waits for nobody: those that would have to wait are left to the next tick. */
const nextOf = (outcomes: readonly Outcome[]) => {
  const again = outcomes.filter(({ left }) => left.again)
  const now = again.filter(({ left }) => (left.after ?? 0) === 0)
  const next = now.length > 0 ? now : again
  return {
    runs: next.map(({ run }) => following(run)),
    after: Math.max(0, ...next.map(({ left }) => left.after ?? 0)),
  }
}

const runtimeOf = (runtime: Runtime, { invocation, runs }: RunGroup, id: string): Runtime => ({
  ...runtime,
  host: invocation ?? id,
  memory: runtime.memory / runs.length,
})

/** The handler of a function that is invoked with groups of runs. */
export const runGroups =
  (open: () => Promise<Runtime>, runOne: RunOne) =>
  async (event: unknown, context: Context): Promise<RunGroupResult> => {
    const group = readRunGroup(event)
    const runtime = runtimeOf(await open(), group, context.awsRequestId)
    const run = runOne(runtime)
    const left = context.getRemainingTimeInMillis()
    const time = group.runs.length > 1 ? Math.min(left, sharedTime + runtime.timing.margin) : left
    const limits = { deadline: runtime.clock.now() + time }
    const ended = group.ended === undefined ? {} : { ended: group.ended }
    const outcomes = await allOf(
      group.runs.map(async each => ({ run: each, left: await run({ ...each, ...ended }, limits) })),
    )
    const { runs, after } = nextOf(outcomes)
    const wake = outcomes.find(outcome => outcome.left.wake !== undefined)?.left.wake
    return {
      version: 1,
      after,
      ...(runs.length > 0 && { next: { version: 1, role: group.role, runs } }),
      ...(wake !== undefined && { wake }),
    }
  }
