import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { byteReader } from '../../../../functions/adapters/kafka/protocol/byte-reader.ts'
import { type ByteWriter, byteWriter } from '../../../../functions/adapters/kafka/protocol/byte-writer.ts'

/** A request as it came over the wire. */
export interface LoopbackRequest {
  readonly key: number
  /** all of it, without the size in front */
  readonly frame: Buffer
  /** what follows the header */
  readonly body: Buffer
  readonly port: number
}

/** Writes the answer to a request; `false` cuts the connection instead. */
export type Answer = (request: LoopbackRequest, writer: ByteWriter) => boolean | Promise<boolean>

export interface LoopbackBroker {
  readonly address: string
  close(): Promise<void>
}

const supported = [
  [0, 7],
  [1, 11],
  [3, 12],
  [10, 1],
  [17, 1],
  [18, 2],
  [19, 4],
  [22, 1],
  [24, 1],
  [26, 1],
  [36, 1],
] as const

/** ApiVersions 2: what a client of ours needs. */
export const versionsAnswer = (writer: ByteWriter) =>
  writer
    .int16(0)
    .array(supported, ([key, version]) => writer.int16(key).int16(0).int16(version))
    .int32(0)

/** Metadata 12: one topic, `t`, with one partition on this one node. */
export const metadataAnswer = (writer: ByteWriter, port: number) => {
  const partition = () => {
    writer.int16(0).int32(0).int32(1).int32(0)
    return writer.uvarint(1).uvarint(1).uvarint(1).uvarint(0)
  }
  writer.uvarint(0).int32(0)
  writer.uvarint(2).int32(1).compactString('127.0.0.1').int32(port).uvarint(0).uvarint(0)
  writer.compactString('cluster').int32(1)
  writer.uvarint(2).int16(0).compactString('t').raw(Buffer.alloc(16)).int8(0).uvarint(2)
  partition()
  return writer.int32(0).uvarint(0).uvarint(0)
}

const frames = (socket: Socket, take: (frame: Buffer) => void) => {
  let rest = Buffer.alloc(0)
  socket.on('data', data => {
    rest = Buffer.concat([rest, data])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
      const end = 4 + rest.readInt32BE()
      take(rest.subarray(4, end))
      rest = rest.subarray(end)
    }
  })
}

const serve = (socket: Socket, port: number, answerTo: Answer) => {
  socket.on('error', () => {})
  // answers keep the order of the requests, whatever they take
  let last = Promise.resolve()
  frames(socket, frame => {
    const reader = byteReader(frame)
    const [key, , correlationId] = [reader.int16(), reader.int16(), reader.int32()]
    reader.nullableString()
    const writer = byteWriter().int32(0).int32(correlationId)
    const body = reader.bytes(reader.remaining())
    const answered = Promise.resolve(answerTo({ key, frame, body, port }, writer))
    last = last.then(async () => {
      if (!(await answered)) return void socket.resetAndDestroy()
      const answer = writer.finish()
      answer.writeInt32BE(answer.length - 4)
      socket.write(answer)
    })
  })
}

/** Speaks Kafka's frames on a port of its own; `answerTo` says what stands in the answers. */
export const startLoopbackBroker = async (answerTo: Answer): Promise<LoopbackBroker> => {
  const sockets = new Set<Socket>()
  let port = 0
  const server = createServer(socket => {
    sockets.add(socket)
    serve(socket, port, answerTo)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
