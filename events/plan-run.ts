import { field, object } from './read.ts'

/** Plans one connector: divides its work and brings its tasks to what is wanted. */
export interface PlanRun {
  readonly version: 1
  readonly role: 'plan'
  readonly connector: string
  /** names the claim, as in `TaskRun` */
  readonly dueAt?: number
  /** as in `TaskRun` */
  readonly ended?: string
}

export const readPlanRun = (input: unknown): PlanRun => {
  const event = object('PlanRun', input)
  return {
    version: field(event, 'version', 1),
    role: field(event, 'role', 'plan'),
    connector: field(event, 'connector', String),
    ...('dueAt' in event && { dueAt: field(event, 'dueAt', Number) }),
    ...('ended' in event && { ended: field(event, 'ended', String) }),
  }
}

export const samplePlanRun: PlanRun = {
  version: 1,
  role: 'plan',
  connector: 'file-source',
  dueAt: 1_790_000_000_000,
}
