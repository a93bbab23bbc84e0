import type { MaximumName, MetricName, MetricValues, SumName } from '../../events/metrics.ts'
import type { Clock } from './ports/clock.ts'
import type { Subject } from './ports/log.ts'
import type { Metrics } from './ports/metrics.ts'

/** ms between two reports of a slice */
const minute = 60_000

/** Counts what one slice does. A slice that finds nothing to do reports nothing. */
export interface Meter {
  /** Once a batch, not once a record. */
  add(name: SumName, value: number): void
  /** Reports the largest of these values. */
  raise(name: MaximumName, value: number): void
  /** ms, as the clock has them: for what is counted by time. */
  now(): number
  /** Asked at every report for what is not counted but read off. */
  observe(read: () => MetricValues): void
  /** Reports what came since the last report, when that is long ago. */
  tick(): void
  /** The last report, with how long it all took. */
  end(): void
}

/** What the parts of a slice may do with its meter. */
export type Counts = Pick<Meter, 'add' | 'raise' | 'now'>

export const openMeter = (
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
  subject: Subject,
): Meter => {
  const began = clock.now()
  let reported = began
  let counts = new Map<MetricName, number>()
  let observe = (): MetricValues => ({})
  let active = metrics.idle === true

  const report = (last: MetricValues) => {
    const values: MetricValues = { ...observe(), ...Object.fromEntries(counts) }
    reported = clock.now()
    counts = new Map()
    active ||= Object.values(values).some(value => value > 0)
    if (active) metrics.put({ ...values, ...last }, subject)
  }

  return {
    add: (name, value) => void counts.set(name, (counts.get(name) ?? 0) + value),
    raise: (name, value) => void counts.set(name, Math.max(counts.get(name) ?? 0, value)),
    now: clock.now,
    observe: read => {
      observe = read
    },
    tick: () => {
      if (clock.now() - reported >= (metrics.interval ?? minute)) report({})
    },
    end: () => report({ 'slice-time-ms': clock.now() - began }),
  }
}
