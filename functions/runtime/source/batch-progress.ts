import { canonical, printOffset } from '../../../connectors/sdk/canonical.ts'
import type { Offset, Partition } from '../../../connectors/sdk/record.ts'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import { printState } from '../progress.ts'
import type { StoredProgress } from '../state/items.ts'

/** Canonical JSON of partitions that come again and again, as the same objects. */
const texts = new WeakMap<Partition, string>()
const textOf = (partition: Partition): string => {
  const known = texts.get(partition) ?? canonical(partition)
  texts.set(partition, known)
  return known
}

const lastOffsets = (batch: SourceBatch): ReadonlyMap<string, Offset> => {
  if ('raw' in batch) return new Map([[textOf(batch.raw.partition), batch.raw.offset]])
  const last = new Map<string, Offset>()
  for (const { partition, offset } of batch.records)
    if (partition !== undefined && offset !== undefined) last.set(textOf(partition), offset)
  return last
}

/** What a batch says of partitions, by their canonical JSON. */
export const batchProgress = (batch: SourceBatch): readonly (readonly [string, StoredProgress])[] => {
  const offsets = [...lastOffsets(batch)].map(([p, offset]) => [p, { offset: printOffset(offset) }] as const)
  if (batch.state === undefined) return offsets
  const { partition, value } = batch.state
  return [...offsets, [textOf(partition), { state: printState(value) }]]
}

export const countOf = (batch: SourceBatch): number =>
  'raw' in batch ? batch.raw.count : batch.records.length

/** What an outlet has to know of a batch besides its bytes: records that it kept would be memory. */
export const handedOf = (batch: SourceBatch) => ({
  progress: batchProgress(batch),
  records: countOf(batch),
  transaction: batch.transaction,
})
