import type { ByteReader } from './byte-reader.ts'
import { byteReader } from './byte-reader.ts'
import type { Request } from './request.ts'
import { frameRequest } from './request.ts'

const api = { key: 1, name: 'Fetch', version: 11 }

export interface FetchOptions {
  readonly maxWait: number
  readonly maxBytes: number
  readonly partitionBytes: number
  readonly committedOnly: boolean
  readonly partitions: readonly {
    readonly topic: string
    readonly partition: number
    readonly position: number
  }[]
}

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}
export interface FetchedPartition {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly aborted: readonly AbortedTransaction[]
  /** record batches, the last one perhaps cut off */
  readonly records: Buffer
}
export interface FetchAnswer {
  readonly throttle: number
  readonly errorCode: number
  readonly partitions: readonly FetchedPartition[]
}

const byTopic = (partitions: FetchOptions['partitions']) => [
  ...Map.groupBy(partitions, ({ topic }) => topic).entries(),
]

const readPartition = (reader: ByteReader, topic: string): FetchedPartition => {
  const partition = reader.int32()
  const errorCode = reader.int16()
  const highWatermark = reader.int64()
  const lastStableOffset = reader.int64()
  reader.int64()
  const aborted = reader.array(() => ({ producerId: reader.int64(), firstOffset: reader.int64() }))
  reader.int32()
  const records = reader.bytes(Math.max(0, reader.int32()))
  return { topic, partition, errorCode, highWatermark, lastStableOffset, aborted, records }
}

const readAnswer = (payload: Buffer): FetchAnswer => {
  const reader = byteReader(payload)
  const throttle = reader.int32()
  const errorCode = reader.int16()
  reader.int32()
  const topics = reader.array(() => {
    const topic = reader.string()
    return reader.array(() => readPartition(reader, topic))
  })
  return { throttle, errorCode, partitions: topics.flat() }
}

/** Without a fetch session: every request names all its partitions. */
export const fetchRequest = (options: FetchOptions): Request<FetchAnswer> => ({
  api,
  wait: options.maxWait,
  frame: frameRequest(api, writer => {
    writer.int32(-1).int32(options.maxWait).int32(1).int32(options.maxBytes)
    writer
      .int8(options.committedOnly ? 1 : 0)
      .int32(0)
      .int32(-1)
    writer.array(byTopic(options.partitions), ([topic, partitions]) => {
      writer.string(topic).array(partitions, ({ partition, position }) => {
        writer.int32(partition).int32(-1).int64(position).int64(-1).int32(options.partitionBytes)
      })
    })
    writer.int32(0).string('')
  }),
  answer: readAnswer,
})
