import type { Kafka, TopicInfo } from '../ports/kafka.ts'
import type { ProgressChange } from '../progress.ts'
import type { Mirrored } from '../state/items.ts'
import {
  entryKey,
  entryPartition,
  type OffsetEntry,
  type OffsetsTopic,
  type ReadEntries,
  readEntries,
} from './offsets-topic.ts'

interface Entries extends Pick<ReadEntries, 'connector' | 'lineage' | 'signal'> {
  readonly kafka: Kafka
}

export type Ends = Awaited<ReturnType<typeof readEntries>>

export const endAt = (
  ends: Ends,
  { topic, partition }: Pick<Mirrored, 'topic' | 'partition'>,
): number | undefined => ends.find(end => end.topic === topic && end.partition === partition)?.offset

const partitionsOf = ({ name, partitions }: TopicInfo) =>
  partitions.map(partition => ({ topic: name, partition, offset: 0 }))

const later = (one: OffsetEntry | undefined, other: OffsetEntry): OffsetEntry => {
  if (one === undefined) return other
  if (one.partition === other.partition) return other.position > one.position ? other : one
  return other.timestamp >= one.timestamp ? other : one
}

const existing = async ({ kafka }: Entries, name: string) => (await kafka.topics([name]))[0]

/** What a topic has of partitions, as far as their progress does not reflect it. */
export const newerEntries = async (
  entries: Entries,
  topic: string,
  behind: readonly (readonly [string, Mirrored])[],
): Promise<readonly (readonly [string, ProgressChange])[]> => {
  const found = await existing(entries, topic)
  // of a topic that is gone, or was made anew, the table is all that is left
  const gone = behind.filter(([, { topicId }]) => topicId !== found?.id)
  const there = new Map(behind.filter(([, { topicId }]) => topicId === found?.id))
  const byPartition = Map.groupBy(there.values(), ({ partition }) => partition)
  const positions = [...byPartition].map(([partition, mirrored]) => ({
    topic,
    partition,
    offset: Math.min(...mirrored.map(({ position }) => position)),
  }))
  const newer = new Map<string, ProgressChange>()
  const each = (entry: OffsetEntry) => {
    const mirrored = there.get(entry.sourcePartition)
    if (mirrored?.partition === entry.partition && entry.position >= mirrored.position)
      newer.set(entry.sourcePartition, { offset: entry.offset, state: entry.state })
  }
  const ends = await readEntries(entries.kafka, { ...entries, positions, each })
  return [
    ...gone.map(([p]) => [p, { mirrored: undefined }] as const),
    ...[...there].map(([p, mirrored]) => {
      const position = Math.max(mirrored.position, endAt(ends, mirrored) ?? 0)
      return [p, { ...newer.get(p), mirrored: { ...mirrored, position, exact: true } }] as const
    }),
  ]
}

/** The last entries of partitions, wherever they are. */
export const findEntries = async (
  entries: Entries,
  topics: readonly OffsetsTopic[],
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, OffsetEntry>> => {
  const found = new Map<string, OffsetEntry>()
  for (const { name } of topics) {
    const info = found.size < wanted.size ? await existing(entries, name) : undefined
    if (info === undefined) continue
    const here = new Map<string, OffsetEntry>()
    const each = (entry: OffsetEntry) =>
      void here.set(entry.sourcePartition, later(here.get(entry.sourcePartition), entry))
    await readEntries(entries.kafka, { ...entries, positions: partitionsOf(info), each })
    for (const [p, entry] of here)
      if (wanted.has(p) && !found.has(p) && entry.offset !== undefined) found.set(p, entry)
  }
  return found
}

/** Where entries of partitions are written, as of the topic's end: under the keys that they have, if they have one. */
export const placeEntries = async (
  { kafka, connector }: Entries,
  { name: topic, id: topicId, partitions }: TopicInfo,
  wanted: readonly (readonly [string, OffsetEntry | undefined])[],
): Promise<ReadonlyMap<string, Mirrored>> => {
  const placed = wanted.map(([p, entry]) => {
    const key = entryKey(connector, p)
    const other = entry !== undefined && entry.key !== key ? { key: entry.key } : {}
    return [
      p,
      { topic, topicId, partition: entryPartition(other.key ?? key, partitions.length), ...other },
    ] as const
  })
  const numbers = [...new Set(placed.map(([, { partition }]) => partition))]
  const ends = await kafka.offsets(
    numbers.map(partition => ({ topic, partition })),
    'latest',
  )
  return new Map<string, Mirrored>(
    placed.map(([p, place]) => [p, { ...place, position: endAt(ends, place) ?? 0 }]),
  )
}
