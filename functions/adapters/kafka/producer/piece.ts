import type { ProducerRecord } from '../../../runtime/ports/kafka.ts'
import { appendRaw, type RawRange, RECORD_OVERHEAD, rawSize } from '../record-batch/append-raw.ts'
import { appendRecords, recordSize } from '../record-batch/append-records.ts'
import type { BatchDraft } from '../record-batch/encode.ts'
import type { Delivery } from './delivery.ts'

/** Records of one call for one partition: a list, or ranges of raw ones. */
export interface Piece {
  readonly delivery: Delivery
  readonly content: { readonly records: readonly ProducerRecord[] } | RawRange
  readonly count: number
  /** upper bound of what the records take in a batch */
  readonly bytes: number
  /** ms since the epoch */
  readonly since: number
}

type Content = Piece['content']

const isList = (content: Content): content is { readonly records: readonly ProducerRecord[] } =>
  Array.isArray(content.records)

const countOf = (content: Content): number =>
  isList(content) ? content.records.length : (content.order?.length ?? content.records.count)

/** upper bound of what record `index` of a piece takes in a batch */
export const boundOf = (content: Content, index: number): number => {
  if (!isList(content))
    return RECORD_OVERHEAD + rawSize(content.records, content.order ? (content.order[index] ?? 0) : index)
  const record = content.records[index]
  return RECORD_OVERHEAD + (record === undefined ? 0 : recordSize(record))
}

/** upper bound of what the records `from` to `to` take; counts no further than `enough` */
export const boundOfRange = (content: Content, from: number, to: number, enough = Infinity): number => {
  let bytes = 0
  for (let index = from; index < to && bytes < enough; index++) bytes += boundOf(content, index)
  return bytes
}

export const newPiece = (delivery: Delivery, content: Content): Piece => {
  const count = countOf(content)
  return { delivery, content, count, bytes: boundOfRange(content, 0, count), since: Date.now() }
}

/** Appends records while they fit; the index of the first that does not. */
export const appendPiece = (draft: BatchDraft, { content }: Piece, from: number, to: number): number =>
  isList(content) ? appendRecords(draft, content.records, from, to) : appendRaw(draft, content, from, to)
