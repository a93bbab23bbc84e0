import type { AbortedTransaction } from '../protocol/fetch.ts'
import type { BatchHeader } from '../record-batch/batch-header.ts'

/** Tells, batch after batch, which ones only a `read_uncommitted` reader may see. */
export const abortedFilter = (aborted: readonly AbortedTransaction[]): ((batch: BatchHeader) => boolean) => {
  const coming = [...aborted].sort((one, other) => one.firstOffset - other.firstOffset)
  const producers = new Set<number>()
  return ({ lastOffset, producerId, transactional, control }) => {
    while (coming[0] !== undefined && coming[0].firstOffset <= lastOffset)
      producers.add(coming.shift()?.producerId ?? -1)
    // a marker ends the producer's transaction
    if (control) producers.delete(producerId)
    return transactional && producers.has(producerId)
  }
}
