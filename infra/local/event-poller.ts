import type { KafkaEvent, KafkaEventRecord, KafkaEventResult } from '../../events/kafka-event.ts'
import type { Clock } from '../../functions/runtime/ports/clock.ts'
import type { EventSourceSettings } from '../../functions/runtime/ports/event-sources.ts'
import { type Kafka, OffsetOutOfRange } from '../../functions/runtime/ports/kafka.ts'
import { type GatheredBatch, gatherBatches, type Position, payloadLimit } from './event-batches.ts'

export interface EventPollerOptions {
  readonly kafka: Pick<Kafka, 'topics' | 'offsets' | 'groupOffsets' | 'commitGroupOffsets' | 'reader'>
  readonly clock: Clock
  readonly mapping: EventSourceSettings
  /** Hands an event to the function; rejects when that fails. */
  readonly invoke: (event: KafkaEvent) => Promise<KafkaEventResult>
  /** Something failed, and is tried again. */
  readonly failed?: (error: Error) => void
  /** ms before it is */
  readonly retry?: number
  /** bytes of an event at most; default as Lambda's */
  readonly payloadLimit?: number
}

/** Polls one topic for a function as an event source mapping of Lambda does, until it is stopped. */
export interface EventPoller {
  /** Resolves when no event is on its way any more. */
  stop(): Promise<void>
}

/** How often partitions are looked for, and how long one poll waits for records, ms. */
const refresh = 10_000
const pollTime = 250

const errorOf = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

export const startEventPoller = (options: EventPollerOptions): EventPoller => {
  const { kafka, clock, mapping, invoke, failed = () => undefined, retry = 1_000 } = options
  const stopping = new AbortController()
  const { signal } = stopping

  /** One batch is on its way at a time; it comes again, all of it, until it succeeds. */
  const deliver = async (batch: GatheredBatch): Promise<void> => {
    let left = batch.records
    while (left.length > 0) {
      try {
        left = leftOf(mapping, left, await invoke(eventOf(left)))
        if (left.length > 0) throw new Error(`${left.length} records have to come again`)
      } catch (error) {
        failed(errorOf(error))
        await clock.sleep(retry, signal)
        if (signal.aborted) return
      }
    }
    if (batch.positions.length > 0) await kafka.commitGroupOffsets(mapping.group, batch.positions)
  }

  const start = async (): Promise<readonly Position[]> => {
    const [topic] = await kafka.topics([mapping.topic])
    const partitions = topic?.partitions.map(partition => ({ topic: mapping.topic, partition })) ?? []
    if (partitions.length === 0) return []
    const committed = await kafka.groupOffsets(mapping.group, partitions)
    const rest = partitions.filter(p => committed.every(c => c.partition !== p.partition))
    return [...committed, ...(rest.length > 0 ? await kafka.offsets(rest, mapping.startingPosition) : [])]
  }

  const session = async (): Promise<void> => {
    const positions = await start()
    if (positions.length === 0) return clock.sleep(retry, signal)
    const reader = await kafka.reader({ positions, isolation: 'read_uncommitted' })
    try {
      const limit = options.payloadLimit ?? payloadLimit
      const batches = gatherBatches({ clock, reader, settings: mapping, payloadLimit: limit })
      const until = clock.now() + refresh
      while (!signal.aborted && clock.now() < until) await deliver(await batches.next(pollTime, signal))
    } finally {
      await reader.close()
    }
  }

  const recover = async (error: unknown): Promise<void> => {
    failed(errorOf(error))
    if (error instanceof OffsetOutOfRange) {
      const reset = mapping.startingPosition === 'latest' ? 'end' : 'start'
      const offsets = error.partitions.map(({ topic, partition, ...log }) => ({
        topic,
        partition,
        offset: log[reset],
      }))
      await kafka.commitGroupOffsets(mapping.group, offsets).catch(() => undefined)
    }
    await clock.sleep(retry, signal)
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) await session().catch(recover)
  }

  const running = run()
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}

const keyOf = ({ topic, partition }: KafkaEventRecord) => `${topic}-${partition}`

const eventOf = (records: readonly KafkaEventRecord[]): KafkaEvent => ({
  eventSource: 'SelfManagedKafka',
  records: Object.fromEntries(Map.groupBy(records, keyOf)),
})

/** Without provisioned pollers nobody looks at what a function says; what it names wrongly makes all of it fail. */
const leftOf = (
  { pollers }: EventSourceSettings,
  records: readonly KafkaEventRecord[],
  { batchItemFailures }: KafkaEventResult,
): readonly KafkaEventRecord[] => {
  if (pollers === null) return []
  const failures = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
  const isThere = (failure: (typeof failures)[number]) =>
    records.some(record => keyOf(record) === failure.partition && record.offset === failure.offset)
  if (!failures.every(isThere)) return records
  return records.filter(record =>
    failures.some(({ partition, offset }) => keyOf(record) === partition && record.offset >= offset),
  )
}
