import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario } from '../scenario.ts'
import { openDynamoDbScene } from '../stage/dynamodb-scene.ts'
import { lines } from '../stage/flow.ts'
import { times } from '../stage/stage.ts'

/** Half of the messages that start slices arrive twice, many late, so that they overtake each other; over two runners. */
export const invocations = defineScenario({
  name: 'invocations',
  rules: {},
  setUp: stage => {
    const seed = stage.random() * 2 ** 32
    const faults = { twice: 0.5, late: 0.3, latest: 8_000 }
    return openDynamoDbScene(stage, {
      flows: [lines({ source: true, sink: 'fencing' })],
      workers: 2,
      properties: { 'slice.max.ms': '1000' },
      settings: n => ({ invocations: { ...faults, seed: seed + n } }),
    })
  },
  underFaults: async (scene, stage) => {
    const ms = times(stage, 90_000, 10_000)
    await sleep(ms)
    await scene.watch.interrupted()
    return scene.runs()
  },
  verify: scene => scene.verify(),
  tearDown: scene => scene.stop(),
})
