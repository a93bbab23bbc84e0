import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Item, Table, Write } from '../ports/table.ts'
import { type ConnectorItem, connectorPk, type OffsetItem, offsetKey, offsetWrite } from './items.ts'
import type { Lease } from './lease.ts'
import { plannerWritesLimit, storePlanned } from './planner-writes.ts'

/** Refused this often, the plan comes back later. */
const rounds = 50

/** A partition as runs that are fed by events find it. */
export type EventPartition = OffsetItem & { readonly epoch: number }

const eventPartition = ({ attributes }: Item): EventPartition => ({
  epoch: 0,
  ...(attributes as Partial<OffsetItem>),
  partition: String(attributes.partition),
})

export const eventPartitionsOf = (items: readonly Item[]): readonly EventPartition[] =>
  items.filter(({ sk }) => sk.startsWith('OFFSET#')).map(eventPartition)

export const readEventPartitions = async (table: Table, connector: string) =>
  eventPartitionsOf((await table.query(connectorPk(connector), 'OFFSET#')).items)

/**
 * Takes partitions off the events of every generation but the planner's: runs that began before store nothing after.
 * Resolves to `false` while that has still to be tried.
 */
export const closeEventPartitions = async (
  table: Table,
  planner: Lease<ConnectorItem>,
  generation: number,
): Promise<boolean> => {
  const { name } = planner.item
  for (let round = 0; round < rounds; round++) {
    const partitions = await readEventPartitions(table, name)
    const old = partitions.filter(({ fed }) => fed !== undefined && fed !== generation)
    if (old.length === 0) return true
    const writes = old.map(
      ({ partition, epoch }): Write => ({
        kind: 'close',
        key: offsetKey(name, partition),
        when: {},
        set: { epoch: epoch + 1, fed: undefined },
      }),
    )
    await storePlanned(table, planner, writes.slice(0, plannerWritesLimit))
  }
  return false
}

/** Moves closed partitions on to where others have them. */
export const movePartitions = async (
  table: Table,
  planner: Lease<ConnectorItem>,
  moved: readonly { readonly partition: string; readonly offset: string }[],
): Promise<boolean> => {
  const { name } = planner.item
  const writes = moved.map(
    ({ partition, offset }): Write => ({
      kind: 'move',
      key: offsetKey(name, partition),
      when: {},
      set: { offset, passedBy: undefined },
    }),
  )
  return storeInParts(table, planner, writes)
}

/** Where the events of a partition begin: nothing else is at work on it. */
export interface EventStart {
  readonly partition: string
  readonly offset: string
  readonly topicId?: string
  readonly passedBy?: string
  /** as it was read */
  readonly epoch: number
}

/** Gives partitions to events, for a generation. Resolves to whether all of them are. */
export const openEventPartitions = async (
  table: Table,
  planner: Lease<ConnectorItem>,
  { starts, generation }: { readonly starts: readonly EventStart[]; readonly generation: number },
): Promise<boolean> => {
  const { name: connector, lineage } = planner.item
  const writes = starts.map(({ partition, epoch, passedBy, ...progress }): Write => {
    const { set, ...write } = offsetWrite('open', { connector, lineage }, partition, progress)
    return { ...write, set: { ...set, epoch: epoch + 1, fed: generation, passedBy } }
  })
  return storeInParts(table, planner, writes)
}

const storeInParts = async (
  table: Table,
  planner: Lease<ConnectorItem>,
  writes: readonly Write[],
): Promise<boolean> => {
  for (let n = 0; n < writes.length; n += plannerWritesLimit)
    if (!(await storePlanned(table, planner, writes.slice(n, n + plannerWritesLimit)))) return false
  return true
}

/**
 * Stores how far a run has brought a partition, from where it took it up. Rejects with `FENCED` when another run has brought
 * it elsewhere, or something else is wanted by now.
 */
export const advance = async (
  table: Table,
  connector: string,
  { partition, epoch, from, to }: Advance,
): Promise<void> => {
  const { ok, item } = await table.write({
    kind: 'advance',
    key: offsetKey(connector, partition),
    when: { epoch, offset: from },
    set: { offset: to },
  })
  // the same event may be at work twice
  const already = item?.attributes.epoch === epoch && item.attributes.offset === to
  if (!ok && !already)
    throw new ConnectError('FENCED', `${partition} of ${connector} has been brought on by another run`)
}

interface Advance {
  readonly partition: string
  readonly epoch: number
  readonly from: string
  readonly to: string
}
