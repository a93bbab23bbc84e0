import type { Counts } from '../meter.ts'
import type { Kafka, Producer, ProducerRecord } from '../ports/kafka.ts'
import type { DeadLetterTopic } from './error-policy.ts'

/** A record as it is kept, besides the topic. */
export type DeadLetter = Omit<ProducerRecord, 'topic' | 'partition'>

/** Records that failed, in a topic of their own. */
export interface DeadLetters {
  add(letter: DeadLetter): void
  /** Resolves when there is room for more letters. */
  room(): Promise<void>
  /** Resolves when the topic has all of them. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Letters wait for a flush of their slice, bytes. */
const most = 1024 * 1024

const sizeOf = ({ key, value, headers = [] }: DeadLetter): number =>
  (key?.length ?? 0) +
  (value?.length ?? 0) +
  headers.reduce((sum, header) => sum + header.key.length + (header.value?.length ?? 0), 0)

export const createDeadLetters = (
  kafka: Kafka,
  { topic, replicationFactor }: DeadLetterTopic,
  meter: Pick<Counts, 'add'>,
): DeadLetters => {
  let producer: Promise<Producer> | undefined
  let waiting: ProducerRecord[] = []
  let bytes = 0

  const open = async () => {
    const [found] = await kafka.topics([topic])
    if (found === undefined) await kafka.createTopic({ name: topic, partitions: 1, replicationFactor })
    return kafka.producer({ idempotent: false })
  }
  const sendWaiting = async () => {
    if (waiting.length === 0) return
    const letters = [...waiting]
    producer ??= open()
    try {
      await (await producer).send(letters)
    } catch (error) {
      meter.add('deadletterqueue-produce-failures', letters.length)
      throw error
    }
    waiting = waiting.slice(letters.length)
    bytes = waiting.reduce((sum, letter) => sum + sizeOf(letter), 0)
  }
  // one at a time: none is to be sent twice
  let sending = Promise.resolve()
  const settle = () => {
    if (waiting.length === 0) return Promise.resolve()
    const sent = sending.then(sendWaiting)
    sending = sent.catch(() => undefined)
    return sent
  }

  return {
    add: letter => {
      meter.add('deadletterqueue-produce-requests', 1)
      waiting.push({ topic, ...letter })
      bytes += sizeOf(letter)
    },
    room: async () => {
      if (bytes >= most) await settle()
    },
    settle,
    close: async () => {
      await producer?.then(
        p => p.close(),
        () => undefined,
      )
    },
  }
}
