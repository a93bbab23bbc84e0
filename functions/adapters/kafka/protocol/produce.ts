import { byteReader, malformed } from './byte-reader.ts'
import { byteWriter } from './byte-writer.ts'
import type { Request } from './request.ts'
import { headerSize } from './request.ts'

const api = { key: 0, name: 'Produce', version: 7 }

/** bytes that a Produce request of one batch needs in front of it */
export const produceRoom = (clientId: string, topic: string, transactionalId: string | null = null): number =>
  headerSize(clientId) + 26 + Buffer.byteLength(topic) + Buffer.byteLength(transactionalId ?? '')

export interface ProduceTarget {
  readonly topic: string
  readonly partition: number
  /** ms that the leader waits for its followers */
  readonly timeout: number
  /** of the transaction that the batch is part of */
  readonly transactionalId: string | null
}

export interface Produced {
  readonly errorCode: number
  /** of the batch's first record; −1 when the broker does not know it (any more) */
  readonly offset: number
  readonly throttle: number
}

/** `bytes`: room, exactly `produceRoom`, then one record batch; the header is written into the room. */
export const produceRequest = (target: ProduceTarget, bytes: Buffer): Request<Produced> => ({
  api,
  frame: (correlationId, clientId) => {
    const room = produceRoom(clientId, target.topic, target.transactionalId)
    const header = byteWriter()
      .int32(bytes.length - 4)
      .int16(api.key)
      .int16(api.version)
    header.int32(correlationId).string(clientId)
    header.nullableString(target.transactionalId).int16(-1).int32(target.timeout)
    header
      .int32(1)
      .string(target.topic)
      .int32(1)
      .int32(target.partition)
      .int32(bytes.length - room)
    bytes.set(header.finish())
    return bytes
  },
  answer: payload => {
    const reader = byteReader(payload)
    const [answer] = reader
      .array(() => {
        reader.string()
        return reader.array(() => {
          reader.int32()
          const errorCode = reader.int16()
          const offset = reader.int64()
          reader.bytes(16)
          return { errorCode, offset }
        })
      })
      .flat()
    if (answer === undefined) throw malformed('a Produce answer without a partition')
    return { ...answer, throttle: reader.int32() }
  },
})
