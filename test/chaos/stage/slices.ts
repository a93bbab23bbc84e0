import type { PlanRun } from '../../../events/plan-run.ts'
import type { TaskRun } from '../../../events/task-run.ts'
import { plan } from '../../../functions/plan/plan.ts'
import type { Runtime } from '../../../functions/runtime/runtime.ts'
import { sinkTask } from '../../../functions/sink-task/sink-task.ts'
import { sourceTask } from '../../../functions/source-task/source-task.ts'
import type { SliceThreads } from '../../../infra/local/slice-threads.ts'
import { seededRandom } from '../../helpers/random.ts'

/** How invocations are not as a scheduler means them. */
interface InvocationFaults {
  readonly seed: number
  /** share of messages that arrive a second time, and of those that arrive late */
  readonly twice: number
  readonly late: number
  /** ms: the longest that a message is late */
  readonly latest: number
}

/** Slices whose time is up at random moments, as soon as at once; what still runs at its deadline is ended, with all else. */
interface DeadlineFaults {
  readonly seed: number
  /** ms from a slice's start */
  readonly longest: number
}

export interface SliceFaults {
  readonly invocations?: InvocationFaults
  readonly deadlines?: DeadlineFaults
}

type Run = TaskRun | PlanRun

const sleep = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Slices in this process, instead of in threads of their own. */
export const runSlices = (runtime: Runtime, sliceTime: number, faults: SliceFaults): SliceThreads => {
  const { clock, timing } = runtime
  const handlers = { source: sourceTask(runtime), sink: sinkTask(runtime), plan: plan(runtime) }
  const stopping = new AbortController()
  const { invocations, deadlines } = faults
  const chance = seededRandom(invocations?.seed ?? 0)
  const moment = seededRandom(deadlines?.seed ?? 0)
  let running = 0

  const handle = async (run: Run) => {
    const left = deadlines === undefined ? sliceTime + timing.margin : moment() * deadlines.longest
    const limits = { deadline: clock.now() + left, stopping: stopping.signal }
    const end =
      deadlines && run.role !== 'plan'
        ? setTimeout(() => process.kill(process.pid, 'SIGKILL'), Math.max(left, 1))
        : undefined
    running++
    try {
      await handlers[run.role](run, limits)
    } finally {
      running--
      clearTimeout(end)
    }
  }
  const handleLate = async (run: Run, latest: number) => {
    await sleep(chance() * latest)
    await handle(run)
  }
  const deliver = async (run: Run) => {
    if (invocations === undefined) return handle(run)
    const { twice, late, latest } = invocations
    // a copy may come at once, or when all is long over
    if (chance() < twice) void handleLate(run, chance() < 0.5 ? 0 : latest).catch(() => undefined)
    return chance() < late ? handleLate(run, latest) : handle(run)
  }
  return {
    ready: Promise.resolve(),
    get free() {
      return stopping.signal.aborted ? 0 : 32 - running
    },
    run: deliver,
    send: () => Promise.reject(new Error('events are not handed over here')),
    stop: async grace => {
      stopping.abort()
      const end = performance.now() + grace
      while (running > 0 && performance.now() < end) await sleep(20)
    },
  }
}
