import { createHash } from 'node:crypto'
import { ConnectError } from '../../sdk/errors.ts'
import type { SinkRecord } from '../../sdk/record.ts'
import type { SinkContext, SinkPartition, TopicPartition } from '../../sdk/sink.ts'
import type { TableId } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import {
  begin,
  changesOf,
  isWritten,
  partitionName,
  resume,
  type Stored,
  settle,
  unclaimed,
} from './offset-progress.ts'
import { rangesText } from './offset-ranges.ts'
import { type NewRow, type OffsetRow, offsetTable } from './offset-table.ts'
import { shownTable } from './table-name.ts'

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

/** No text of a user's: it does not depend on how the database compares texts. */
const idOf = ({ connector }: Run, { topicId, partition }: SinkPartition) =>
  createHash('sha256')
    .update(JSON.stringify([connector, topicId, partition]))
    .digest('hex')

const superseded = (table: TableId, partition: TopicPartition) =>
  new ConnectError(
    'EXTERNAL',
    `Another run has taken over ${partitionName(partition)}, says the table ${shownTable(table)}: nothing of this write is stored`,
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
    run.partitions.map(partition => [partitionName(partition), unclaimed(partition, idOf(run, partition))]),
  )
  let lost = false

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
        await offsets.renew(opened, { ...rowOf(run, of), seq: row.seq }, run)
        begin(of, row.seq + 1)
      } else {
        await offsets.insert(opened, rowOf(run, of), run)
        begin(of, 1)
      }
    }
  }

  const partitionOf = ({ original }: SinkRecord) => stored.get(partitionName(original))

  const isThere = (record: SinkRecord): boolean => {
    const of = partitionOf(record)
    return of !== undefined && isWritten(of, record.original.offset)
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
    unwritten: records => (records.some(isThere) ? records.filter(record => !isThere(record)) : records),
    advance: async (opened, records) => {
      const offsets = offsetTable(opened, table)
      const changes = changesOf(records, partitionOf)
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
        if (!isThere(record)) partitionOf(record)?.failed.add(record.original.offset)
    },
    flushed: () => {
      for (const of of stored.values()) settle(of)
    },
    get lost() {
      return lost
    },
  }
}
