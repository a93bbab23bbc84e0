import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { byteReader } from '../../../../functions/adapters/kafka/protocol/byte-reader.ts'
import { type ByteWriter, byteWriter } from '../../../../functions/adapters/kafka/protocol/byte-writer.ts'
import { field } from '../../../../functions/adapters/kafka/record-batch/layout.ts'

export interface ProducedBatch {
  readonly sequence: number
  readonly count: number
  readonly bytes: Buffer
}

/** What is done with a batch: answered with an error code, 0 for none, or the connection is cut. */
export type Verdict = number | 'cut'

export interface ScriptedBroker {
  readonly address: string
  /** every batch that arrived, in order */
  readonly arrived: readonly ProducedBatch[]
  close(): Promise<void>
}

const keys = { produce: 0, metadata: 3, versions: 18, producerId: 22 } as const

const supported = [
  [keys.produce, 7],
  [1, 11],
  [keys.metadata, 12],
  [keys.versions, 2],
  [19, 4],
  [keys.producerId, 1],
] as const

const versions = (writer: ByteWriter) =>
  writer
    .int16(0)
    .array(supported, ([key, version]) => writer.int16(key).int16(0).int16(version))
    .int32(0)

// one topic, `t`, with one partition on this one node
const metadata = (writer: ByteWriter, port: number) => {
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

const produced = (writer: ByteWriter, code: number) =>
  writer.int32(1).string('t').int32(1).int32(0).int16(code).int64(0).int64(-1).int64(0).int32(0)

const readBatch = (body: Buffer): ProducedBatch => {
  const reader = byteReader(body)
  reader.nullableString()
  reader.bytes(10)
  reader.string()
  reader.bytes(8)
  const bytes = Buffer.from(reader.bytes(reader.int32()))
  return { sequence: bytes.readInt32BE(field.baseSequence), count: bytes.readInt32BE(field.count), bytes }
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

/** A broker of one partition that speaks as much of the protocol as a producer needs, and does as it is told. */
export const scriptedBroker = async (
  judge: (batch: ProducedBatch, index: number) => Verdict | Promise<Verdict>,
): Promise<ScriptedBroker> => {
  const arrived: ProducedBatch[] = []
  const sockets = new Set<Socket>()

  const answerTo = async (key: number, body: Buffer, writer: ByteWriter): Promise<boolean> => {
    if (key === keys.versions) versions(writer)
    else if (key === keys.metadata) metadata(writer, port)
    else if (key === keys.producerId) writer.int32(0).int16(0).int64(7).int16(0)
    else {
      const batch = readBatch(body)
      const verdict = await judge(batch, arrived.push(batch) - 1)
      if (verdict === 'cut') return false
      produced(writer, verdict)
    }
    return true
  }

  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    // answers keep the order of the requests, whatever the verdicts take
    let last = Promise.resolve()
    frames(socket, frame => {
      const reader = byteReader(frame)
      const [key, , correlationId] = [reader.int16(), reader.int16(), reader.int32()]
      reader.nullableString()
      const writer = byteWriter().int32(0).int32(correlationId)
      const answered = answerTo(key, reader.bytes(reader.remaining()), writer)
      last = last.then(async () => {
        if (!(await answered)) return void socket.resetAndDestroy()
        const answer = writer.finish()
        answer.writeInt32BE(answer.length - 4)
        socket.write(answer)
      })
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  return {
    address: `127.0.0.1:${port}`,
    arrived,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
