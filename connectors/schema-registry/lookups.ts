import { Pending } from '../sdk/converter.ts'

interface Kept<T> {
  readonly value: T
  readonly until: number
  /** nobody has got it yet: whoever asked for it gets it, however short it is kept */
  isNew: boolean
}

interface LookupOptions {
  /** how many results are kept */
  readonly size: number
  /** how long a result is kept, ms; absent: as long as the process lives */
  readonly ttl?: number
}

// those who wait at the same time must not push out what the others wait for
const LEAST_SIZE = 100

/**
 * Results of what takes a while, by key. Throws `Pending` for one that is not there yet; who asks meanwhile shares the
 * request. Failures are not kept.
 */
export const createLookups = <T>({ size, ttl = Number.POSITIVE_INFINITY }: LookupOptions) => {
  const kept = new Map<string, Kept<T>>()
  const running = new Map<string, Promise<void>>()

  const keep = (key: string, value: T) => {
    kept.delete(key)
    kept.set(key, { value, until: performance.now() + ttl, isNew: true })
    const [oldest] = kept.keys()
    if (kept.size > Math.max(size, LEAST_SIZE) && oldest !== undefined) kept.delete(oldest)
  }
  const start = (key: string, find: () => Promise<T>): Promise<void> => {
    const ready = find()
      .then(value => keep(key, value))
      .finally(() => running.delete(key))
    ready.catch(() => undefined)
    running.set(key, ready)
    return ready
  }
  return (key: string, find: () => Promise<T>): T => {
    const known = kept.get(key)
    if (known === undefined || !(known.isNew || performance.now() < known.until))
      throw new Pending(running.get(key) ?? start(key, find))
    known.isNew = false
    return known.value
  }
}
