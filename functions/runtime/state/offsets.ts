import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Table, Write } from '../ports/table.ts'
import type { ConnectorState } from './connectors.ts'
import {
  type ConnectorItem,
  connectorKey,
  type Mirrored,
  type OffsetItem,
  offsetWrite,
  taskOf,
} from './items.ts'

/** What a partition begins with when it is read next; `undefined`: as if nothing had been stored. */
export interface OffsetChange {
  /** canonical JSON */
  readonly partition: string
  readonly offset: string | undefined
}

/** Offsets by partition, both as the JSON texts they are stored as, in the order of the partitions. */
export const storedOffsets = ({
  items,
}: Pick<ConnectorState, 'items'>): readonly (readonly [partition: string, offset: string])[] => {
  const folded = items
    .filter(item => item.sk.startsWith('OFFSET#'))
    .map(item => item.attributes as Partial<OffsetItem>)
    .map(({ partition, offset }) => [partition, offset] as const)
  // also of tasks that are gone: what a run stored last may not have been folded back yet
  const owned = items
    .filter(item => item.sk.startsWith('TASK#'))
    .flatMap(item => Object.entries(taskOf(item).progress))
    .map(([partition, { offset }]) => [partition, offset] as const)
  const merged = new Map([...folded, ...owned])
  return [...merged]
    .filter((entry): entry is [string, string] => entry[0] !== undefined && entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Partitions whose offsets are in a topic of source offsets too, and where. */
export const mirroredPartitions = ({
  items,
}: Pick<ConnectorState, 'items'>): ReadonlyMap<string, Mirrored> => {
  const folded = items
    .filter(item => item.sk.startsWith('OFFSET#'))
    .map(item => item.attributes as Partial<OffsetItem>)
    .map(({ partition = '', mirrored }) => [partition, mirrored] as const)
  const owned = items
    .filter(item => item.sk.startsWith('TASK#'))
    .flatMap(item => Object.entries(taskOf(item).progress))
    .map(([partition, { mirrored }]) => [partition, mirrored] as const)
  return new Map(
    [...folded, ...owned].flatMap(([partition, mirrored]) => (mirrored ? [[partition, mirrored]] : [])),
  )
}

/**
 * Whether it is wanted stopped and its plan has made it so: no task has a partition or any progress, and what a run that
 * was overtaken still stores is refused.
 */
export const isStopped = ({ wanted, planned, generation }: ConnectorItem): boolean =>
  wanted === 'STOPPED' && planned === generation

/** At most this many partitions in a transaction, beside the connector's own item. */
const changesLimit = 99

/**
 * Changes offsets of a connector that was read stopped. Its lineage grows, so that no state of before goes with an offset
 * of now, whoever has it. `false`: it is not as it was read any more, and nothing was changed. More than one transaction
 * takes may be changed in part: then `CONFLICT` says how much.
 */
export const alterOffsets = async (
  table: Table,
  connector: ConnectorItem,
  changes: readonly OffsetChange[],
): Promise<boolean> => {
  const { name, generation } = connector
  let { lineage } = connector
  for (let n = 0; n === 0 || n < changes.length; n += changesLimit) {
    const next = lineage + 1
    const writes = changes
      .slice(n, n + changesLimit)
      .map(change => alterOffset({ ...connector, lineage: next }, change))
    const own: Write = {
      kind: 'alter',
      key: connectorKey(name),
      when: { generation, lineage },
      set: { lineage: next },
    }
    if (!(await table.transact([own, ...writes])).ok) return n === 0 ? false : interrupted(name, n, changes)
    lineage = next
  }
  return true
}

/** Also what else was known of the partition goes: which topic it was of, which group or topic may be ahead. */
const alterOffset = (
  { name, type, lineage }: Pick<ConnectorItem, 'name' | 'type' | 'lineage'>,
  { partition, offset }: OffsetChange,
): Write => {
  const { set, ...write } = offsetWrite('alter-offset', { connector: name, lineage }, partition, {})
  const reset = type === 'source' && offset === undefined ? true : undefined
  return { ...write, set: { ...set, offset, reset, passedBy: undefined } }
}

const interrupted = (name: string, done: number, changes: readonly OffsetChange[]): never => {
  throw new ConnectError(
    'CONFLICT',
    `Connector ${name} was changed while its offsets were: ${done} of ${changes.length} are as asked for`,
  )
}
