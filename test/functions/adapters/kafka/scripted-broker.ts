import { byteReader } from '../../../../functions/adapters/kafka/protocol/byte-reader.ts'
import type { ByteWriter } from '../../../../functions/adapters/kafka/protocol/byte-writer.ts'
import { field } from '../../../../functions/adapters/kafka/record-batch/layout.ts'
import {
  type LoopbackBroker,
  type LoopbackRequest,
  metadataAnswer,
  startLoopbackBroker,
  versionsAnswer,
} from './loopback-broker.ts'

export interface ProducedBatch {
  readonly sequence: number
  readonly count: number
  readonly bytes: Buffer
}

/** What is done with a batch: answered with an error code, 0 for none, or the connection is cut. */
export type Verdict = number | 'cut'

export interface ScriptedBroker extends LoopbackBroker {
  /** every batch that arrived, in order */
  readonly arrived: readonly ProducedBatch[]
}

const keys = { produce: 0, metadata: 3, versions: 18, producerId: 22 } as const

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

/** A broker of one partition that speaks as much of the protocol as a producer needs, and does as it is told. */
export const scriptedBroker = async (
  judge: (batch: ProducedBatch, index: number) => Verdict | Promise<Verdict>,
): Promise<ScriptedBroker> => {
  const arrived: ProducedBatch[] = []

  const answerTo = async ({ key, body, port }: LoopbackRequest, writer: ByteWriter): Promise<boolean> => {
    if (key === keys.versions) versionsAnswer(writer)
    else if (key === keys.metadata) metadataAnswer(writer, port)
    else if (key === keys.producerId) writer.int32(0).int16(0).int64(7).int16(0)
    else {
      const batch = readBatch(body)
      const verdict = await judge(batch, arrived.push(batch) - 1)
      if (verdict === 'cut') return false
      produced(writer, verdict)
    }
    return true
  }

  return { ...(await startLoopbackBroker(answerTo)), arrived }
}
