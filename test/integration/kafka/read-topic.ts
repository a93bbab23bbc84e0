import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { Kafka, ReaderOptions } from '../../../functions/runtime/ports/kafka.ts'

export interface ReadRecord {
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly (readonly [string, string | null])[]
}

const text = (bytes: Uint8Array, bounds: Int32Array | undefined, index: number) => {
  const start = bounds?.[2 * index] ?? -1
  return start < 0 ? null : Buffer.from(bytes.subarray(start, bounds?.[2 * index + 1])).toString()
}

export const recordsOf = (batch: RawSinkRecords): ReadRecord[] =>
  Array.from({ length: batch.count }, (_, index) => ({
    partition: batch.partition,
    offset: batch.offsets[index] ?? -1,
    key: text(batch.data, batch.keys, index),
    value: text(batch.data, batch.values, index),
    headers: (batch.headers?.(index) ?? []).map(
      ({ key, value }) => [key, value && Buffer.from(value).toString()] as const,
    ),
  }))

export interface ReadTopic {
  readonly topic: string
  readonly partitions?: number
  readonly isolation?: ReaderOptions['isolation']
}

/** All records of a topic up to its present ends, with the project's own reader. */
export const readTopic = async (
  kafka: Kafka,
  { topic, partitions = 1, isolation = 'read_committed' }: ReadTopic,
): Promise<ReadRecord[]> => {
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const missing = new Map((await kafka.offsets(all, 'latest')).map(end => [end.partition, end.offset]))
  const reader = await kafka.reader({ positions: all.map(one => ({ ...one, offset: 0 })), isolation })
  const records: ReadRecord[] = []
  const done = (partition: number, offset: number) => {
    if (offset >= (missing.get(partition) ?? 0)) missing.delete(partition)
  }
  for (const { partition } of all) done(partition, 0)
  while (missing.size > 0) {
    const { batches, positions } = await reader.poll(1000)
    records.push(...batches.flatMap(recordsOf))
    for (const { partition, offset } of positions) done(partition, offset)
  }
  await reader.close()
  return records
}
