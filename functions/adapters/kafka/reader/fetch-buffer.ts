import type { FetchedRecords } from './fetched-records.ts'
import type { PartitionPosition } from './partition-position.ts'

interface Entry {
  readonly of: PartitionPosition
  readonly records: FetchedRecords
  readonly bytes: number
}

/** What is fetched and not yet taken, and what may still arrive, within a bound of bytes. */
export interface FetchBuffer {
  /** resolves when a request of at most `bytes` fits, and counts them until `settle` */
  reserve(bytes: number): Promise<void>
  settle(bytes: number): void
  put(entry: Entry): void
  first(): Entry | undefined
  /** removes the first */
  drop(): void
  /** resolves when something was put or `wake` was called, at the latest after `ms` */
  arrival(ms: number): Promise<void>
  wake(): void
}

export const fetchBuffer = (limit: number): FetchBuffer => {
  const entries: Entry[] = []
  const spaceWaiters: { readonly bytes: number; readonly resolve: () => void }[] = []
  let arrivalWaiters: (() => void)[] = []
  let used = 0

  const admit = () => {
    while (spaceWaiters[0] && (used === 0 || used + spaceWaiters[0].bytes <= limit)) {
      const waiter = spaceWaiters.shift()
      used += waiter?.bytes ?? 0
      waiter?.resolve()
    }
  }
  const wake = () => {
    const waiters = arrivalWaiters
    arrivalWaiters = []
    for (const resolve of waiters) resolve()
  }

  return {
    reserve: bytes =>
      new Promise(resolve => {
        spaceWaiters.push({ bytes, resolve })
        admit()
      }),
    settle: bytes => {
      used -= bytes
      admit()
    },
    put: entry => {
      entries.push(entry)
      used += entry.bytes
      wake()
    },
    first: () => entries[0],
    drop: () => {
      used -= entries.shift()?.bytes ?? 0
      admit()
    },
    arrival: ms =>
      new Promise(resolve => {
        const timer = setTimeout(resolve, ms)
        arrivalWaiters.push(() => {
          clearTimeout(timer)
          resolve()
        })
      }),
    wake,
  }
}
