import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { KafkaEvent, KafkaEventRecord } from '../../../events/kafka-event.ts'

/** Records of one topic partition, under the key that the event has for it. */
export interface EventBatch {
  readonly key: string
  readonly raw: RawSinkRecords
}

/** An event's records as they would have been fetched, in the order of their offsets. */
export const eventBatches = (event: KafkaEvent): readonly EventBatch[] =>
  Object.entries(event.records).flatMap(([key, records]) => {
    const [first] = records
    return first === undefined ? [] : [{ key, raw: rawRecords(first, records) }]
  })

const rawRecords = (first: KafkaEventRecord, records: readonly KafkaEventRecord[]): RawSinkRecords => {
  const parts: Buffer[] = []
  let size = 0
  const place = (text: string | null | undefined): readonly number[] => {
    if (text == null) return [-1, -1]
    const bytes = Buffer.from(text, 'base64')
    parts.push(bytes)
    size += bytes.length
    return [size - bytes.length, size]
  }
  const keys = records.flatMap(record => place(record.key))
  const values = records.flatMap(record => place(record.value))
  return {
    topic: first.topic,
    partition: first.partition,
    count: records.length,
    data: Buffer.concat(parts, size),
    ...(records.some(({ key }) => key != null) && { keys: Int32Array.from(keys) }),
    values: Int32Array.from(values),
    offsets: Float64Array.from(records, ({ offset }) => offset),
    timestamps: Float64Array.from(records, ({ timestamp }) => timestamp),
    timestampType: first.timestampType === 'LOG_APPEND_TIME' ? 'LOG_APPEND_TIME' : 'CREATE_TIME',
    ...(records.some(({ headers }) => headers.length > 0) && {
      headers: (i: number) => headersOf(records[i]),
    }),
  }
}

const headersOf = (record: KafkaEventRecord | undefined) =>
  (record?.headers ?? []).flatMap(header =>
    Object.entries(header).map(([key, bytes]) => ({
      key,
      // signed or not, the byte is the same
      value: bytes === null ? null : Uint8Array.from(bytes),
    })),
  )

/** The records of a batch from offset `from` on; nothing when there are none. */
export const recordsFrom = (raw: RawSinkRecords, from: number): RawSinkRecords | undefined => {
  const at = raw.offsets.findIndex(offset => offset >= from)
  if (at <= 0) return at === 0 ? raw : undefined
  const { headers, keys } = raw
  return {
    ...raw,
    count: raw.count - at,
    ...(keys !== undefined && { keys: keys.subarray(2 * at) }),
    values: raw.values.subarray(2 * at),
    offsets: raw.offsets.subarray(at),
    timestamps: raw.timestamps.subarray(at),
    ...(headers !== undefined && { headers: (i: number) => headers(i + at) }),
  }
}
