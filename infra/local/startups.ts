import { createSampleWindow } from '../../functions/adapters/metrics/sample-window.ts'

/** How a run went, as far as it says whether what was started works. */
export type RunOutcome = 'well' | 'failed'

/** Starts of connectors and tasks: first runs, and those after a failure. What goes on working is not started again. */
export interface Startups {
  ended(kind: 'connector' | 'task', name: string, outcome: RunOutcome): void
  /** by attribute of `connect-worker-metrics` */
  values(): Readonly<Record<string, number>>
}

const kinds = ['connector', 'task'] as const

export const createStartups = (now: () => number): Startups => {
  const working = new Set<string>()
  const totals = new Map<string, number>()
  const window = createSampleWindow()

  const count = (name: string) => {
    totals.set(name, (totals.get(name) ?? 0) + 1)
    window.add(name, 1, now())
  }
  const share = (name: string, of: string) => {
    const all = window.sum(of, now())
    return all === 0 ? 0 : window.sum(name, now()) / all
  }
  const valuesOf = (kind: (typeof kinds)[number]) => {
    const attempts = `${kind}-startup-attempts`
    const success = `${kind}-startup-success`
    const failure = `${kind}-startup-failure`
    return {
      ...Object.fromEntries(
        [attempts, success, failure].map(name => [`${name}-total`, totals.get(name) ?? 0]),
      ),
      [`${success}-percentage`]: share(success, attempts),
      [`${failure}-percentage`]: share(failure, attempts),
    }
  }

  return {
    ended: (kind, name, outcome) => {
      const key = `${kind}\n${name}`
      if (!working.has(key)) {
        count(`${kind}-startup-attempts`)
        count(`${kind}-startup-${outcome === 'well' ? 'success' : 'failure'}`)
      }
      if (outcome === 'well') working.add(key)
      else working.delete(key)
    },
    values: () => Object.assign({}, ...kinds.map(valuesOf)),
  }
}
