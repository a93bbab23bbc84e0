import { field, object } from './read.ts'

/** Asks the scheduler to look now. With a connector: at that one, reading its items consistently. */
export interface Wake {
  readonly version: 1
  readonly connector?: string
  /** an execution of the scheduler that is about to end: what it ran is not counted as running any more */
  readonly execution?: string
}

export const readWake = (input: unknown): Wake => {
  const event = object('Wake', input)
  return {
    version: field(event, 'version', 1),
    ...('connector' in event && { connector: field(event, 'connector', String) }),
    ...('execution' in event && { execution: field(event, 'execution', String) }),
  }
}

export const sampleWake: Wake = { version: 1, connector: 'file-source' }
