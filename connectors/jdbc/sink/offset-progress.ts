import type { SinkRecord } from '../../sdk/record.ts'
import type { SinkPartition, TopicPartition } from '../../sdk/sink.ts'
import { readRanges } from './offset-ranges.ts'
import type { OffsetRow } from './offset-table.ts'

/** How far a partition is in the database, by the row that this run has claimed. */
export interface Stored {
  readonly partition: SinkPartition
  readonly id: string
  seq: number
  next: number
  /** offsets before `next` whose records are not written: they may have to be dead-lettered once more */
  gaps: Set<number>
  /** of those, the ones that were there at the last flush */
  settled: ReadonlySet<number>
  /** records that could not be written so far */
  readonly failed: Set<number>
}

export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`

export const unclaimed = (partition: SinkPartition, id: string): Stored => ({
  partition,
  id,
  seq: 0,
  next: 0,
  gaps: new Set(),
  settled: new Set(),
  failed: new Set(),
})

/** From where the runtime stands. */
export const begin = (of: Stored, seq: number): void => {
  of.seq = seq
  of.next = of.partition.offset ?? 0
  of.gaps = new Set()
}

/** From where the database stands. What became of gaps before the checkpoint is stored elsewhere. */
export const resume = (of: Stored, { seq, next, gaps }: OffsetRow): void => {
  of.seq = seq
  of.next = next
  const known = of.partition.offset ?? 0
  of.gaps = new Set([...readRanges(gaps)].filter(offset => offset >= known))
}

export const isWritten = ({ next, gaps }: Stored, offset: number): boolean =>
  offset < next && !gaps.has(offset)

/** What a partition comes to when more of its records are written. */
export interface Change {
  next: number
  readonly gaps: Set<number>
}

/** What is to be stored of each partition when these records are written. */
export const changesOf = (
  records: readonly SinkRecord[],
  partitionOf: (record: SinkRecord) => Stored | undefined,
): ReadonlyMap<Stored, Change> => {
  const changes = new Map<Stored, Change>()
  for (const record of records) {
    const of = partitionOf(record)
    if (of === undefined) continue
    const change = changes.get(of) ?? { next: of.next, gaps: new Set(of.gaps) }
    changes.set(of, change)
    change.next = Math.max(change.next, record.original.offset + 1)
  }
  for (const [of, { next, gaps }] of changes)
    for (const offset of of.failed) if (offset < next) gaps.add(offset)
  for (const record of records) {
    const of = partitionOf(record)
    if (of !== undefined) changes.get(of)?.gaps.delete(record.original.offset)
  }
  return changes
}

/** What failed before the last flush is stored elsewhere by now. */
export const settle = (of: Stored): void => {
  for (const offset of of.settled) {
    of.gaps.delete(offset)
    of.failed.delete(offset)
  }
  of.settled = new Set(of.gaps)
}
