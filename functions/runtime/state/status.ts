import type { Leased, Status } from './items.ts'

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
const stalledStatus = (why: string, since?: number): CountedStatus => ({
  state: 'RUNNING',
  trace: `${stalled}${why}`,
  ...(since !== undefined && { since }),
})

/** Of a run, or of runs one after the other. */
export const atWorkInVain = (since: number, timeout: number): CountedStatus =>
  stalledStatus(
    `at work, and no poll and no write has come back since ${timeOf(since)} (stalled.timeout.ms=${timeout})`,
    since,
  )

/** Of what nobody runs. */
export const dueInVain = (since: number, timeout: number): CountedStatus =>
  stalledStatus(`due since ${timeOf(since)}, and nobody has run it (stalled.timeout.ms=${timeout})`)

/** Of a sink that has something to read. */
export const readingInVain = (
  since: number,
  { records, timeout }: { readonly records: number; readonly timeout: number },
): CountedStatus =>
  stalledStatus(
    `nothing stored since ${timeOf(since)}, with ${records} records to read in one partition (stalled.timeout.ms=${timeout})`,
  )

/**
 * What a run makes of the status of a task that it takes over. That nothing has come of it yet is noted when the run
 * before has died: one that is well says so itself, and each byte of what is written at every run is paid for.
 */
export const taken = (task: Leased, at: number): { readonly status?: CountedStatus } => {
  const status: CountedStatus = task.status
  if (status.state === 'FAILED' || status.since !== undefined) return {}
  if (task.owner !== undefined) return { status: { state: status.state, since: at } }
  return isStalled(status) ? { status: { state: status.state } } : {}
}

/** A status that nobody is at work on. */
export const atRest = ({ since, ...status }: CountedStatus): CountedStatus =>
  since === undefined || !isStalled(status) ? status : { state: status.state }

export const isStalled = ({ state, trace }: Status): boolean =>
  state === 'RUNNING' && trace?.startsWith(stalled) === true

export const timeOf = (at: number): string => new Date(at).toISOString()
