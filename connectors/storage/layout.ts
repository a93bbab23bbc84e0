import type { TopicPartition } from '../sdk/sink.ts'
import type { Compression } from './file-body.ts'
import type { FormatSpec } from './format.ts'
import type { StoreTarget } from './object-store.ts'

/** What names and shapes the objects of one topic partition. JSON; an intent carries it. */
export interface Layout {
  readonly target: StoreTarget
  /** the key up to the offset */
  readonly prefix: string
  /** digits of the offset */
  readonly pad: number
  /** of format and compression, with its dots */
  readonly extension: string
  readonly format: FormatSpec
  readonly compression: Compression
}

interface Naming {
  readonly topicsDir: string
  readonly directoryDelim: string
  readonly fileDelim: string
}

/** `topics/orders/partition=0/orders+0+`: the default partitioner's path, then the file's name up to the offset. */
export const defaultPartitionerPrefix = (naming: Naming, { topic, partition }: TopicPartition): string => {
  const { topicsDir, directoryDelim, fileDelim } = naming
  const folders = [...(topicsDir === '' ? [] : [topicsDir]), topic, `partition=${partition}`]
  return [...folders, `${topic}${fileDelim}${partition}${fileDelim}`].join(directoryDelim)
}

export const objectKey = (layout: Layout, start: number): string =>
  `${layout.prefix}${String(start).padStart(layout.pad, '0')}${layout.extension}`
