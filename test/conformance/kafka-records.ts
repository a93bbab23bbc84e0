import { randomUUID } from 'node:crypto'
import type { RawSinkRecords } from '../../connectors/sdk/record.ts'
import type { TopicPartition } from '../../connectors/sdk/sink.ts'
import type { Kafka, PartitionReader, ProducerRecord } from '../../functions/runtime/ports/kafka.ts'
import { bytesAt } from '../../functions/runtime/raw.ts'

/** A new topic of a name of its own. */
export const newTopic = async (kafka: Kafka, partitions = 1): Promise<string> => {
  const name = `conformance-${randomUUID()}`
  await kafka.createTopic({ name, partitions })
  return name
}

export const recordOf = (topic: string, value: string | null, partition = 0): ProducerRecord => ({
  topic,
  partition,
  key: null,
  value: value === null ? null : Buffer.from(value),
  timestamp: 1_700_000_000_000,
})

/** Appends values, each call one send. */
export const append = async (kafka: Kafka, topic: string, values: readonly string[], partition = 0) => {
  const producer = await kafka.producer({ idempotent: true })
  await producer.send(values.map(value => recordOf(topic, value, partition)))
  await producer.close()
}

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString())

export const recordsOf = (batch: RawSinkRecords) =>
  Array.from({ length: batch.count }, (_, i) => ({
    partition: batch.partition,
    offset: batch.offsets[i],
    key: text(bytesAt(batch.data, batch.keys, i)),
    value: text(bytesAt(batch.data, batch.values, i)),
    timestamp: batch.timestamps[i],
    headers: (batch.headers?.(i) ?? []).map(h => [h.key, text(h.value)]),
  }))

export const openReader = (
  kafka: Kafka,
  positions: readonly (TopicPartition & { readonly offset: number })[],
): Promise<PartitionReader> => kafka.reader({ positions, isolation: 'read_committed', maxWait: 100 })

/** Polls until so many records came. */
export const pollRecords = async (reader: PartitionReader, count: number) => {
  const records: ReturnType<typeof recordsOf> = []
  for (const until = Date.now() + 10_000; records.length < count && Date.now() < until; )
    records.push(...(await reader.poll(500)).batches.flatMap(recordsOf))
  return records
}

/** Everything of some partitions of a topic from offset 0, in the order it came. */
export const readAll = async (kafka: Kafka, topic: string, partitions = 1) => {
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const ends = await kafka.offsets(all, 'latest')
  const reader = await openReader(
    kafka,
    all.map(p => ({ ...p, offset: 0 })),
  )
  const records = await pollRecords(
    reader,
    ends.reduce((sum, { offset }) => sum + offset, 0),
  )
  await reader.close()
  return records
}
