import type { RawSinkRecords } from '../sdk/record.ts'
import type { Flushed, SinkContext, SinkPartition, SinkWriter } from '../sdk/sink.ts'
import { boundedCalls } from './bounded-calls.ts'
import { concurrent } from './concurrent.ts'
import type { Cut } from './cut.ts'
import { flushedPartition, intendCuts } from './intended-cuts.ts'
import { parseState } from './intent.ts'
import type { Layout } from './layout.ts'
import { lazyStores } from './lazy-stores.ts'
import { closeLargest, type MemoryLimits, relieve, wantsFlush } from './memory-limits.ts'
import type { ObjectStore, StoreTarget } from './object-store.ts'
import { type Objects, type Owner, objects } from './objects.ts'
import { closeOpen, heldCuts, type PartitionCuts, partitionCuts, passPresent } from './partition-cuts.ts'
import { appendRaw, appendRecord, type NullBehavior } from './record-appender.ts'
import { type Rotation, waits } from './rotation.ts'

export interface StorageOptions {
  readonly context: Omit<SinkContext<unknown>, 'config'>
  readonly layoutOf: (partition: SinkPartition) => Layout
  readonly openStore: (target: StoreTarget) => ObjectStore
  readonly rotation: Rotation
  readonly nulls: NullBehavior
  readonly limits: MemoryLimits
  /** ms since the epoch */
  readonly now: () => number
}

const CALLS_AT_ONCE = 8
const LARGE_CALLS_AT_ONCE = 2
const LARGE = 1024 * 1024

const restored = (options: StorageOptions, partition: SinkPartition): PartitionCuts =>
  partitionCuts(
    { partition, layout: options.layoutOf(partition), rotation: options.rotation, now: options.now },
    parseState(partition, options.context.lineage),
  )

type Work = readonly (readonly [cut: Cut, owner: Owner])[]

/** Publishes what was intended before and is complete; forgets it when it is in the store. */
const publishReady = async (all: readonly PartitionCuts[], objects: Objects, owners: Owners) => {
  const work: Work = all.flatMap(cuts => cuts.ready.map(cut => [cut, owners(cuts)] as const))
  const large = work.some(([cut]) => cut.body.size() > LARGE)
  await concurrent(work, large ? LARGE_CALLS_AT_ONCE : CALLS_AT_ONCE, async ([cut, owner]) => {
    if (!cut.present) await objects.publish(cut, owner)
  })
  for (const cuts of all) {
    cuts.ready = []
    passPresent(cuts)
  }
}

const takesBytes = ({ layout, planned }: PartitionCuts) =>
  [layout, ...planned.map(cut => cut.layout)].every(({ format }) => format.name === 'bytearray')

type Owners = (cuts: PartitionCuts) => Owner

const isDue = ({ open }: PartitionCuts, now: number) => open?.rotateAt !== undefined && open.rotateAt <= now

/** Closes the files that are to end now. */
const rotate = (all: readonly PartitionCuts[], options: StorageOptions, end: boolean) => {
  for (const cuts of all) {
    if (isDue(cuts, options.now()) || (end && !waits(cuts.rotation))) closeOpen(cuts)
  }
}

/** Cuts of stored intents whose objects are there already. */
const findPresent = async (all: readonly PartitionCuts[], objects: Objects, owners: Owners) => {
  const work: Work = all.flatMap(cuts => cuts.planned.map(cut => [cut, owners(cuts)] as const))
  await concurrent(work, CALLS_AT_ONCE, async ([cut, owner]) => {
    cut.present = await objects.find(cut, owner)
  })
  for (const cuts of all) passPresent(cuts)
}

/**
 * A sink's writer that divides each topic partition into objects, each put exactly once: a cut is stored as intent
 * before its object is put, and completed by whoever comes next.
 */
export const openStorageWriter = async (options: StorageOptions): Promise<SinkWriter> => {
  const { context, limits } = options
  const stores = lazyStores(options.openStore)
  const published = objects(stores.of, boundedCalls(context))
  const all = context.partitions.map(partition => restored(options, partition))
  const owners: Owners = ({ partition }) => ({
    connector: context.connector,
    lineage: context.lineage,
    topicId: partition.topicId,
  })
  const openedAt = options.now()
  const appender = { all, nulls: options.nulls, reject: context.reject }

  // a file that was due before is filled with what there is, not with the first records only
  const makeRoom = async () => {
    await relieve(all, limits, published, (cuts, cut) => published.sendPart(cut, owners(cuts)))
    const due = all.some(cuts => isDue(cuts, options.now()) && !isDue(cuts, openedAt))
    if (due || wantsFlush(all, limits)) context.requestFlush()
  }
  const writeRaw = async (records: RawSinkRecords) => {
    appendRaw(appender, records)
    await makeRoom()
  }
  await findPresent(all, published, owners)

  return {
    failureEffect: 'unknown',
    positions: all
      .filter(({ durableTo }) => durableTo > 0)
      .map(({ partition: { topic, partition }, durableTo }) => ({ topic, partition, offset: durableTo })),
    write: async records => {
      for (const record of records) appendRecord(appender, record)
      await makeRoom()
    },
    ...(all.every(takesBytes) ? { writeRaw } : {}),
    flush: async ({ end }): Promise<Flushed> => {
      await publishReady(all, published, owners)
      rotate(all, options, end)
      closeLargest(all, limits)
      const ending = all.find(({ closed }) => closed.length > 0)
      if (ending !== undefined) await published.check(ending.layout.target)
      const more = intendCuts(all, context.lineage)
      const partitions = all.flatMap(cuts => flushedPartition(cuts, context.lineage) ?? [])
      return { partitions, more }
    },
    close: async () => {
      await Promise.all(all.flatMap(heldCuts).map(cut => published.abandon(cut)))
      stores.close()
    },
  }
}
