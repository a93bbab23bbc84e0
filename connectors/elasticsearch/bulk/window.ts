export interface WindowOptions {
  /** documents of a request, at most */
  readonly batchSize: number
  readonly maxInFlight: number
  /** ms after which a request counts as lost */
  readonly patience: number
}

// documents of the first request: a server that takes 40 ms for each is in time with them in 10 s
const FIRST = 250

/** By success more, at first twice as much each time; half of both after an overload, less when answers take long. */
export const createWindow = ({ batchSize, maxInFlight, patience }: WindowOptions) => {
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
