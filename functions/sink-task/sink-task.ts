import { readTaskRun, type TaskResult } from '../../events/task-run.ts'
import { runTask } from '../runtime/run-task.ts'
import type { Limits, Runtime } from '../runtime/runtime.ts'
import { sinkWork } from '../runtime/sink/sink-work.ts'

/** One slice of a sink task, for the message that starts it. */
export const sinkTask =
  (runtime: Runtime) =>
  (event: unknown, limits: Limits): Promise<TaskResult> =>
    runTask(runtime, readTaskRun(event), { ...limits, work: sinkWork(runtime) })
