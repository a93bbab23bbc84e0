import type { RawSinkRecords } from '../../../../connectors/sdk/record.ts'
import { kafkaError } from '../kafka-error.ts'
import { readInt64 } from '../protocol/byte-reader.ts'
import type { FetchedPartition } from '../protocol/fetch.ts'
import { corrupt, readBatchHeader } from '../record-batch/batch-header.ts'
import { decodeBatch } from '../record-batch/decode.ts'
import { field, prefix } from '../record-batch/layout.ts'
import { abortedFilter } from './aborted-transactions.ts'

/** The offset after the last whole batch in `records`; `position` when there is none. Nothing is decoded. */
export const offsetAfter = (records: Buffer, position: number): number => {
  let next = position
  let at = 0
  while (at + field.records <= records.length) {
    const length = records.readInt32BE(at + field.length)
    if (length < field.records - prefix || at + prefix + length > records.length) break
    next = readInt64(records, at) + records.readInt32BE(at + field.lastOffsetDelta) + 1
    at += prefix + length
  }
  if (!Number.isSafeInteger(next)) throw corrupt(`offset ${next}, allowed are 0 to 2^53`)
  return Math.max(next, position)
}

/** One partition's share of a Fetch answer, decoded a batch at a time. */
export interface FetchedRecords {
  /** offset of the first record that is wanted */
  readonly from: number
  /** the next batch and the offset after it; `undefined` at the end; batches that nobody may see have no `records` */
  next(): { readonly records?: RawSinkRecords; readonly position: number } | undefined
}

export interface DecodeLimits {
  readonly committedOnly: boolean
  readonly maxBytes: number
}

export const fetchedRecords = (
  { topic, partition, records, aborted }: FetchedPartition,
  from: number,
  { committedOnly, maxBytes }: DecodeLimits,
): FetchedRecords => {
  const isAborted = abortedFilter(committedOnly ? aborted : [])
  let at = 0
  let position = from
  const next = () => {
    const header = readBatchHeader(records, at)
    if (header === undefined) return undefined
    const hidden = isAborted(header) || header.control
    const decoded = hidden ? undefined : decodeBatch(records, header, { topic, partition, from, maxBytes })
    at = header.end
    position = header.lastOffset + 1
    return decoded !== undefined && decoded.count > 0 ? { records: decoded, position } : { position }
  }
  return {
    from,
    next: () => {
      try {
        return next()
      } catch (error) {
        throw kafkaError(error, `Reading ${topic}-${partition} at ${position}`)
      }
    },
  }
}
