import { corrupt } from './batch-header.ts'
import type { RecordCursor } from './record-cursor.ts'
import { readVarint, skipField } from './record-cursor.ts'

export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

/** Checks `count` headers without building them. */
export const skipHeaders = (cursor: RecordCursor, count: number): void => {
  if (count < 0) throw corrupt(`a record with ${count} headers`)
  for (let index = 0; index < count; index++) {
    if (skipField(cursor) < 0) throw corrupt('a header without a key')
    skipField(cursor)
  }
}

const readField = (cursor: RecordCursor) => {
  const start = skipField(cursor)
  return start < 0 ? null : cursor.bytes.subarray(start, cursor.at)
}

/** The headers whose count stands at `at`; they have been checked before. */
export const readHeaders = (bytes: Buffer, at: number): RecordHeader[] => {
  const cursor = { bytes, at }
  return Array.from({ length: readVarint(cursor) }, () => ({
    key: readField(cursor)?.toString() ?? '',
    value: readField(cursor),
  }))
}
