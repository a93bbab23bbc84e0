import type { ByteReader } from './byte-reader.ts'
import { byteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { Request } from './request.ts'
import { frameRequest } from './request.ts'

interface PartitionMetadata {
  readonly partition: number
  /** node id; −1: there is none at present */
  readonly leader: number
}
export interface TopicMetadata {
  readonly errorCode: number
  readonly name: string
  /** 22 characters of URL-safe base64 */
  readonly id: string
  readonly internal: boolean
  /** ascending */
  readonly partitions: readonly PartitionMetadata[]
}
export interface Metadata {
  readonly clusterId: string
  readonly controller: number
  readonly brokers: readonly { readonly node: number; readonly host: string; readonly port: number }[]
  readonly topics: readonly TopicMetadata[]
}

const api = { key: 3, name: 'Metadata', version: 12, flexible: true }
const noId = Buffer.alloc(16)

const writeTopics = (writer: ByteWriter, names: readonly string[] | null) => {
  writer.uvarint(names === null ? 0 : names.length + 1)
  for (const name of names ?? []) writer.raw(noId).compactString(name).uvarint(0)
}

const closed = <T>(reader: ByteReader, value: T): T => {
  reader.tags()
  return value
}

const readBroker = (reader: ByteReader) => {
  const broker = { node: reader.int32(), host: reader.compactString() ?? '', port: reader.int32() }
  reader.compactString()
  return closed(reader, broker)
}

const readPartition = (reader: ByteReader) => {
  reader.int16()
  const partition = { partition: reader.int32(), leader: reader.int32() }
  reader.int32()
  for (let lists = 0; lists < 3; lists++) reader.compactArray(reader.int32)
  return closed(reader, partition)
}

const readTopic = (reader: ByteReader): TopicMetadata => {
  const topic = {
    errorCode: reader.int16(),
    name: reader.compactString() ?? '',
    id: reader.bytes(16).toString('base64url'),
    internal: reader.int8() !== 0,
    partitions: reader
      .compactArray(() => readPartition(reader))
      .sort((one, other) => one.partition - other.partition),
  }
  reader.int32()
  return closed(reader, topic)
}

const readMetadata = (payload: Buffer): Metadata => {
  const reader = byteReader(payload)
  reader.tags()
  reader.int32()
  const brokers = reader.compactArray(() => readBroker(reader))
  const clusterId = reader.compactString() ?? ''
  const controller = reader.int32()
  return { clusterId, controller, brokers, topics: reader.compactArray(() => readTopic(reader)) }
}

/** Brokers and topics with their ids; `null`: all topics. Creates none. */
export const metadataRequest = (names: readonly string[] | null): Request<Metadata> => ({
  api,
  frame: frameRequest(api, writer => {
    writeTopics(writer, names)
    writer.int8(0).int8(0).uvarint(0)
  }),
  answer: readMetadata,
})
