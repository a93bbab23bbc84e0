import { canonical, parseOffset } from '../../connectors/sdk/canonical.ts'
import { parseJson, printJson } from '../../connectors/sdk/json.ts'
import type { Partition } from '../../connectors/sdk/record.ts'
import type { Progress } from '../../connectors/sdk/source.ts'
import type { Value } from '../../connectors/sdk/value.ts'
import type { Table } from './ports/table.ts'
import {
  attributesOf,
  foldedProgress,
  offsetKey,
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
  /** the task's whole map with the changes */
  merge(changes: ReadonlyMap<string, ProgressChange>): ProgressMap
}

export const openProgress = (table: Table, task: () => TaskItem): TaskProgress => {
  const folded = new Map<string, StoredProgress>()
  return {
    read: async partition => {
      const own = task().progress[partition]
      if (own !== undefined) return own
      const { item } = await table.get(offsetKey(task().connector, partition))
      const found = foldedProgress(item?.attributes ?? {}, task().lineage)
      folded.set(partition, found)
      return found
    },
    merge: changes => {
      const { progress } = task()
      const changed = [...changes].map(([partition, change]) => {
        const before = progress[partition] ?? folded.get(partition)
        return [partition, attributesOf({ ...before, ...change }) as StoredProgress] as const
      })
      return { ...progress, ...Object.fromEntries(changed) }
    },
  }
}

/** The same for a source, in its own terms. */
export const offsetsOf = (progress: TaskProgress) => ({
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
