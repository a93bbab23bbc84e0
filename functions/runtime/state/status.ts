import type { Status } from './items.ts'

/** A status with what has to be known to tell what comes of it; both go with the status that they stand in. */
export type CountedStatus = Status & {
  /** failures since the last progress whose causes hardly pass by themselves */
  readonly lasting?: number
  /** at work since then without anything that came of it, the table's time */
  readonly since?: number
}

const stalled = 'STALLED: '

/**
 * Of what should make progress and makes none. It stays RUNNING: much of what watches Kafka Connect restarts whatever is
 * FAILED, and that would end runs that are only slow.
 */
export const stalledStatus = (why: string, since?: number): CountedStatus => ({
  state: 'RUNNING',
  trace: `${stalled}${why}`,
  ...(since !== undefined && { since }),
})

export const isStalled = ({ state, trace }: Status): boolean =>
  state === 'RUNNING' && trace?.startsWith(stalled) === true

export const timeOf = (at: number): string => new Date(at).toISOString()
