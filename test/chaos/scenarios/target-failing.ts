import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario, type Scenario } from '../scenario.ts'
import { lines } from '../stage/flow.ts'
import { openScene } from '../stage/scene.ts'
import { times } from '../stage/stage.ts'

const targetFailing = (name: string, failing: number, ms: number): Scenario =>
  defineScenario({
    name,
    rules: {},
    setUp: stage => openScene(stage, { flows: [lines({ source: false, sink: 'fencing' })] }),
    underFaults: async (scene, stage) => {
      scene.store.faults.failing = failing
      await sleep(times(stage, ms, 5_000))
      scene.store.faults.failing = 0
      await scene.watch.interrupted()
      return scene.store.failed
    },
    verify: scene => scene.verify(),
    tearDown: scene => scene.stop(),
  })

/** That share of the calls to the external system fails, half of them after they took effect and without an answer. */
export const failing1 = targetFailing('target-failing-1%', 0.01, 60_000)
export const failing10 = targetFailing('target-failing-10%', 0.1, 60_000)
export const failing100 = targetFailing('target-failing-100%', 1, 30_000)
