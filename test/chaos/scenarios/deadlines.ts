import { setTimeout as sleep } from 'node:timers/promises'
import type { RunnerSettings } from '../composed-runner.ts'
import { defineScenario } from '../scenario.ts'
import { lines } from '../stage/flow.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { times } from '../stage/stage.ts'

const timing = { lease: 6_000, renew: 2_000, checkpoint: 300, call: 1_000, margin: 1_000, dispatch: 3_000 }

interface Hurried {
  readonly scene: Scene
  /** of the next start */
  next: RunnerSettings
}

/** Starts the runner again whenever a deadline has ended it. */
const keepRunning = async (hurried: Hurried, ms: number, settings: () => RunnerSettings) => {
  const { scene } = hurried
  const end = performance.now() + ms
  while (performance.now() < end) {
    const died = await Promise.race([scene.worker().ended.then(() => true), sleep(500, false)])
    if (!died) continue
    hurried.next = settings()
    await scene.start()
    await scene.watch.interrupted()
  }
}

/** The time of each slice is up at a random moment; a slice that has not ended by then takes its process along. */
export const deadlines = defineScenario({
  name: 'deadlines',
  rules: {},
  setUp: async (stage): Promise<Hurried> => {
    const state: { next: RunnerSettings } = { next: { timing } }
    const flows = [lines({ source: true, sink: 'fencing' })]
    return Object.assign(state, { scene: await openScene(stage, { flows, composed: () => state.next }) })
  },
  underFaults: async (hurried, stage) => {
    const { scene } = hurried
    const before = await scene.runs()
    await scene.kill()
    await keepRunning(hurried, times(stage, 120_000, 10_000), () => ({
      timing,
      deadlines: { seed: stage.random() * 2 ** 32, longest: 4_000 },
    }))
    const faults = (await scene.runs()) - before
    hurried.next = { timing }
    await scene.kill()
    await scene.start()
    await scene.watch.interrupted()
    return faults
  },
  verify: ({ scene }) => scene.verify(),
  tearDown: ({ scene }) => scene.stop(),
})
