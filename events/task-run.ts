import { field, object } from './read.ts'

/** Starts one slice of one task. `dueAt` names the claim: a task whose `dueAt` is another has been dispatched since. */
export interface TaskRun {
  readonly version: 1
  readonly role: 'source' | 'sink'
  readonly connector: string
  readonly task: number
  /** ms since the epoch, the state table's time; absent in a chain, whose slices follow each other without a claim */
  readonly dueAt?: number
  /** owner of the run before, when it is known to have ended without giving its lease back */
  readonly ended?: string
}

/** How a slice ended. */
export interface TaskResult {
  readonly version: 1
  readonly connector: string
  readonly task: number
  /** `nothing`: the lease was not to be had, or nothing was wanted */
  readonly outcome: 'idle' | 'continue' | 'failed' | 'fenced' | 'nothing'
  readonly records: number
}

export const readTaskRun = (input: unknown): TaskRun => {
  const event = object('TaskRun', input)
  return {
    version: field(event, 'version', 1),
    role: field(event, 'role', 'source', 'sink'),
    connector: field(event, 'connector', String),
    task: field(event, 'task', Number),
    ...('dueAt' in event && { dueAt: field(event, 'dueAt', Number) }),
    ...('ended' in event && { ended: field(event, 'ended', String) }),
  }
}

export const sampleTaskRun: TaskRun = {
  version: 1,
  role: 'source',
  connector: 'file-source',
  task: 0,
  dueAt: 1_790_000_000_000,
}

export const sampleTaskResult: TaskResult = {
  version: 1,
  connector: 'file-source',
  task: 0,
  outcome: 'idle',
  records: 12,
}
