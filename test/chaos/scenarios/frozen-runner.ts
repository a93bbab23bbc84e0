import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario, type Rules, type Scenario } from '../scenario.ts'
import { type LinesOptions, lines } from '../stage/flow.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { between, type Stage, times } from '../stage/stage.ts'

const timing = { lease: 5_000, renew: 1_500, checkpoint: 500, call: 1_000, margin: 1_500 }

/** Freezes one of two runners for longer than a lease lasts, so that the other takes over, and lets it go on. */
const freeze = async (scene: Scene, stage: Stage) => {
  const rounds = times(stage, 15)
  for (let i = 1; i <= rounds; i++) {
    const [wait, away] = [between(stage, 500, 3_000), between(stage, 6_000, 9_000)]
    const { pid } = scene.worker(i % 2)
    await sleep(wait)
    stage.log(`round ${i} of ${rounds}: runner ${i % 2} is frozen for ${away} ms`)
    process.kill(pid, 'SIGSTOP')
    await scene.watch.interrupted()
    await sleep(away)
    process.kill(pid, 'SIGCONT')
  }
  return rounds
}

const frozenRunner = (name: string, flow: LinesOptions, rules: Rules): Scenario =>
  defineScenario({
    name,
    rules,
    setUp: async stage => {
      // several, so that either runner has some
      const flows = Array.from({ length: 3 }, () => lines(flow))
      const scene = await openScene(stage, { flows, workers: 2, composed: () => ({ timing }), rate: 200 })
      // calls are under way at any moment
      scene.store.faults.delay = () => 20
      return scene
    },
    underFaults: freeze,
    verify: scene => scene.verify(),
    tearDown: scene => scene.stop(),
  })

/** A runner stands still (SIGSTOP) past the end of its leases and wakes when another has taken over. */
export const frozen = frozenRunner('frozen-runner', { source: true, sink: 'fencing' }, {})
export const frozenUnfenced = frozenRunner(
  'frozen-runner-unfenced',
  { source: false, sink: 'plain' },
  {
    window:
      'the store compares no epochs: what a run has sent, or was about to send, when it was frozen takes effect when it wakes; one call of a run',
  },
)

/** The same where records and offsets go in one transaction. */
export const frozenExactlyOnce = frozenRunner(
  'exactly-once-frozen-runner',
  { source: true, exactlyOnce: true },
  { once: true },
)
