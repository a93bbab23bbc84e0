import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { SinkPartition } from '../../../connectors/sdk/sink.ts'
import type { Runtime } from '../runtime.ts'
import { nameOf } from './positions.ts'

export interface Gap {
  readonly partition: SinkPartition
  /** the next offset that is wanted, and the first that an event has */
  readonly from: number
  readonly to: number
}

/** how long Kafka may wait for data, ms: there are some */
const poll = 500

/**
 * Rejects with `FATAL` when records lie between that nobody has seen, and with `OffsetOutOfRange` when it cannot be told any
 * more. Control records, aborted ones and compaction leave gaps without any.
 */
export const checkGap = async ({ kafka, clock, timing }: Runtime, gap: Gap): Promise<void> => {
  const { topic, partition } = gap.partition
  const reader = await kafka.reader({
    positions: [{ topic, partition, offset: gap.from }],
    isolation: 'read_committed',
    bufferBytes: 1024 * 1024,
  })
  try {
    const until = clock.now() + timing.call
    for (let position = gap.from; position < gap.to; ) {
      if (clock.now() >= until) throw unknown(gap)
      const { batches, positions } = await reader.poll(poll)
      const first = batches[0]?.offsets[0]
      if (first !== undefined && first < gap.to) throw missing(gap, first)
      position = first ?? positions[0]?.offset ?? position
    }
  } finally {
    await reader.close()
  }
}

const between = ({ partition, from, to }: Gap) =>
  `${nameOf(partition)}: an event begins at offset ${to}, expected is ${from}`

const missing = (gap: Gap, first: number) =>
  new ConnectError(
    'FATAL',
    `${between(gap)}, and the topic has records between, from ${first} on. Pausing and resuming the connector sets its event source back to ${gap.from}`,
    { retriable: true },
  )

const unknown = (gap: Gap) =>
  new ConnectError('KAFKA', `${between(gap)}, and Kafka does not say whether records lie between`)

/** Rejects when the topic is another one under the same name: its offsets say nothing. */
export const checkTopic = async (
  { kafka }: Pick<Runtime, 'kafka'>,
  { topic, topicId }: SinkPartition,
): Promise<void> => {
  const [found] = await kafka.topics([topic])
  if (found?.id === topicId) return
  throw new ConnectError('FATAL', `The topic ${topic} has been created anew; it is planned anew too`, {
    retriable: true,
  })
}
