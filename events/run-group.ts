import { type PlanRun, readPlanRun, samplePlanRun } from './plan-run.ts'
import { field, object } from './read.ts'
import { readTaskRun, sampleTaskRun, type TaskRun } from './task-run.ts'

export type Run = TaskRun | PlanRun

/** Runs of one role for one invocation of its function; they go on side by side. */
export interface RunGroup {
  readonly version: 1
  readonly role: Run['role']
  readonly runs: readonly Run[]
  /** names the invocation: owners of the leases taken in it begin with this, and no other invocation has it */
  readonly invocation?: string
  /** the invocation before, when it is known to have ended without giving its leases back */
  readonly ended?: string
}

/** What is left after an invocation. */
export interface RunGroupResult {
  readonly version: 1
  /** runs that go on, in the next invocation of the chain; absent: nothing does */
  readonly next?: RunGroup
  /** s to wait before that */
  readonly after: number
  /** a connector that others must look at now: its plan has made tasks due */
  readonly wake?: string
}

const readRun = (input: unknown): Run =>
  object('Run', input).role === 'plan' ? readPlanRun(input) : readTaskRun(input)

const readRuns = (runs: unknown, role: Run['role']): readonly Run[] => {
  if (!Array.isArray(runs)) throw new TypeError(`runs: got ${JSON.stringify(runs)}, expected an array`)
  const read = runs.map(readRun)
  const other = read.find(run => run.role !== role)
  if (other !== undefined)
    throw new TypeError(`runs: got one of role "${other.role}", expected "${role}" alone`)
  return read
}

export const readRunGroup = (input: unknown): RunGroup => {
  const event = object('RunGroup', input)
  const role = field(event, 'role', 'plan', 'source', 'sink')
  return {
    version: field(event, 'version', 1),
    role,
    runs: readRuns(event.runs, role),
    ...('invocation' in event && { invocation: field(event, 'invocation', String) }),
    ...('ended' in event && { ended: field(event, 'ended', String) }),
  }
}

export const sampleRunGroup: RunGroup = {
  version: 1,
  role: 'source',
  runs: [sampleTaskRun, { ...sampleTaskRun, task: 1 }],
  invocation: '0a7c9a52-5d4e-4b0e-9f0c-5a1f0a4d2c11:3#2',
  ended: '0a7c9a52-5d4e-4b0e-9f0c-5a1f0a4d2c11:3#1',
}

export const sampleRunGroupResult: RunGroupResult = {
  version: 1,
  next: { version: 1, role: 'plan', runs: [samplePlanRun] },
  after: 1,
  wake: 'file-source',
}
