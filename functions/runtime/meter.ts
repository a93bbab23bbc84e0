import type { MetricName, MetricValues } from '../../events/metrics.ts'
import type { Clock } from './ports/clock.ts'
import type { Subject } from './ports/log.ts'
import type { Metrics } from './ports/metrics.ts'

/** ms between two reports of a slice */
const interval = 60_000

/** Counts what one slice does. A slice that finds nothing to do reports nothing. */
export interface Meter {
  /** Once a batch, not once a record. */
  add(name: MetricName, value: number): void
  /** Asked at every report for what is not counted but read off. */
  observe(read: () => MetricValues): void
  /** Reports what came since the last report, when that is long ago. */
  tick(): void
  /** The last report, with how long it all took. */
  end(): void
}

export const openMeter = (
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
  subject: Subject,
): Meter => {
  const began = clock.now()
  let reported = began
  let counts = new Map<MetricName, number>()
  let observe = (): MetricValues => ({})
  let active = false

  const report = (last: MetricValues) => {
    const values: MetricValues = { ...observe(), ...Object.fromEntries(counts) }
    reported = clock.now()
    counts = new Map()
    active ||= Object.values(values).some(value => value > 0)
    if (active) metrics.put({ ...values, ...last }, subject)
  }

  return {
    add: (name, value) => void counts.set(name, (counts.get(name) ?? 0) + value),
    observe: read => {
      observe = read
    },
    tick: () => {
      if (clock.now() - reported >= interval) report({})
    },
    end: () => report({ 'slice-time-ms': clock.now() - began }),
  }
}
