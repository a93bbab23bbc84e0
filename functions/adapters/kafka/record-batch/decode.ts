import type { RawSinkRecords } from '../../../../connectors/sdk/record.ts'
import type { TopicPartition } from '../../../../connectors/sdk/sink.ts'
import type { BatchHeader } from './batch-header.ts'
import { corrupt } from './batch-header.ts'
import { decompress } from './compression.ts'
import { readHeaders, skipHeaders } from './headers.ts'
import { field } from './layout.ts'
import type { RecordCursor } from './record-cursor.ts'
import { readVarint, readVarlong, skipField } from './record-cursor.ts'

// lengths, deltas, attributes and the header count take a byte each
const SMALLEST_RECORD = 7

interface Columns {
  readonly values: Int32Array
  readonly offsets: Float64Array
  readonly timestamps: Float64Array
  keys: Int32Array | undefined
  /** where the headers of a record start; 0: it has none */
  headers: Int32Array | undefined
}

const columnsFor = (count: number): Columns => ({
  values: new Int32Array(2 * count),
  offsets: new Float64Array(count),
  timestamps: new Float64Array(count),
  keys: undefined,
  headers: undefined,
})

const setKey = (columns: Columns, index: number, start: number, end: number) => {
  columns.keys ??= new Int32Array(columns.values.length).fill(-1)
  columns.keys[2 * index] = start
  columns.keys[2 * index + 1] = end
}

const setHeaders = (columns: Columns, cursor: RecordCursor, index: number) => {
  const start = cursor.at
  const count = readVarint(cursor)
  if (count === 0) return
  columns.headers ??= new Int32Array(columns.offsets.length)
  columns.headers[index] = start
  skipHeaders(cursor, count)
}

const readRecord = (cursor: RecordCursor, header: BatchHeader, columns: Columns, index: number) => {
  const size = readVarint(cursor)
  const end = cursor.at + size
  cursor.at++
  const delta = readVarlong(cursor)
  columns.timestamps[index] = header.logAppendTime ? header.maxTimestamp : header.baseTimestamp + delta
  columns.offsets[index] = header.baseOffset + readVarint(cursor)
  const key = skipField(cursor)
  if (key >= 0) setKey(columns, index, key, cursor.at)
  const value = skipField(cursor)
  columns.values[2 * index] = value
  columns.values[2 * index + 1] = value < 0 ? -1 : cursor.at
  if (cursor.bytes[cursor.at] === 0) cursor.at++
  else setHeaders(columns, cursor, index)
  if (cursor.at !== end) throw corrupt(`record ${index} is ${size} bytes long and has others`)
}

const checkOffsets = ({ baseOffset, lastOffset }: BatchHeader, offsets: Float64Array) => {
  let before = baseOffset - 1
  for (const offset of offsets) {
    if (offset <= before) throw corrupt(`offset ${offset} after ${before}`)
    before = offset
  }
  if (before > lastOffset) throw corrupt(`offset ${before} beyond its last, ${lastOffset}`)
}

// a broker sends whole batches, also when the position asked for is within one
const firstWanted = (offsets: Float64Array, from: number): number => {
  let index = 0
  while (index < offsets.length && (offsets[index] ?? from) < from) index++
  return index
}

export interface DecodeOptions extends TopicPartition {
  /** records before this offset are left out */
  readonly from: number
  /** largest size of the decompressed records */
  readonly maxBytes: number
}

/** The records of a batch as columns over its bytes, which are not copied unless they were compressed. */
export const decodeBatch = (bytes: Buffer, header: BatchHeader, options: DecodeOptions): RawSinkRecords => {
  const { codec, count, start, end } = header
  const data = decompress(codec, bytes.subarray(start + field.records, end), options.maxBytes)
  if (count < 0 || count > data.length / SMALLEST_RECORD)
    throw corrupt(`${count} records in ${data.length} bytes`)
  const columns = columnsFor(count)
  const cursor = { bytes: data, at: 0 }
  for (let index = 0; index < count; index++) readRecord(cursor, header, columns, index)
  if (cursor.at !== data.length) throw corrupt(`${data.length - cursor.at} bytes after its last record`)
  checkOffsets(header, columns.offsets)
  const first = firstWanted(columns.offsets, options.from)
  const { keys, headers } = columns
  return {
    topic: options.topic,
    partition: options.partition,
    count: count - first,
    data,
    values: columns.values.subarray(2 * first),
    offsets: columns.offsets.subarray(first),
    timestamps: columns.timestamps.subarray(first),
    timestampType: header.logAppendTime ? 'LOG_APPEND_TIME' : 'CREATE_TIME',
    ...(keys && { keys: keys.subarray(2 * first) }),
    ...(headers && {
      headers: (index: number) => {
        const at = headers[first + index]
        return at ? readHeaders(data, at) : []
      },
    }),
  }
}
