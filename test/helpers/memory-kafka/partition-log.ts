import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { ProducerRecord } from '../../../functions/runtime/ports/kafka.ts'

/** A record as it stands in a log. */
export interface StoredRecord {
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[]
  readonly timestamp: number
}

/** A transaction as a log sees it: its records show once it is committed. */
export interface LogTransaction {
  state: 'open' | 'committed' | 'aborted'
}

interface LogBatch {
  readonly records: readonly StoredRecord[]
  readonly transaction: LogTransaction | undefined
}

const lastOffset = ({ records }: LogBatch): number => records.at(-1)?.offset ?? -1
const isShown = ({ transaction }: LogBatch) => transaction === undefined || transaction.state === 'committed'

const copy = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes))

/** One topic partition: record batches, from its start to its end. */
export const createPartitionLog = (topic: string, partition: number) => {
  let batches: LogBatch[] = []
  let start = 0
  let end = 0

  return {
    append: (records: readonly ProducerRecord[], transaction?: LogTransaction) => {
      if (records.length === 0) return
      const stored = records.map(({ key, value, headers = [], timestamp }) => ({
        offset: end++,
        key: copy(key),
        value: copy(value),
        headers: headers.map(h => ({ key: h.key, value: copy(h.value) })),
        timestamp,
      }))
      batches.push({ records: stored, transaction })
    },
    /** offsets that nobody sees, as control batches and aborted transactions leave them */
    skip: (count: number) => {
      end += count
    },
    /** what is before this offset is gone */
    deleteBefore: (offset: number) => {
      start = offset
      batches = batches.filter(batch => lastOffset(batch) >= offset)
    },
    /** what `read_committed` readers see, or will when others have ended their transactions */
    records: () => batches.filter(isShown).flatMap(batch => batch.records),
    start: () => start,
    end: () => end,
    /** where the next record goes */
    nextOffset: () => ({ topic, partition, offset: end }),
    /** how far `read_committed` readers get: to the first record of a transaction that is open */
    stableEnd: () => batches.find(batch => batch.transaction?.state === 'open')?.records[0]?.offset ?? end,
    /** the first batch that has records from `offset` on, without those before it */
    batchAt: (offset: number, committedOnly = false): RawSinkRecords | undefined => {
      const batch = batches.find(each => lastOffset(each) >= offset && (!committedOnly || isShown(each)))
      return batch && rawBatch(topic, partition, batch.records, offset)
    },
  }
}

export type PartitionLog = ReturnType<typeof createPartitionLog>

const rawBatch = (
  topic: string,
  partition: number,
  batch: readonly StoredRecord[],
  from: number,
): RawSinkRecords => {
  const records = batch.filter(record => record.offset >= from)
  const parts: Buffer[] = []
  let size = 0
  const place = (bytes: Buffer | null): readonly number[] => {
    if (bytes === null) return [-1, -1]
    parts.push(bytes)
    size += bytes.length
    return [size - bytes.length, size]
  }
  const keys = records.flatMap(record => place(record.key))
  const values = records.flatMap(record => place(record.value))
  return {
    topic,
    partition,
    count: records.length,
    data: Buffer.concat(parts),
    ...(records.some(({ key }) => key !== null) && { keys: Int32Array.from(keys) }),
    values: Int32Array.from(values),
    offsets: Float64Array.from(records, ({ offset }) => offset),
    timestamps: Float64Array.from(records, ({ timestamp }) => timestamp),
    timestampType: 'CREATE_TIME',
    ...(records.some(({ headers }) => headers.length > 0) && { headers: i => records[i]?.headers ?? [] }),
  }
}
