import { readPlanRun } from '../../events/plan-run.ts'
import { type PlanOutcome, runPlan } from '../runtime/run-plan.ts'
import type { Runtime } from '../runtime/runtime.ts'

/** Plans one connector, for the message that asks for it. */
export const plan =
  (runtime: Runtime) =>
  (event: unknown): Promise<PlanOutcome> =>
    runPlan(runtime, readPlanRun(event))
