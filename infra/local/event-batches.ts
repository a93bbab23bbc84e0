import type { RawSinkRecords } from '../../connectors/sdk/record.ts'
import type { TopicPartition } from '../../connectors/sdk/sink.ts'
import type { KafkaEventRecord } from '../../events/kafka-event.ts'
import { type EventPattern, parsePattern } from '../../functions/runtime/event-pattern.ts'
import type { Clock } from '../../functions/runtime/ports/clock.ts'
import type { EventSourceSettings } from '../../functions/runtime/ports/event-sources.ts'
import type { PartitionReader } from '../../functions/runtime/ports/kafka.ts'
import { bytesAt } from '../../functions/runtime/raw.ts'

export type Position = TopicPartition & { readonly offset: number }

/** Records of one event, and where its partitions go on behind it. */
export interface GatheredBatch {
  readonly records: readonly KafkaEventRecord[]
  readonly positions: readonly Position[]
}

/** What an invocation of a function may have, as JSON, bytes. */
export const payloadLimit = 6 * 1024 * 1024
/** The event around its records. */
const envelope = 4 * 1024

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))

const recordsOf = (raw: RawSinkRecords): readonly KafkaEventRecord[] =>
  Array.from({ length: raw.count }, (_, i) => ({
    topic: raw.topic,
    partition: raw.partition,
    offset: raw.offsets[i] ?? 0,
    timestamp: raw.timestamps[i] ?? 0,
    timestampType: raw.timestampType,
    key: text(bytesAt(raw.data, raw.keys, i)),
    value: text(bytesAt(raw.data, raw.values, i)),
    headers: (raw.headers?.(i) ?? []).map(({ key, value }) => ({
      // as Java has bytes
      [key]: value === null ? null : [...new Int8Array(value)],
    })),
  }))

const content = (base64: string | null | undefined): unknown => {
  if (base64 == null) return base64
  const decoded = Buffer.from(base64, 'base64').toString()
  try {
    return JSON.parse(decoded)
  } catch {
    return decoded
  }
}

/** Lambda's filter sees key and value as JSON, or as text where they are none. */
const filterOf = ({ filter }: EventSourceSettings): ((record: KafkaEventRecord) => boolean) => {
  if (filter === '') return () => true
  const matches: EventPattern = parsePattern(filter)
  return record => matches({ ...record, key: content(record.key), value: content(record.value) })
}

interface Waiting {
  readonly record: KafkaEventRecord
  readonly matches: boolean
  readonly bytes: number
}

export interface GatherOptions {
  readonly clock: Clock
  readonly reader: PartitionReader
  readonly settings: EventSourceSettings
  readonly payloadLimit: number
}

/** Gathers what a reader has into batches: by number, by time since the first record, and by size. */
export const gatherBatches = ({ clock, reader, settings, payloadLimit }: GatherOptions) => {
  const matches = filterOf(settings)
  const limit = payloadLimit - envelope
  const waiting: Waiting[] = []
  let read: readonly Position[] = []

  const poll = async (timeout: number): Promise<void> => {
    const fetched = await reader.poll(timeout)
    for (const record of fetched.batches.flatMap(recordsOf))
      waiting.push({ record, matches: matches(record), bytes: JSON.stringify(record).length + 1 })
    if (fetched.positions.length > 0) read = fetched.positions
  }

  const isFull = () => {
    const wanted = waiting.filter(each => each.matches)
    return wanted.length >= settings.batchSize || wanted.reduce((sum, { bytes }) => sum + bytes, 0) > limit
  }

  const take = (): GatheredBatch => {
    const records: KafkaEventRecord[] = []
    const positions = new Map<string, Position>()
    const pass = (position: Position) => positions.set(`${position.topic}-${position.partition}`, position)
    let bytes = 0
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const { topic, partition, offset } = next.record
      if (next.bytes > limit)
        throw new Error(`${topic}-${partition}: the record at ${offset} is larger than an event may be`)
      if (next.matches && (records.length >= settings.batchSize || bytes + next.bytes > limit)) break
      waiting.shift()
      pass({ topic, partition, offset: offset + 1 })
      if (next.matches) records.push(next.record)
      if (next.matches) bytes += next.bytes
    }
    // also behind what nobody sees
    if (waiting.length === 0) for (const position of read) pass(position)
    return { records, positions: [...positions.values()] }
  }

  return {
    /** Waits up to `timeout` ms for a first record; what it resolves with may have none. */
    next: async (timeout: number, signal: AbortSignal): Promise<GatheredBatch> => {
      if (!waiting.some(each => each.matches)) await poll(timeout)
      const until = clock.now() + settings.batchWindow
      while (waiting.some(each => each.matches) && !isFull() && !signal.aborted && clock.now() < until)
        await poll(Math.min(until - clock.now(), timeout))
      return take()
    },
  }
}
