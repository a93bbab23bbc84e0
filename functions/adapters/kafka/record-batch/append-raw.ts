import { copyBytes, viewed } from '../../../runtime/copy-bytes.ts'
import type { RawProducerRecords } from '../../../runtime/ports/kafka.ts'
import type { BatchDraft } from './encode.ts'
import { noteTimestamp } from './encode.ts'
import { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'

/** most that a record's lengths and deltas take besides its key, value and headers */
export const RECORD_OVERHEAD = 36

/** bytes of key and value of record `index` */
export const rawSize = ({ keys, values }: RawProducerRecords, index: number): number => {
  const key = keys === undefined ? 0 : (keys[2 * index + 1] ?? 0) - (keys[2 * index] ?? 0)
  return key + (values[2 * index + 1] ?? 0) - (values[2 * index] ?? 0)
}

/** Which records: `order[from…to)`, or without an order `from…to` themselves. */
export interface RawRange {
  readonly records: RawProducerRecords
  readonly order?: Int32Array | undefined
}

/** Appends records while they fit; the index of the first that does not. */
export const appendRaw = (draft: BatchDraft, range: RawRange, from: number, to: number): number => {
  const { records, order } = range
  const { keys, values, timestamp, timestamps } = records
  const source = viewed(records.data)
  const { bytes } = draft
  let at = draft.at
  let index = from
  for (; index < to; index++) {
    const record = 2 * (order === undefined ? index : (order[index] ?? 0))
    const keyStart = keys === undefined ? -1 : (keys[record] ?? -1)
    const keyEnd = keys === undefined ? -1 : (keys[record + 1] ?? -1)
    const valueStart = values[record] ?? -1
    const valueEnd = values[record + 1] ?? -1
    const time = timestamps?.[record >> 1] ?? timestamp
    const delta = draft.count === 0 ? 0 : time - draft.baseTimestamp
    const key = keyStart < 0 ? -1 : keyEnd - keyStart
    const value = valueStart < 0 ? -1 : valueEnd - valueStart
    const size =
      // attributes, no headers
      2 +
      varlongSize(delta) +
      varintSize(draft.count) +
      varintSize(key) +
      (key > 0 ? key : 0) +
      varintSize(value) +
      (value > 0 ? value : 0)
    if (at + 5 + size > bytes.length) break
    noteTimestamp(draft, time)
    at = writeVarint(bytes, at, size)
    bytes[at++] = 0
    at = writeVarlong(bytes, at, delta)
    at = writeVarint(bytes, at, draft.count++)
    at = writeVarint(bytes, at, key)
    if (key > 0) at = copyBytes(draft, at, source, keyStart, keyEnd)
    at = writeVarint(bytes, at, value)
    if (value > 0) at = copyBytes(draft, at, source, valueStart, valueEnd)
    bytes[at++] = 0
  }
  draft.at = at
  return index
}
