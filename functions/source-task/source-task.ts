import { readTaskRun, type TaskResult } from '../../events/task-run.ts'
import { runTask } from '../runtime/run-task.ts'
import type { Limits, Runtime } from '../runtime/runtime.ts'
import { sourceWork } from '../runtime/source/source-work.ts'

/** One slice of a source task, for the message that starts it. */
export const sourceTask =
  (runtime: Runtime) =>
  (event: unknown, limits: Limits): Promise<TaskResult> =>
    runTask(runtime, readTaskRun(event), { ...limits, work: sourceWork(runtime) })
