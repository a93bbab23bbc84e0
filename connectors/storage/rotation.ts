import { nextAligned } from './time-zone.ts'

/** When a file is full. Without `records` and `schedule` the end of a slice ends it too. */
export interface Rotation {
  /** `flush.size` */
  readonly records: number | undefined
  /** most bytes of a file; not with `records` */
  readonly bytes: number | undefined
  readonly schedule: { readonly interval: number; readonly timezone: string } | undefined
}

const FILE_BYTES = 8 * 1024 * 1024

export const rotation = (config: {
  readonly 'flush.size': number | null
  readonly 'rotate.schedule.interval.ms': number
  readonly timezone: string
}): Rotation => {
  const interval = config['rotate.schedule.interval.ms']
  const records = config['flush.size'] ?? undefined
  return {
    records,
    bytes: records === undefined ? FILE_BYTES : undefined,
    schedule: interval > 0 ? { interval, timezone: config.timezone } : undefined,
  }
}

/** Whether the remainder waits for more, instead of being written when the slice ends. */
export const waits = (rotation: Rotation): boolean =>
  rotation.records !== undefined || rotation.schedule !== undefined

/** When a file that is begun at `now` is rotated by the schedule. */
export const scheduledAt = ({ schedule }: Rotation, now: number): number | undefined =>
  schedule && nextAligned(now, schedule.interval, schedule.timezone)
