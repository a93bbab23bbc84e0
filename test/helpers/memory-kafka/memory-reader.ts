import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { Clock } from '../../../functions/runtime/ports/clock.ts'
import {
  type Fetched,
  OffsetOutOfRange,
  type PartitionReader,
  type ReaderOptions,
} from '../../../functions/runtime/ports/kafka.ts'
import type { KafkaRoute } from '../memory-kafka.ts'
import type { MemoryTopics } from './memory-topics.ts'

const nothing: Fetched = { batches: [], positions: [] }

/** Reads topics in memory; a fetch that is on its way when a poll ends is answered by a later one. */
export const createMemoryReader = (
  topics: MemoryTopics,
  route: KafkaRoute,
  clock: Clock,
  { positions: starts, isolation, bufferBytes = 16 * 1024 * 1024 }: ReaderOptions,
): PartitionReader => {
  const partitions = starts.map(({ topic, partition, offset }) => ({
    topic,
    partition,
    position: offset,
    end: undefined as number | undefined,
  }))
  const committedOnly = isolation === 'read_committed'
  let pending: Promise<Fetched> | undefined
  let open = true

  const take = (): Fetched => {
    const batches: RawSinkRecords[] = []
    const moved: (typeof partitions)[number][] = []
    let bytes = 0
    for (const of of partitions) {
      const log = topics.log(of)
      const [start, end] = [log.start(), committedOnly ? log.stableEnd() : log.end()]
      if (of.position < start || of.position > log.end())
        if (batches.length > 0) break
        else throw new OffsetOutOfRange([{ ...of, offset: of.position, start, end }])
      const before = of.position
      while (of.position < end && bytes < bufferBytes / 4) {
        const batch = log.batchAt(of.position, committedOnly)
        const last = batch?.offsets.at(-1) ?? end
        if (batch !== undefined && last < end) batches.push(batch)
        bytes += batch?.data.length ?? 0
        of.position = Math.min(last + 1, end)
      }
      of.end = end
      if (of.position > before) moved.push(of)
    }
    const positions = moved.map(({ topic, partition, position }) => ({ topic, partition, offset: position }))
    return { batches, positions }
  }

  const fetch = async (): Promise<Fetched> => {
    while (open) {
      const change = topics.change()
      const fetched = await route({ call: 'fetch' }, take)
      if (fetched.positions.length > 0) return fetched
      await change
    }
    return nothing
  }

  return {
    poll: async timeout => {
      pending ??= fetch()
      pending.catch(() => undefined)
      const waiting = new AbortController()
      const late = clock.sleep(timeout, waiting.signal).then(() => undefined)
      try {
        const fetched = await Promise.race([pending, late])
        if (fetched === undefined) return nothing
        pending = undefined
        return fetched
      } finally {
        waiting.abort()
      }
    },
    ends: () =>
      partitions.flatMap(({ topic, partition, end }) =>
        end === undefined ? [] : [{ topic, partition, offset: end }],
      ),
    close: async () => {
      open = false
      topics.changed()
    },
  }
}
