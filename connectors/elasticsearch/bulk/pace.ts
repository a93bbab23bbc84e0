import { pauseOf } from '../backoff.ts'

/** Leave to send one request. */
export interface Slot {
  /** documents that it may have */
  readonly size: number
  /** Called once, when the request is over. */
  end(how: { readonly documents: number; readonly overloaded: boolean }): void
}

/** How many documents a request has and how many requests are under way: as many as the server deals with in time. */
export interface Pace {
  /** Resolves in the order of `rank`. Rejects when nothing is to be sent any more. */
  slot(rank: number): Promise<Slot>
  /** aborted when nothing is to be sent any more */
  readonly signal: AbortSignal
  /** Ends it, with the reason that is given. */
  stop(reason: unknown): void
}

interface Options {
  /** documents of a request, at most */
  readonly batchSize: number
  readonly maxInFlight: number
  /** ms after which a request counts as lost */
  readonly patience: number
  /** ms before the first request after an overload */
  readonly backoff: number
  /** aborted when nothing is to be sent any more */
  readonly ended: AbortSignal
}

interface Waiting {
  readonly rank: number
  readonly resolve: () => void
}

// documents of the first request: a server that takes 40 ms for each is in time with them in 10 s
const FIRST = 250

/** By success more, at first twice as much each time; half of both after an overload, less when answers take long. */
const createWindow = ({ batchSize, maxInFlight, patience }: Options) => {
  let size = Math.min(batchSize, FIRST)
  let width = 1
  let starting = true
  // requests that were under way together say the same
  let reductions = 0

  const reduce = (seen: number, how: () => void) => {
    starting = false
    if (seen !== reductions) return false
    reductions++
    how()
    return true
  }
  const halve = (documents: number) => {
    size = Math.max(Math.min(size, documents) >> 1, 1)
    width = Math.max(width >> 1, 1)
  }
  const ease = () => {
    if (width >= 2) width--
    else size = Math.max(size - (size >> 2), 1)
  }
  const grow = (documents: number, all: boolean) => {
    if (documents * 2 >= size) size = Math.min(size + (starting ? size : Math.max(size >> 3, 4)), batchSize)
    if (all) width = Math.min(width + (starting ? 1 : 0.25), maxInFlight)
  }

  return {
    get size() {
      return size
    },
    get width() {
      return Math.floor(width)
    },
    get reductions() {
      return reductions
    },
    /** Whether it is the first to say so. */
    overloaded: (seen: number, ms: number, documents: number): boolean =>
      // a refusal at once says nothing about how many they were
      reduce(seen, () => halve(ms > patience / 2 ? documents : size)),
    took: (ms: number, { seen, documents, all }: { seen: number; documents: number; all: boolean }) => {
      if (ms > patience / 2) reduce(seen, ease)
      else if (ms < patience / 4) grow(documents, all)
    },
  }
}

export const createPace = (options: Options): Pace => {
  const window = createWindow(options)
  const stopping = new AbortController()
  const signal = AbortSignal.any([options.ended, stopping.signal])
  const waiting = new Set<Waiting>()
  let taken = 0
  let overloads = 0
  let quietUntil = 0

  const first = () => [...waiting].reduce((a, b) => (b.rank < a.rank ? b : a))

  const admit = () => {
    if (signal.aborted) return
    const quiet = quietUntil - performance.now()
    // timers are early by a part of a ms
    if (quiet > 0) return void setTimeout(admit, Math.ceil(quiet)).unref()
    while (waiting.size > 0 && taken < window.width) {
      const next = first()
      waiting.delete(next)
      taken++
      next.resolve()
    }
  }

  /** The server may still be at work on what was given up. */
  const beQuiet = (took: number) => {
    overloads++
    quietUntil = performance.now() + Math.max(pauseOf(overloads, options.backoff), took / 4)
  }

  const slotOf = (): Slot => {
    const began = performance.now()
    const seen = window.reductions
    return {
      size: window.size,
      end: ({ documents, overloaded }) => {
        const all = taken >= window.width
        const took = performance.now() - began
        taken--
        if (!overloaded) {
          overloads = 0
          window.took(took, { seen, documents, all })
        } else if (window.overloaded(seen, took, documents)) beQuiet(took)
        admit()
      },
    }
  }

  return {
    signal,
    slot: async rank => {
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const stop = () => reject(signal.reason)
      signal.addEventListener('abort', stop, { once: true })
      waiting.add({ rank, resolve })
      admit()
      await promise.finally(() => signal.removeEventListener('abort', stop))
      return slotOf()
    },
    stop: reason => stopping.abort(reason),
  }
}
