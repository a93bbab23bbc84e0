import type { ByteWriter } from './byte-writer.ts'
import { byteWriter } from './byte-writer.ts'

export interface Api {
  readonly key: number
  readonly name: string
  readonly version: number
  /** later versions end their header with tagged fields */
  readonly flexible?: boolean
}

/** A request of our own: the frame with its size, and how its answer is read. */
export interface Request<T> {
  readonly api: Api
  readonly frame: (correlationId: number, clientId: string) => Uint8Array
  readonly answer: (payload: Buffer) => T
  /** ms that the broker may take on top of the connection's request timeout */
  readonly wait?: number
}

/** size, api key, version, correlation id, client id */
export const headerSize = (clientId: string): number => 14 + Buffer.byteLength(clientId)

export const frameRequest =
  (api: Api, body: (writer: ByteWriter) => unknown): Request<never>['frame'] =>
  (correlationId, clientId) => {
    const writer = byteWriter().int32(0).int16(api.key).int16(api.version).int32(correlationId)
    writer.string(clientId)
    if (api.flexible) writer.uvarint(0)
    body(writer)
    const frame = writer.finish()
    frame.writeInt32BE(frame.length - 4)
    return frame
  }
