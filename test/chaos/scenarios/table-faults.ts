import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../helpers/random.ts'
import { defineScenario, type Scenario } from '../scenario.ts'
import { type DynamoDbScene, openDynamoDbScene } from '../stage/dynamodb-scene.ts'
import { lines } from '../stage/flow.ts'
import type { Fate } from '../stage/http-proxy.ts'
import { between, type Stage, times } from '../stage/stage.ts'

const timing = { lease: 10_000, renew: 3_000, checkpoint: 500, call: 2_000, margin: 3_000 }

const tableFault = (name: string, happens: (scene: DynamoDbScene, stage: Stage) => Promise<void>): Scenario =>
  defineScenario({
    name,
    rules: {},
    setUp: stage =>
      openDynamoDbScene(stage, {
        flows: [lines({ source: true, sink: 'fencing' })],
        workers: 2,
        settings: () => ({ timing }),
      }),
    underFaults: async (scene, stage) => {
      await happens(scene, stage)
      scene.proxy.decide(() => 'passed')
      await scene.watch.interrupted()
      return scene.proxy.hit
    },
    verify: scene => scene.verify(),
    tearDown: scene => scene.stop(),
  })

const sometimes = (stage: Stage, share: number, fate: Fate) => {
  const random = seededRandom(stage.random() * 2 ** 32)
  return (): Fate => (random() < share ? fate : 'passed')
}

/** The state table refuses half of what is asked, and now and then everything, as it is asked too much. */
export const tableThrottling = tableFault('table-throttling', async (scene, stage) => {
  for (let i = 0; i < times(stage, 10); i++) {
    scene.proxy.decide(sometimes(stage, 0.5, 'refused'))
    await sleep(4_000)
    scene.proxy.decide(() => 'refused')
    await sleep(between(stage, 500, 4_000))
  }
})

/** The state table does what it is asked, and the answer is lost. */
export const tableUnanswered = tableFault('table-unanswered', async (scene, stage) => {
  for (let i = 0; i < times(stage, 10); i++) {
    scene.proxy.decide(sometimes(stage, 0.2, 'unanswered'))
    await sleep(4_000)
    scene.proxy.decide(() => 'unanswered')
    await sleep(between(stage, 500, 4_000))
  }
})

/** The state table does not answer, for shorter and for longer than a lease lasts. */
export const tableUnreachable = tableFault('table-unreachable', async (scene, stage) => {
  for (let i = 0; i < times(stage, 5); i++) {
    scene.proxy.decide(() => 'passed')
    await sleep(between(stage, 2_000, 6_000))
    scene.proxy.decide(() => 'stuck')
    await sleep(between(stage, 2_000, 15_000))
  }
})
