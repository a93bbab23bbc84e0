import { canonical, printOffset } from '../../../connectors/sdk/canonical.ts'
import type { Offset, Partition } from '../../../connectors/sdk/record.ts'
import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import { printState } from '../progress.ts'
import type { StoredProgress } from '../state/items.ts'

interface Size {
  /** of keys and values */
  readonly bytes: number
  readonly records: number
  /** those of the records that are sent: not what transformations or errors leave out */
  readonly written: number
}

interface Sent extends Size {
  readonly batch: SourceBatch
  acknowledged: boolean
}

/** What may be stored by now: the longest acknowledged prefix of what was handed over. */
interface Acknowledged extends Size {
  readonly progress: ReadonlyMap<string, StoredProgress>
  readonly batches: readonly SourceBatch[]
}

/** Batches on their way to Kafka, in the order they were handed over; bounded by bytes. */
export interface InFlight {
  /** Follows a batch whose records are being sent. */
  add(batch: SourceBatch, sent: Promise<void>, size: Size): void
  /** Resolves when there is room for more, or when a batch has failed. */
  room(): Promise<void>
  /** Resolves when everything is acknowledged or has failed. */
  settled(): Promise<void>
  /** records that Kafka has not acknowledged yet */
  readonly active: number
  /** why a batch could not be sent: nothing behind it may be stored */
  readonly failure: { readonly error: unknown } | undefined
  /** Takes the acknowledged prefix out. */
  take(): Acknowledged
}

const sumOf = (sizes: readonly Size[], what: keyof Size): number =>
  sizes.reduce((sum, size) => sum + size[what], 0)

/** Bytes in memory: records that are not raw are objects of their own. */
const heldBy = (batch: SourceBatch, { bytes, written }: Size): number =>
  'raw' in batch ? bytes : bytes + 64 * written

export const createInFlight = (budget: number): InFlight => {
  const queue: Sent[] = []
  let bytes = 0
  let active = 0
  let failure: { readonly error: unknown } | undefined
  let waiting: (() => void)[] = []

  const changed = () => {
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  const until = async (reached: () => boolean) => {
    while (!reached()) await new Promise<void>(resolve => waiting.push(resolve))
  }
  const isDone = (sent: Sent) => sent.acknowledged
  let pending = 0

  return {
    add: (batch, sending, size) => {
      const sent: Sent = { batch, ...size, acknowledged: false }
      const held = heldBy(batch, size)
      queue.push(sent)
      bytes += held
      active += size.written
      pending++
      sending
        .then(
          () => {
            sent.acknowledged = true
          },
          error => {
            failure ??= { error }
          },
        )
        .finally(() => {
          bytes -= held
          active -= size.written
          pending--
          changed()
        })
    },
    room: () => until(() => bytes < budget || failure !== undefined),
    settled: () => until(() => pending === 0),
    get active() {
      return active
    },
    get failure() {
      return failure
    },
    take: () => {
      const end = queue.findIndex(sent => !isDone(sent))
      const done = queue.splice(0, end < 0 ? queue.length : end)
      return {
        progress: progressOf(done.map(sent => sent.batch)),
        batches: done.map(sent => sent.batch),
        records: sumOf(done, 'records'),
        written: sumOf(done, 'written'),
        bytes: sumOf(done, 'bytes'),
      }
    },
  }
}

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

const batchProgress = (batch: SourceBatch): readonly (readonly [string, StoredProgress])[] => {
  const offsets = [...lastOffsets(batch)].map(([p, offset]) => [p, { offset: printOffset(offset) }] as const)
  if (batch.state === undefined) return offsets
  const { partition, value } = batch.state
  return [...offsets, [textOf(partition), { state: printState(value) }]]
}

/** What batches say of each partition, later ones over earlier ones: one without a state leaves that of one before. */
const progressOf = (batches: readonly SourceBatch[]): ReadonlyMap<string, StoredProgress> => {
  const progress = new Map<string, StoredProgress>()
  for (const [partition, said] of batches.flatMap(batchProgress))
    progress.set(partition, { ...progress.get(partition), ...said })
  return progress
}
