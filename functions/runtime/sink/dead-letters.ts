import { traceOf } from '../../../connectors/sdk/errors.ts'
import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { Part } from '../conversion.ts'
import type { Counts } from '../meter.ts'
import type { Kafka, Producer, ProducerRecord } from '../ports/kafka.ts'
import { bytesAt } from '../raw.ts'

interface DeadLetter {
  readonly raw: RawSinkRecords
  /** which record of the batch */
  readonly i: number
  /** where it failed; absent: when it was written */
  readonly part?: Part
  readonly error: Error
}

export interface DeadLetterOptions {
  readonly topic: string
  readonly replicationFactor: number
  /** whether dead letters say where they come from and what went wrong */
  readonly headers: boolean
  /** applied to what went wrong */
  readonly hide: (text: string) => string
  readonly connector: string
  readonly task: number
  /** the class that writes */
  readonly sinkClass: string
  readonly meter: Pick<Counts, 'add'>
}

/** Records that failed, as they were read, in a topic of their own. */
export interface DeadLetters {
  add(letter: DeadLetter): void
  /** resolves when the topic has all of them */
  settle(): Promise<void>
  close(): Promise<void>
}

export const createDeadLetters = (kafka: Kafka, options: DeadLetterOptions): DeadLetters => {
  let producer: Promise<Producer> | undefined
  let waiting: ProducerRecord[] = []

  const open = async () => {
    const { topic: name, replicationFactor } = options
    const [found] = await kafka.topics([name])
    if (found === undefined) await kafka.createTopic({ name, partitions: 1, replicationFactor })
    return kafka.producer({ idempotent: false })
  }

  return {
    add: letter => void waiting.push(recordOf(options, letter)),
    settle: async () => {
      if (waiting.length === 0) return
      producer ??= open()
      try {
        await (await producer).send(waiting)
      } catch (error) {
        options.meter.add('deadletterqueue-produce-failures', waiting.length)
        throw error
      }
      waiting = []
    },
    close: async () => {
      await producer?.then(
        p => p.close(),
        () => undefined,
      )
    },
  }
}

const recordOf = (options: DeadLetterOptions, letter: DeadLetter): ProducerRecord => {
  const { raw, i } = letter
  return {
    topic: options.topic,
    key: bytesAt(raw.data, raw.keys, i),
    value: bytesAt(raw.data, raw.values, i),
    headers: [...(raw.headers?.(i) ?? []), ...(options.headers ? contextOf(options, letter) : [])],
    timestamp: raw.timestamps[i] ?? 0,
  }
}

/** The headers of Kafka Connect, in its order. */
const contextOf = (options: DeadLetterOptions, { raw, i, part, error }: DeadLetter) => {
  const { stage, className } = part ?? { stage: 'TASK_PUT', className: options.sinkClass }
  const context = {
    topic: raw.topic,
    partition: raw.partition,
    offset: raw.offsets[i],
    'connector.name': options.connector,
    'task.id': options.task,
    stage,
    'class.name': className,
    'exception.class.name': error.name,
    'exception.message': options.hide(error.message),
    'exception.stacktrace': options.hide(traceOf(error)),
  }
  return Object.entries(context).map(([name, value]) => ({
    key: `__connect.errors.${name}`,
    value: Buffer.from(String(value)),
  }))
}
