import { canonical, parseOffset, printOffset } from '../../../connectors/sdk/canonical.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'

import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import type { TopicPartition } from '../../../connectors/sdk/sink.ts'
import { partitionOfKey } from '../partition-of-key.ts'
import type { Kafka, ProducerRecord, TopicInfo } from '../ports/kafka.ts'
import { bytesAt } from '../raw.ts'

/** A topic of source offsets, in Kafka Connect's form, and how it is created when it is missing. */
export interface OffsetsTopic {
  readonly name: string
  readonly partitions: number
  /** absent: the broker's default */
  readonly replicationFactor: number | undefined
}

/** What a topic of source offsets has of one source partition. */
export interface OffsetEntry {
  /** of the topic */
  readonly partition: number
  readonly position: number
  /** as it stands in the record */
  readonly key: string
  readonly connector: string
  /** canonical JSON */
  readonly sourcePartition: string
  /** JSON; absent: none, or it was reset */
  readonly offset: string | undefined
  /** what the connector keeps beside its offset, JSON: a header, which Kafka Connect does not look at */
  readonly state: string | undefined
  readonly timestamp: number
}

// one of another lineage is nothing to this one
const stateHeader = (lineage: number) => `state-${lineage}`

/** The key of a source partition (canonical JSON) of a connector. */
export const entryKey = (connector: string, sourcePartition: string): string =>
  `[${JSON.stringify(connector)},${sourcePartition}]`

export const entryPartition = (key: string, partitions: number): number =>
  partitionOfKey(partitions, Buffer.from(key))

interface EntryRecord extends Pick<OffsetEntry, 'partition' | 'key' | 'offset' | 'state'> {
  readonly topic: string
  /** of the task that writes it */
  readonly lineage: number
}

/** The record of an entry. */
export const entryRecord = ({
  topic,
  partition,
  key,
  offset,
  state,
  lineage,
}: EntryRecord): ProducerRecord => ({
  topic,
  partition,
  key: Buffer.from(key),
  value: offset === undefined ? null : Buffer.from(offset),
  ...(state !== undefined && { headers: [{ key: stateHeader(lineage), value: Buffer.from(state) }] }),
  timestamp: Date.now(),
})

/** The topic as it is, created when it is missing. */
export const ensureOffsetsTopic = async (kafka: Kafka, topic: OffsetsTopic): Promise<TopicInfo> => {
  const { name, partitions, replicationFactor } = topic
  const found = async () => (await kafka.topics([name]))[0]
  const existing = await found()
  if (existing !== undefined) return existing
  await kafka.createTopic({
    name,
    partitions,
    ...(replicationFactor !== undefined && { replicationFactor }),
    config: { 'cleanup.policy': 'compact' },
  })
  const created = await found()
  if (created === undefined) throw new ConnectError('KAFKA', `Topic ${name} was created, and is not there`)
  return created
}

type Positions = readonly (TopicPartition & { readonly offset: number })[]

export interface ReadEntries {
  /** whose entries are wanted */
  readonly connector: string
  readonly lineage: number
  readonly positions: Positions
  readonly each: (entry: OffsetEntry) => void
  readonly signal: AbortSignal
}

const text = (bytes: Uint8Array | null | undefined) =>
  bytes == null ? undefined : Buffer.from(bytes).toString()

/** Connector and source partition of a key; `undefined`: it is none of Kafka Connect's. */
const readKey = (key: string): { connector: string; sourcePartition: string } | undefined => {
  const [connector, rest] = /^\s*\[\s*("(?:[^"\\]|\\.)*")\s*,(.*)\]\s*$/s.exec(key)?.slice(1) ?? []
  if (connector === undefined || rest === undefined) return undefined
  try {
    return { connector: JSON.parse(connector), sourcePartition: canonical(parseOffset(rest)) }
  } catch {
    return undefined
  }
}

const readOffset = (value: string, key: string): string => {
  try {
    return printOffset(parseOffset(value))
  } catch (error) {
    throw new ConnectError('DATA', `The offset of ${key} is no JSON object of primitives: ${value}`, {
      cause: error,
    })
  }
}

/** Those of a connector, in order. */
const entriesOf = (
  batch: RawSinkRecords,
  { connector, lineage }: Pick<ReadEntries, 'connector' | 'lineage'>,
): readonly OffsetEntry[] =>
  Array.from({ length: batch.count }, (_, i) => i).flatMap(i => {
    const key = text(bytesAt(batch.data, batch.keys, i)) ?? ''
    const of = key.includes(JSON.stringify(connector)) ? readKey(key) : undefined
    if (of?.connector !== connector) return []
    const value = text(bytesAt(batch.data, batch.values, i))
    const state = batch.headers?.(i).find(header => header.key === stateHeader(lineage))?.value
    const offset = value === undefined ? undefined : readOffset(value, key)
    const at = { partition: batch.partition, position: batch.offsets[i] ?? 0 }
    return [{ ...of, ...at, key, offset, state: text(state), timestamp: batch.timestamps[i] ?? 0 }]
  })

const nameOf = ({ topic, partition }: TopicPartition) => `${topic}-${partition}`

/**
 * Reads committed entries from positions up to the topic's ends as they are now; what transactions of others have open
 * there is waited for. Resolves with those ends, for the partitions asked for.
 */
export const readEntries = async (kafka: Kafka, wanted: ReadEntries): Promise<Positions> => {
  const { positions, each, signal } = wanted
  const ends = await kafka.offsets(positions, 'latest')
  const starts = new Map((await kafka.offsets(positions, 'earliest')).map(at => [nameOf(at), at.offset]))
  const missing = new Map(ends.map(end => [nameOf(end), end.offset]))
  const reached = (at: Positions[number]) => {
    if (at.offset >= (missing.get(nameOf(at)) ?? 0)) missing.delete(nameOf(at))
  }
  const from = positions.map(at => ({ ...at, offset: Math.max(at.offset, starts.get(nameOf(at)) ?? 0) }))
  for (const at of from) reached(at)
  const left = from.filter(at => missing.has(nameOf(at)))
  if (left.length === 0) return ends
  const reader = await kafka.reader({ positions: left, isolation: 'read_committed' })
  try {
    while (missing.size > 0) {
      if (signal.aborted) throw stillOpen([...missing.keys()])
      const { batches, positions: moved } = await reader.poll(500)
      for (const entry of batches.flatMap(batch => entriesOf(batch, wanted))) each(entry)
      for (const at of moved) reached(at)
    }
  } finally {
    await reader.close()
  }
  return ends
}

const stillOpen = (partitions: readonly string[]) =>
  new ConnectError(
    'KAFKA',
    `The offsets of ${partitions.join(', ')} could not be read to their end in time: somebody has a transaction open there`,
  )
