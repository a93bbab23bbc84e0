/** As in Kafka's metrics: two samples (`metrics.num.samples`) of 30 s each (`metrics.sample.window.ms`). */
const length = 30_000
const samples = 2

interface Sample {
  readonly began: number
  readonly sums: Map<string, number>
  readonly maxima: Map<string, number>
  /** of what is read off: how often, and all of it together */
  readonly read: Map<string, { readonly times: number; readonly sum: number }>
}

/** What was counted lately. Times are ms of one clock that only moves forward. */
export interface SampleWindow {
  add(name: string, value: number, now: number): void
  /** A value that was read off, or the largest of several. */
  observe(name: string, value: number, now: number): void
  /** Counted in the window. */
  sum(name: string, now: number): number
  /** The same per second. */
  rate(name: string, now: number): number
  /** The largest observed; NaN when there is none. */
  largest(name: string, now: number): number
  /** The mean of those observed; NaN when there is none. */
  average(name: string, now: number): number
}

export const createSampleWindow = (): SampleWindow => {
  let kept: readonly Sample[] = []

  const present = (now: number) => {
    if (kept.some(({ began }) => now - began >= length * samples))
      kept = kept.filter(({ began }) => now - began < length * samples)
    return kept
  }

  const current = (now: number): Sample => {
    const last = present(now).at(-1)
    if (last !== undefined && now - last.began < length) return last
    const next = { began: now, sums: new Map(), maxima: new Map(), read: new Map() }
    kept = [...kept, next].slice(-samples)
    return next
  }

  const sum = (name: string, now: number) =>
    present(now).reduce((total, { sums }) => total + (sums.get(name) ?? 0), 0)

  /** Since the oldest sample began, but never less than all samples before the current one would last. */
  const elapsed = (now: number) => {
    const since = now - (present(now)[0]?.began ?? now)
    const missing = Math.max(samples - 1 - Math.floor(since / length), 0)
    return since + missing * length
  }

  return {
    add: (name, value, now) => {
      const { sums } = current(now)
      sums.set(name, (sums.get(name) ?? 0) + value)
    },
    observe: (name, value, now) => {
      const { maxima, read } = current(now)
      maxima.set(name, Math.max(maxima.get(name) ?? value, value))
      const { times, sum } = read.get(name) ?? { times: 0, sum: 0 }
      read.set(name, { times: times + 1, sum: sum + value })
    },
    sum,
    rate: (name, now) => sum(name, now) / (elapsed(now) / 1_000),
    largest: (name, now) => {
      const all = present(now).flatMap(({ maxima }) => maxima.get(name) ?? [])
      return all.length === 0 ? Number.NaN : Math.max(...all)
    },
    average: (name, now) => {
      const all = present(now).flatMap(({ read }) => read.get(name) ?? [])
      const times = all.reduce((n, each) => n + each.times, 0)
      return all.reduce((total, each) => total + each.sum, 0) / times
    },
  }
}
