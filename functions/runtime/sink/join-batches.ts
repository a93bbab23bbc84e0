import type { RawSinkRecords } from '../../../connectors/sdk/record.ts'
import { nameOf } from './positions.ts'

/** Copies where keys or values are, as they lie behind what is already there. */
const shift = (bounds: Int32Array | undefined, joined: Int32Array, at: number, by: number): void => {
  if (bounds === undefined) return
  for (let i = 0; i < bounds.length; i++) {
    const bound = bounds[i] ?? -1
    joined[at + i] = bound < 0 ? bound : bound + by
  }
}

const headersOf = (batches: readonly RawSinkRecords[]): RawSinkRecords['headers'] => {
  if (batches.every(batch => batch.headers === undefined)) return undefined
  return i => {
    let at = i
    for (const batch of batches) {
      if (at < batch.count) return batch.headers?.(at) ?? []
      at -= batch.count
    }
    return []
  }
}

/** Batches of one partition that are to become one. */
interface Pending {
  readonly first: RawSinkRecords
  readonly batches: RawSinkRecords[]
  count: number
}

const join = ({ first, batches, count }: Pending): RawSinkRecords => {
  if (batches.length === 1) return first
  const hasKeys = batches.some(batch => batch.keys !== undefined)
  const keys = new Int32Array(hasKeys ? 2 * count : 0).fill(-1)
  const values = new Int32Array(2 * count)
  const offsets = new Float64Array(count)
  const timestamps = new Float64Array(count)
  let at = 0
  let bytes = 0
  for (const batch of batches) {
    shift(batch.keys, keys, 2 * at, bytes)
    shift(batch.values, values, 2 * at, bytes)
    offsets.set(batch.offsets, at)
    timestamps.set(batch.timestamps, at)
    at += batch.count
    bytes += batch.data.length
  }
  const data = Buffer.concat(batches.map(batch => batch.data))
  const headers = headersOf(batches)
  return {
    ...first,
    ...{ count, data, values, offsets, timestamps },
    ...(hasKeys && { keys }),
    ...(headers !== undefined && { headers }),
  }
}

/**
 * Joins batches of each partition, in their order, until they have so many records: a writer whose every call costs a
 * round trip had better not make one for each batch, which producers often send with few records.
 */
export const joinBatches = (
  batches: readonly RawSinkRecords[],
  records: number | undefined,
): readonly RawSinkRecords[] => {
  if (records === undefined || batches.length < 2) return batches
  const joined: RawSinkRecords[] = []
  const waiting = new Map<string, Pending>()
  for (const batch of batches) {
    const name = nameOf(batch)
    let pending = waiting.get(name)
    if (pending !== undefined && pending.first.timestampType !== batch.timestampType) {
      joined.push(join(pending))
      pending = undefined
    }
    pending ??= { first: batch, batches: [], count: 0 }
    waiting.set(name, pending)
    pending.batches.push(batch)
    pending.count += batch.count
    if (pending.count < records) continue
    joined.push(join(pending))
    waiting.delete(name)
  }
  for (const rest of waiting.values()) joined.push(join(rest))
  return joined
}
