import type { SourceBatch } from '../../../connectors/sdk/source.ts'
import type { StoredProgress } from '../state/items.ts'
import type { batchProgress } from './batch-progress.ts'
import type { Besides, Sent } from './outlet.ts'

interface Size {
  /** of keys and values */
  readonly bytes: number
  /** bytes of memory until it is in Kafka */
  readonly held: number
  readonly records: number
  /** those of the records that are sent: not what transformations or errors leave out */
  readonly written: number
}

interface Followed extends Size {
  /** what is to be stored of it */
  readonly progress: ReturnType<typeof batchProgress>
  /** only when its source is told that it is stored: its records are memory */
  readonly batch: SourceBatch | undefined
  /** set when it is acknowledged */
  besides: Besides | undefined
  readonly refused: () => number
}

/** What may be stored by now: the longest acknowledged prefix of what was handed over. */
interface Acknowledged extends Size {
  readonly progress: ReadonlyMap<string, StoredProgress>
  readonly batches: readonly SourceBatch[]
}

/** Batches on their way to Kafka, in the order they were handed over; bounded by bytes. */
export interface InFlight {
  /** Follows a batch whose records are being sent. */
  add(batch: SourceBatch, sent: Sent, added: Size & Pick<Followed, 'progress'>): void
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

/** `keeps`: acknowledged batches are given back, as they were handed over. */
export const createInFlight = (budget: number, keeps: boolean): InFlight => {
  const queue: Followed[] = []
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
  let pending = 0

  return {
    add: (batch, { released, stored, refused = () => 0 }, added) => {
      const followed: Followed = {
        ...added,
        batch: keeps ? batch : undefined,
        besides: undefined,
        refused,
      }
      const { held } = added
      queue.push(followed)
      bytes += held
      active += added.written
      pending++
      released.then(() => {
        bytes -= held
        changed()
      })
      stored
        .then(
          besides => {
            followed.besides = besides
          },
          error => {
            failure ??= { error }
          },
        )
        .finally(() => {
          active -= added.written
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
      const end = queue.findIndex(({ besides }) => besides === undefined)
      const done = queue.splice(0, end < 0 ? queue.length : end)
      return {
        progress: progressOf(done),
        batches: done.flatMap(({ batch }) => batch ?? []),
        records: sumOf(done, 'records'),
        written: sumOf(done, 'written') - done.reduce((sum, { refused }) => sum + refused(), 0),
        bytes: sumOf(done, 'bytes'),
        held: sumOf(done, 'held'),
      }
    },
  }
}

/** What batches say of each partition, later ones over earlier ones: one without a state leaves that of one before. */
const progressOf = (done: readonly Followed[]): ReadonlyMap<string, StoredProgress> => {
  const progress = new Map<string, StoredProgress>()
  for (const [partition, said] of done.flatMap(each => [...each.progress, ...(each.besides ?? [])]))
    progress.set(partition, { ...progress.get(partition), ...said })
  return progress
}
