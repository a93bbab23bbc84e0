import { setTimeout as sleep } from 'node:timers/promises'

/** How soon records are written again after a fault. */
export interface RecoveryWatch {
  /** A fault is over, or what it hit has been started again; what was waited for is waited for from now on. */
  interrupted(): Promise<void>
  /** Resolves when all that was interrupted is at work again, or `ms` have passed. */
  recovered(ms: number): Promise<void>
  /** the longest, ms */
  worst(): number | undefined
  /** what was measured so far does not count */
  forget(): void
  stop(): Promise<void>
}

/** Anything that grows when records are written. */
export interface Growing {
  readonly name: string
  grown(): Promise<number> | number
}

interface Waiting {
  readonly since: number
  readonly from: number
  told?: true
}

/** ms after which it is told what is waited for */
const long = 12_000

const interval = 50

export interface WatchOptions {
  readonly log: (line: string) => void
  /** says what a connector that is not at work is doing */
  readonly describe: (name: string) => Promise<string>
}

export const watchRecovery = (
  watched: readonly Growing[],
  { log, describe }: WatchOptions,
): RecoveryWatch => {
  const waiting = new Map<Growing, Waiting>()
  let worst: number | undefined
  let stopped = false

  const tell = async ({ name }: Growing, its: Waiting) => {
    if (its.told || performance.now() - its.since < long) return
    its.told = true
    log(`${name} is not at work after ${long} ms: ${await describe(name)}`)
  }
  const look = async () => {
    for (const [each, its] of [...waiting]) {
      const { since, from } = its
      if ((await each.grown()) <= from) {
        await tell(each, its)
        continue
      }
      if (waiting.get(each)?.since !== since) continue
      waiting.delete(each)
      const took = performance.now() - since
      if (took > (worst ?? 0)) log(`${each.name} took ${Math.round(took)} ms to be at work again`)
      worst = Math.max(worst ?? 0, took)
    }
  }
  const looking = (async () => {
    while (!stopped) {
      await look()
      await sleep(interval)
    }
  })()

  return {
    interrupted: async () => {
      const since = performance.now()
      // what was under way is no sign of life
      await sleep(interval)
      await Promise.all(
        watched.map(async each => void waiting.set(each, { since, from: await each.grown() })),
      )
    },
    recovered: async ms => {
      const end = performance.now() + ms
      while (waiting.size > 0 && performance.now() < end) await sleep(interval)
    },
    worst: () => {
      const now = performance.now()
      const left = [...waiting.values()].map(({ since }) => now - since)
      const all = [...left, ...(worst === undefined ? [] : [worst])]
      return all.length === 0 ? undefined : Math.max(...all)
    },
    forget: () => {
      worst = undefined
    },
    stop: async () => {
      stopped = true
      await looking
    },
  }
}
