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

const copy = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes))

/** One topic partition: record batches, from its start to its end. */
export const createPartitionLog = (topic: string, partition: number) => {
  let batches: (readonly StoredRecord[])[] = []
  let start = 0
  let end = 0

  return {
    append: (records: readonly ProducerRecord[]) => {
      if (records.length === 0) return
      batches.push(
        records.map(({ key, value, headers = [], timestamp }) => ({
          offset: end++,
          key: copy(key),
          value: copy(value),
          headers: headers.map(h => ({ key: h.key, value: copy(h.value) })),
          timestamp,
        })),
      )
    },
    /** offsets that nobody sees, as control batches and aborted transactions leave them */
    skip: (count: number) => {
      end += count
    },
    /** what is before this offset is gone */
    deleteBefore: (offset: number) => {
      start = offset
      batches = batches.filter(batch => (batch.at(-1)?.offset ?? -1) >= offset)
    },
    records: () => batches.flat(),
    start: () => start,
    end: () => end,
    /** the first batch that has records from `offset` on, without those before it */
    batchAt: (offset: number): RawSinkRecords | undefined => {
      const batch = batches.find(each => (each.at(-1)?.offset ?? -1) >= offset)
      return batch && rawBatch(topic, partition, batch, offset)
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
