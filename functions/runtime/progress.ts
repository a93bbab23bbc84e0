import { canonical, parseOffset } from '../../connectors/sdk/canonical.ts'
import { parseJson, printJson } from '../../connectors/sdk/json.ts'
import type { Partition } from '../../connectors/sdk/record.ts'
import type { Progress } from '../../connectors/sdk/source.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import type { Table, Write } from './ports/table.ts'
import {
  attributesOf,
  foldedProgress,
  type Mirrored,
  offsetKey,
  offsetWrite,
  type ProgressMap,
  type StoredProgress,
  type TaskItem,
} from './state/items.ts'

/** New progress of a partition: what it names replaces what is stored, `undefined` removes it. */
export type ProgressChange = { readonly [K in keyof StoredProgress]?: StoredProgress[K] | undefined }

/** A task's view of what is stored of its partitions. */
export interface TaskProgress {
  /** by its task, or where it was folded back when the partition last moved */
  read(partition: string): Promise<StoredProgress>
  /** the task's whole map with the changes; what it has no room for is written beside the task */
  merge(changes: ReadonlyMap<string, ProgressChange>): Merged
}

interface Merged {
  readonly map: ProgressMap
  readonly also: readonly Write[]
}

/** Characters that a task's map may have: items are limited to 400 KB, and are written whole. */
const room = 100 * 1024
/** The most that goes with a checkpoint in one transaction. */
const spillLimit = 98

const mirroredSize = (mirrored: Mirrored | undefined): number =>
  mirrored === undefined ? 0 : 120 + mirrored.topic.length + (mirrored.key?.length ?? 0)

const sizeOf = (map: ProgressMap): number =>
  Object.entries(map).reduce(
    (sum, [partition, { offset = '', state = '', topicId = '', mirrored }]) =>
      sum + partition.length + offset.length + state.length + topicId.length + 50 + mirroredSize(mirrored),
    0,
  )

export const openProgress = (table: Table, task: () => TaskItem): TaskProgress => {
  /** what is stored beside the task, of partitions that its map does not have */
  const beside = new Map<string, StoredProgress>()
  return {
    read: async partition => {
      const own = task().progress[partition]
      if (own !== undefined) return own
      const { item } = await table.get(offsetKey(task().connector, partition))
      const found = foldedProgress(item?.attributes ?? {}, task().lineage)
      beside.set(partition, found)
      return found
    },
    merge: changes => {
      const { progress } = task()
      const changed = [...changes].map(([partition, change]) => {
        const before = progress[partition] ?? beside.get(partition)
        return [partition, attributesOf({ ...before, ...change }) as StoredProgress] as const
      })
      const map = { ...progress, ...Object.fromEntries(changed) }
      if (sizeOf(map) <= room) return { map, also: [] }
      const spilled = changed.slice(0, spillLimit)
      for (const [partition, stored] of spilled) beside.set(partition, stored)
      return {
        map: Object.fromEntries(Object.entries(map).filter(([p]) => !spilled.some(([q]) => p === q))),
        also: spilled.map(([partition, stored]) => offsetWrite('spill', task(), partition, stored)),
      }
    },
  }
}

/** The same for a source, in its own terms. */
export const offsetsOf = (progress: Pick<TaskProgress, 'read'>) => ({
  get: (partitions: readonly Partition[]): Promise<readonly (Progress | undefined)[]> =>
    Promise.all(
      partitions.map(async partition => {
        const { offset, state } = await progress.read(canonical(partition))
        if (offset === undefined && state === undefined) return undefined
        return {
          offset: offset === undefined ? undefined : parseOffset(offset),
          state: state === undefined ? undefined : parseState(state),
        }
      }),
    ),
})

export const parseState = (text: string): unknown => parseJson(text)
export const printState = (state: unknown): string => printJson(state as Value)
