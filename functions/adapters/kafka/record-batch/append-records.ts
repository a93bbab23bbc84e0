import type { ProducerRecord } from '../../../runtime/ports/kafka.ts'
import type { BatchDraft } from './encode.ts'
import { noteTimestamp } from './encode.ts'
import { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'

type Nullable = Uint8Array | null

const bytesSize = (bytes: Nullable) => (bytes === null ? 1 : varintSize(bytes.length) + bytes.length)

const writeBytes = (target: Buffer, start: number, bytes: Nullable): number => {
  const at = writeVarint(target, start, bytes === null ? -1 : bytes.length)
  if (bytes === null) return at
  target.set(bytes, at)
  return at + bytes.length
}

const none: NonNullable<ProducerRecord['headers']> = []

const headersSize = (headers = none): number => {
  let size = varintSize(headers.length)
  for (const { key, value } of headers) {
    const length = Buffer.byteLength(key)
    size += varintSize(length) + length + bytesSize(value)
  }
  return size
}

const writeHeaders = (target: Buffer, start: number, headers = none): number => {
  let at = writeVarint(target, start, headers.length)
  for (const { key, value } of headers) {
    at = writeVarint(target, at, Buffer.byteLength(key))
    at += target.write(key, at)
    at = writeBytes(target, at, value)
  }
  return at
}

/** bytes of key, value and headers */
export const recordSize = ({ key, value, headers }: ProducerRecord): number =>
  (key?.length ?? 0) + (value?.length ?? 0) + (headers === undefined ? 0 : headersSize(headers))

/** Appends records `from` to `to` while they fit; the index of the first that does not. */
export const appendRecords = (
  draft: BatchDraft,
  records: readonly ProducerRecord[],
  from: number,
  to: number,
): number => {
  const { bytes } = draft
  for (let index = from; index < to; index++) {
    const record = records[index]
    if (record === undefined) return index
    const { key, value, headers, timestamp } = record
    const delta = draft.count === 0 ? 0 : timestamp - draft.baseTimestamp
    const body = bytesSize(key) + bytesSize(value) + headersSize(headers)
    const size = 1 + varlongSize(delta) + varintSize(draft.count) + body
    if (draft.at + 5 + size > bytes.length) return index
    noteTimestamp(draft, timestamp)
    let at = writeVarint(bytes, draft.at, size)
    bytes[at++] = 0
    at = writeVarlong(bytes, at, delta)
    at = writeVarint(bytes, at, draft.count)
    at = writeBytes(bytes, at, key)
    at = writeBytes(bytes, at, value)
    draft.at = writeHeaders(bytes, at, headers)
    draft.count++
  }
  return to
}
