import { createHash } from 'node:crypto'
import { ConnectError } from '../../sdk/errors.ts'
import type { SinkRecord } from '../../sdk/record.ts'
import type { SinkContext, SinkPartition, TopicPartition } from '../../sdk/sink.ts'
import type { TableId } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import { rangesText, readRanges } from './offset-ranges.ts'
import { type NewRow, type OffsetRow, offsetTable } from './offset-table.ts'
import { shownTable } from './table-name.ts'

/** How far a partition is in the database, by the row that this run has claimed. */
interface Stored {
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

/**
 * Offsets that the target database stores, in the transactions that write the rows. Partitions that the run does not
 * have are none of its business.
 */
export interface StoredOffsets {
  /** Takes the partitions over from any run before, and reads how far they are. */
  claim(opened: Opened): Promise<void>
  /** where the database is behind what the runtime has stored: it was brought back to an earlier state */
  behind(): readonly (TopicPartition & { readonly offset: number })[]
  /** Those that the database does not have yet. */
  unwritten(records: readonly SinkRecord[]): readonly SinkRecord[]
  /** In a transaction: that these are written with it. Resolves with what to call when it is committed. */
  advance(opened: Opened, records: readonly SinkRecord[]): Promise<() => void>
  /** These could not be written. */
  failed(records: readonly SinkRecord[]): void
  /** What failed before the last flush is stored elsewhere by now. */
  flushed(): void
  /** whether another run has taken over */
  readonly lost: boolean
}

type Run = Pick<SinkContext<unknown>, 'connector' | 'task' | 'lineage' | 'epoch' | 'partitions'>

const nameOf = ({ topic, partition }: TopicPartition) => `${topic}-${partition}`

/** No text of a user's: it does not depend on how the database compares texts. */
const idOf = ({ connector }: Run, { topicId, partition }: SinkPartition) =>
  createHash('sha256')
    .update(JSON.stringify([connector, topicId, partition]))
    .digest('hex')

const superseded = (table: TableId, partition: TopicPartition) =>
  new ConnectError(
    'EXTERNAL',
    `Another run has taken over ${nameOf(partition)}, says the table ${shownTable(table)}: nothing of this write is stored`,
    { retriable: true },
  )

const fromLater = (table: TableId, { connector, lineage }: Run, row: OffsetRow) =>
  new ConnectError(
    'FATAL',
    `The table ${shownTable(table)} has offsets of the connector ${connector} that were set after those of this run (lineage ${row.lineage}, here ${lineage}): another deployment writes here under this name, or the state of this one was lost. Delete the row ${row.id} to go on from where this one is, or name another exactly.once.offsets.table`,
  )

const rowOf = (run: Run, { id, partition }: Stored): NewRow => ({
  id,
  connector: run.connector,
  topic: partition.topic,
  topicId: partition.topicId,
  partition: partition.partition,
  lineage: run.lineage,
  next: partition.offset ?? 0,
})

export const storedOffsets = (run: Run, table: TableId): StoredOffsets => {
  const stored = new Map(
    run.partitions.map((partition): readonly [string, Stored] => [
      nameOf(partition),
      {
        partition,
        id: idOf(run, partition),
        seq: 0,
        next: 0,
        gaps: new Set(),
        settled: new Set(),
        failed: new Set(),
      },
    ]),
  )
  let lost = false

  const begin = (of: Stored, seq: number) => {
    of.seq = seq
    of.next = of.partition.offset ?? 0
    of.gaps = new Set()
  }

  const resume = (of: Stored, { seq, next, gaps }: OffsetRow) => {
    of.seq = seq
    of.next = next
    const known = of.partition.offset ?? 0
    of.gaps = new Set([...readRanges(gaps)].filter(offset => offset >= known))
  }

  const claimRows = async (opened: Opened) => {
    const offsets = offsetTable(opened, table)
    const ids = [...stored.values()].map(({ id }) => id)
    const found = new Map((await offsets.claim(opened, ids, run)).map(row => [row.id, row]))
    for (const of of stored.values()) {
      const row = found.get(of.id)
      if (row !== undefined && row.lineage > run.lineage) throw fromLater(table, run, row)
      if (row?.lineage === run.lineage) {
        resume(of, row)
      } else if (row !== undefined) {
        await offsets.renew(opened, rowOf(run, of), row.seq, run)
        begin(of, row.seq + 1)
      } else {
        await offsets.insert(opened, rowOf(run, of), run)
        begin(of, 1)
      }
    }
  }

  const partitionOf = ({ original }: SinkRecord) => stored.get(nameOf(original))

  const isWritten = (record: SinkRecord): boolean => {
    const of = partitionOf(record)
    if (of === undefined) return false
    const { offset } = record.original
    return offset < of.next && !of.gaps.has(offset)
  }

  /** What is to be stored of each partition when these are written. */
  const changesOf = (records: readonly SinkRecord[]) => {
    const changes = new Map<Stored, { next: number; readonly gaps: Set<number> }>()
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

  return {
    claim: async opened => {
      if (stored.size === 0) return
      await offsetTable(opened, table).ensure(opened)
      await opened.connection.transaction(() => claimRows(opened))
      lost = false
    },
    behind: () =>
      [...stored.values()].flatMap(({ partition: { topic, partition, offset = 0 }, next }) =>
        next < offset ? [{ topic, partition, offset: next }] : [],
      ),
    unwritten: records => (records.some(isWritten) ? records.filter(record => !isWritten(record)) : records),
    advance: async (opened, records) => {
      const offsets = offsetTable(opened, table)
      const changes = changesOf(records)
      for (const [{ id, seq, partition }, { next, gaps }] of changes) {
        if (await offsets.advance(opened.connection, { id, seq, next, gaps: rangesText(gaps) })) continue
        lost = true
        throw superseded(table, partition)
      }
      return () => {
        for (const [of, { next, gaps }] of changes) {
          of.seq++
          of.next = next
          of.gaps = gaps
        }
        for (const record of records) partitionOf(record)?.failed.delete(record.original.offset)
      }
    },
    failed: records => {
      for (const record of records)
        if (!isWritten(record)) partitionOf(record)?.failed.add(record.original.offset)
    },
    flushed: () => {
      for (const of of stored.values()) {
        for (const offset of of.settled) {
          of.gaps.delete(offset)
          of.failed.delete(offset)
        }
        of.settled = new Set(of.gaps)
      }
    },
    get lost() {
      return lost
    },
  }
}
