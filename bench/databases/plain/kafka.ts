import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import type { PlainTask } from './task.ts'

type Target = Pick<PlainTask, 'bootstrap' | 'topic' | 'rows'>

/** The Kafka client of this project, so that what differs is what stands between it and the driver. */
const kafkaOf = ({ bootstrap }: Target) => createKafka({ brokers: [bootstrap], clientId: 'plain-loop' })

// requests that are on their way while rows are read
const inFlight = 4

export interface Output {
  /** Appends the values in order; resolves when more are wanted. */
  send(values: readonly string[]): Promise<void>
  /** Resolves when all are acknowledged. */
  end(): Promise<void>
}

const bytesOf = (texts: readonly string[]) => {
  const values = new Int32Array(2 * texts.length)
  const data = Buffer.allocUnsafe(3 * texts.reduce((sum, each) => sum + each.length, 0))
  let at = 0
  for (const [index, text] of texts.entries()) {
    values[2 * index] = at
    at += data.write(text, at)
    values[2 * index + 1] = at
  }
  return { count: texts.length, data, values }
}

export const openOutput = async (target: Target): Promise<Output> => {
  const producer = await kafkaOf(target).producer({ idempotent: true })
  const pending: Promise<void>[] = []
  return {
    send: async texts => {
      const { topic } = target
      pending.push(producer.sendRaw({ ...bytesOf(texts), topic, partition: 0, timestamp: Date.now() }))
      if (pending.length > inFlight) await pending.shift()
    },
    end: async () => {
      await Promise.all(pending)
    },
  }
}

/** The values of all rows, in order, as batches of at most `batchSize`. */
export async function* readInput(target: Target, batchSize: number): AsyncGenerator<readonly string[]> {
  const { topic, rows } = target
  const positions = [{ topic, partition: 0, offset: 0 }]
  const reader = await kafkaOf(target).reader({ positions, isolation: 'read_uncommitted' })
  let waiting: string[] = []
  for (let read = 0; read < rows; ) {
    const { batches } = await reader.poll(1_000)
    for (const { count, data, values } of batches) {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
      for (let i = 0; i < count; i++) waiting.push(bytes.toString('utf8', values[2 * i], values[2 * i + 1]))
      read += count
    }
    for (; waiting.length >= batchSize; waiting = waiting.slice(batchSize)) yield waiting.slice(0, batchSize)
  }
  if (waiting.length > 0) yield waiting
}
