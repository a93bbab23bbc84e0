import type { SinkRecord } from '../sdk/record.ts'
import type { SinkContext } from '../sdk/sink.ts'
import type { Behavior } from './settings.ts'

export type LeaveOut = (record: SinkRecord, error: Error, behavior: Behavior) => void

/** What becomes of a record that no document comes of. */
export const leavingOut =
  ({ reject, warn }: Pick<SinkContext<unknown>, 'reject' | 'warn'>): LeaveOut =>
  (record, error, { passOver, report, warn: warns }) => {
    if (warns) warn?.(`${error.message} (topic ${record.topic}, and maybe more): such records are left out`)
    if (report) reject(record, error, { passOver })
  }
