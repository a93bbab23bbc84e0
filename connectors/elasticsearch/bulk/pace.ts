import { pauseOf } from '../backoff.ts'
import { createWindow, type WindowOptions } from './window.ts'

/** Leave to send one request. */
interface Slot {
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

interface Options extends WindowOptions {
  /** ms before the first request after an overload */
  readonly backoff: number
  /** aborted when nothing is to be sent any more */
  readonly ended: AbortSignal
}

interface Waiting {
  readonly rank: number
  readonly resolve: () => void
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
