/** How long each of what is looked at was in which state, as far as looks tell: between two it was as the first found it. */
export interface StateTimes {
  /** `now`: ms of a clock that only moves forward */
  look(name: string, state: string, now: number): void
  /** share of the time since the first look, 0 to 1; at that look: all of it */
  share(name: string, state: string): number
  keep(names: readonly string[]): void
}

interface Times {
  readonly state: string
  readonly at: number
  readonly spent: Readonly<Record<string, number>>
}

export const createStateTimes = (): StateTimes => {
  const known = new Map<string, Times>()
  return {
    look: (name, state, now) => {
      const before = known.get(name) ?? { state, at: now, spent: {} }
      const spent = (before.spent[before.state] ?? 0) + now - before.at
      known.set(name, { state, at: now, spent: { ...before.spent, [before.state]: spent } })
    },
    share: (name, state) => {
      const times = known.get(name)
      if (times === undefined) return 0
      const all = Object.values(times.spent).reduce((sum, each) => sum + each, 0)
      if (all === 0) return times.state === state ? 1 : 0
      return (times.spent[state] ?? 0) / all
    },
    keep: names => {
      const kept = new Set(names)
      for (const name of known.keys()) if (!kept.has(name)) known.delete(name)
    },
  }
}
