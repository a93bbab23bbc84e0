import { setTimeout as sleep } from 'node:timers/promises'
import type { Flow } from './flow.ts'
import type { WatchOptions } from './recovery.ts'
import type { Tally } from './tally.ts'

const patience = 90_000

/** Waits until nothing is missing of a flow, or nothing moves any more. */
const untilOneSettled = async (flow: Flow, { log, describe }: WatchOptions): Promise<Tally> => {
  let last = ''
  let moved = performance.now()
  for (;;) {
    const now = await flow.arrived()
    if (now === last) {
      const tally = await flow.tally()
      if (tally.lost === 0) return tally
      if (performance.now() - moved > patience) {
        log(`nothing moves any more in ${flow.name}, at ${now} of ${flow.fed}`)
        for (const { name } of flow.growing) log(`${name}: ${await describe(name)}`)
        return tally
      }
    } else moved = performance.now()
    last = now
    await sleep(1_000)
  }
}

/** What has become of each flow's records, once all have arrived. */
export const untilSettled = async (
  flows: readonly Flow[],
  options: WatchOptions,
): Promise<readonly Tally[]> => Promise.all(flows.map(flow => untilOneSettled(flow, options)))
