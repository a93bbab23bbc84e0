import type { Kafka, ProducerRecord, TopicInfo } from '../ports/kafka.ts'
import type { ProgressChange } from '../progress.ts'
import type { Slice } from '../slice.ts'
import { attributesOf, type Mirrored, type StoredProgress } from '../state/items.ts'
import { type Ends, endAt, findEntries, newerEntries, placeEntries } from './mirrored-entries.ts'
import { ensureOffsetsTopic, entryKey, entryRecord, type OffsetsTopic } from './offsets-topic.ts'

type Progress = ReadonlyMap<string, StoredProgress>

export interface MirrorOptions {
  readonly kafka: Kafka
  readonly slice: Slice
  /** where entries may be, the connector's own topic first; it is the one that is written to */
  readonly topics: readonly [OffsetsTopic, ...OffsetsTopic[]]
  /** whether this run writes to the topic */
  readonly writes: boolean
  /** Ends what earlier runs may be writing there. */
  readonly fence: () => Promise<unknown>
  readonly signal: AbortSignal
}

/**
 * The table's progress beside the topic of source offsets. Where records and offsets go to Kafka in one transaction the
 * topic is the truth, and the table may lag behind it; each partition's progress says as of which position.
 */
export interface Mirror {
  /** Takes over what the topic has that is newer, or at all when nothing is stored of a partition. */
  settle(partitions: readonly string[]): Promise<void>
  /** as stored, settled */
  read(partition: string): Promise<StoredProgress>
  /** Before a transaction with offsets of these is committed: whoever comes next has to look into the topic. */
  begin(partitions: readonly string[]): Promise<void>
  /** what a transaction writes to the topic */
  records(progress: Progress): readonly ProducerRecord[]
  /** Where the table's progress will be as of, once a transaction that ended there is stored. */
  committed(progress: Progress, ends: Ends): ReadonlyMap<string, Mirrored>
  /** The same, when nothing more is written by this run; of those that are left out the topic is read once more. */
  exact(): ReadonlyMap<string, ProgressChange>
}

/** partitions in a checkpoint: what a task's item has no room for is written beside it, and few go in one transaction */
const atOnce = 90

const isBehind = ({ mirrored }: StoredProgress) => mirrored !== undefined && mirrored.exact !== true

const isUnknown = ({ offset, state, mirrored, reset }: StoredProgress) =>
  offset === undefined && state === undefined && mirrored === undefined && reset !== true

/** Partitions that were looked for in vain and need not be again by this process, as long as nothing is written. */
const soughtIn = new WeakMap<Kafka, Set<string>>()

export const createMirror = (options: MirrorOptions): Mirror => {
  const { kafka, slice, topics, writes, fence, signal } = options
  const { connector, lineage } = slice.task
  const entries = { kafka, connector, lineage, signal }
  const settled = new Map<string, StoredProgress>()
  const begun = new Map<string, Mirrored>()
  const sought = soughtIn.get(kafka) ?? new Set<string>()
  soughtIn.set(kafka, sought)
  const soughtName = (partition: string) => entryKey(`${connector}/${lineage}`, partition)
  let own: Promise<TopicInfo> | undefined

  const ownTopic = () => {
    own ??= ensureOffsetsTopic(kafka, topics[0])
    return own
  }

  const catchUp = async (behind: readonly (readonly [string, StoredProgress])[]) => {
    if (behind.length === 0) return []
    await fence()
    const mirrored = behind.flatMap(([p, each]) => (each.mirrored ? [[p, each.mirrored] as const] : []))
    const byTopic = Map.groupBy(mirrored, ([, { topic }]) => topic)
    return (await Promise.all([...byTopic].map(([topic, some]) => newerEntries(entries, topic, some)))).flat()
  }

  const lookUp = async (
    unknown: readonly string[],
  ): Promise<readonly (readonly [string, ProgressChange])[]> => {
    const wanted = writes ? unknown : unknown.filter(p => !sought.has(soughtName(p)))
    if (wanted.length === 0) return []
    if (writes) await fence()
    const found = await findEntries(entries, topics, new Set(wanted))
    const progressOf = (p: string) => {
      const { offset, state } = found.get(p) ?? {}
      return { ...(offset !== undefined && { offset }), ...(state !== undefined && { state }) }
    }
    if (!writes) {
      for (const p of wanted) if (!found.has(p)) sought.add(soughtName(p))
      return [...found.keys()].map(p => [p, progressOf(p)] as const)
    }
    const placed = await placeEntries(
      entries,
      await ownTopic(),
      wanted.map(p => [p, found.get(p)] as const),
    )
    return [...placed].map(
      ([p, place]) => [p, { ...progressOf(p), mirrored: { ...place, exact: true } }] as const,
    )
  }

  const store = async (changes: ReadonlyMap<string, ProgressChange>) => {
    const all = [...changes]
    for (let n = 0; n < all.length; n += atOnce) await slice.checkpoint(new Map(all.slice(n, n + atOnce)))
  }

  const settle = async (partitions: readonly string[]) => {
    const fresh = partitions.filter(p => !settled.has(p))
    const read = await Promise.all(fresh.map(async p => [p, await slice.progress.read(p)] as const))
    const behind = read.filter(([, stored]) => isBehind(stored))
    const unknown = read.filter(([, stored]) => isUnknown(stored)).map(([p]) => p)
    const changes = new Map([...(await catchUp(behind)), ...(await lookUp(unknown))])
    await store(changes)
    for (const [p, stored] of read)
      settled.set(p, attributesOf({ ...stored, ...changes.get(p) }) as StoredProgress)
  }

  return {
    settle,
    read: async partition => {
      await settle([partition])
      return settled.get(partition) ?? {}
    },
    begin: async partitions => {
      const fresh = partitions.filter(p => !begun.has(p))
      if (fresh.length === 0) return
      await settle(fresh)
      const topic = await ownTopic()
      const known = fresh.flatMap(p => {
        const { mirrored } = settled.get(p) ?? {}
        if (mirrored?.topicId !== topic.id) return []
        const { exact: _, ...place } = mirrored
        return [[p, place] as const]
      })
      const placed = await placeEntries(
        entries,
        topic,
        fresh.filter(p => !known.some(([q]) => p === q)).map(p => [p, undefined] as const),
      )
      const changes = new Map<string, Mirrored>([...known, ...placed])
      await store(new Map([...changes].map(([p, mirrored]) => [p, { mirrored, reset: undefined }])))
      for (const [p, mirrored] of changes) begun.set(p, mirrored)
    },
    records: progress =>
      [...progress].flatMap(([p, said]) => {
        const place = begun.get(p)
        const { offset, state } = { ...settled.get(p), ...said }
        settled.set(p, { ...settled.get(p), ...said })
        if (place === undefined) return []
        const { topic, partition, key = entryKey(connector, p) } = place
        return [entryRecord({ topic, partition, key, offset, state, lineage })]
      }),
    committed: (progress, ends) =>
      new Map(
        [...progress.keys()].flatMap(p => {
          const before = begun.get(p)
          if (before === undefined) return []
          const mirrored = { ...before, position: Math.max(before.position, endAt(ends, before) ?? 0) }
          begun.set(p, mirrored)
          return [[p, mirrored] as const]
        }),
      ),
    exact: () =>
      new Map(
        [...begun].slice(0, atOnce).map(([p, mirrored]) => [p, { mirrored: { ...mirrored, exact: true } }]),
      ),
  }
}
