import type { MetricValues } from '../../../events/metrics.ts'
import { nameOf, type Position } from './positions.ts'

interface Reading {
  /** ends of the partitions that are read */
  readonly ends: readonly Position[]
  /** next offset to read, by partition */
  readonly next: ReadonlyMap<string, number>
  /** timestamp of the last record read, by partition */
  readonly taken: ReadonlyMap<string, number>
  /** when reading began, and now, ms since the epoch */
  readonly began: number
  readonly at: number
}

/** How far reading is behind the ends of the topics. What is read to its end is not behind, however old its last record is. */
export const lagOf = ({ ends, next, taken, began, at }: Reading): MetricValues => {
  const behind = ends.filter(end => end.offset > (next.get(nameOf(end)) ?? end.offset))
  const records = behind.map(end => end.offset - (next.get(nameOf(end)) ?? end.offset))
  const ages = behind.map(end => at - (taken.get(nameOf(end)) ?? began))
  return {
    'sink-record-lag-max': Math.max(0, ...records),
    'sink-lag-seconds-max': Math.max(0, ...ages) / 1_000,
  }
}
