import { byteReader, malformed } from './byte-reader.ts'
import { byteWriter } from './byte-writer.ts'
import type { Request } from './request.ts'
import { headerSize } from './request.ts'

const api = { key: 0, name: 'Produce', version: 7 }

/** bytes that a Produce request of one batch needs in front of it */
export const produceRoom = (clientId: string, topic: string): number =>
  headerSize(clientId) + 26 + Buffer.byteLength(topic)

export interface ProduceTarget {
  readonly topic: string
  readonly partition: number
  /** ms that the leader waits for its followers */
  readonly timeout: number
}

/** `bytes`: room, exactly `produceRoom`, then one record batch; the header is written into the room. */
export const produceRequest = (
  target: ProduceTarget,
  bytes: Buffer,
): Request<{ readonly errorCode: number; readonly throttle: number }> => ({
  api,
  frame: (correlationId, clientId) => {
    const room = produceRoom(clientId, target.topic)
    const header = byteWriter()
      .int32(bytes.length - 4)
      .int16(api.key)
      .int16(api.version)
    header.int32(correlationId).string(clientId)
    header.nullableString(null).int16(-1).int32(target.timeout)
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
    const [errorCode] = reader
      .array(() => {
        reader.string()
        return reader.array(() => {
          reader.int32()
          const code = reader.int16()
          reader.bytes(24)
          return code
        })
      })
      .flat()
    if (errorCode === undefined) throw malformed('a Produce answer without a partition')
    return { errorCode, throttle: reader.int32() }
  },
})
