import { setTimeout as sleep } from 'node:timers/promises'
import type { Flow } from './flow.ts'

/** Lines that keep coming. */
export interface Feeding {
  /** Resolves when the last ones are there. */
  stop(): Promise<void>
}

const step = 50

/** Feeds each flow `rate` lines a second; what could not be fed in time comes later. */
export const startFeeding = (flows: readonly Flow[], rate: number): Feeding => {
  let stopped = false
  const began = performance.now()
  const feedOne = async (flow: Flow) => {
    while (!stopped) {
      const wanted = Math.round(((performance.now() - began) * rate) / 1000)
      if (wanted > flow.fed) await feedSurely(flow, wanted - flow.fed)
      await sleep(step)
    }
  }
  const feedSurely = async (flow: Flow, lines: number) => {
    while (!stopped)
      try {
        return await flow.feed(Math.min(lines, rate))
      } catch {
        await sleep(step)
      }
  }
  const feeding = Promise.all(flows.map(feedOne))
  return {
    stop: async () => {
      stopped = true
      await feeding
    },
  }
}
