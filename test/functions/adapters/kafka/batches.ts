import type { RawSinkRecords } from '../../../../connectors/sdk/record.ts'
import { appendRaw } from '../../../../functions/adapters/kafka/record-batch/append-raw.ts'
import { appendRecords } from '../../../../functions/adapters/kafka/record-batch/append-records.ts'
import { readBatchHeader } from '../../../../functions/adapters/kafka/record-batch/batch-header.ts'
import { crc32c } from '../../../../functions/adapters/kafka/record-batch/crc32c.ts'
import { decodeBatch } from '../../../../functions/adapters/kafka/record-batch/decode.ts'
import {
  type BatchDraft,
  draftBatch,
  finishBatch,
} from '../../../../functions/adapters/kafka/record-batch/encode.ts'
import { field } from '../../../../functions/adapters/kafka/record-batch/layout.ts'
import type {
  Compression,
  ProducerRecord,
  RawProducerRecords,
} from '../../../../functions/runtime/ports/kafka.ts'

const plain = { producerId: -1, producerEpoch: -1, baseSequence: -1 }

const encode = (fill: (draft: BatchDraft) => unknown, compression: Compression): Buffer => {
  const draft = draftBatch(7, 1 << 20)
  fill(draft)
  return finishBatch(draft, plain, compression).subarray(7)
}

export const encodeRecords = (
  records: readonly ProducerRecord[],
  compression: Compression = 'none',
): Buffer => encode(draft => appendRecords(draft, records, 0, records.length), compression)

export const encodeRaw = (records: RawProducerRecords, compression: Compression = 'none'): Buffer =>
  encode(draft => appendRaw(draft, { records }, 0, records.count), compression)

export const decode = (bytes: Buffer, from = 0, maxBytes: number = 1 << 24): RawSinkRecords | undefined => {
  const header = readBatchHeader(bytes, 0)
  return header && decodeBatch(bytes, header, { topic: 't', partition: 3, from, maxBytes })
}

/** Puts the right checksum on changed bytes, so that what lies behind it is reached. */
export const reseal = (batch: Buffer): Buffer => {
  batch.writeUInt32BE(crc32c(batch, field.attributes, batch.length), field.crc)
  return batch
}

const textOf = (data: Uint8Array, bounds: Int32Array | undefined, index: number): string | null => {
  const start = bounds?.[2 * index] ?? -1
  return start < 0 ? null : Buffer.from(data.subarray(start, bounds?.[2 * index + 1])).toString('latin1')
}

/** The records as plain values, bytes as latin1 text. */
export const listed = (records: RawSinkRecords) =>
  Array.from({ length: records.count }, (_, index) => ({
    offset: records.offsets[index],
    timestamp: records.timestamps[index],
    key: textOf(records.data, records.keys, index),
    value: textOf(records.data, records.values, index),
    headers: (records.headers?.(index) ?? []).map(({ key, value }) => [
      key,
      value && Buffer.from(value).toString('latin1'),
    ]),
  }))
