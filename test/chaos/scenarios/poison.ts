import { defineScenario } from '../scenario.ts'
import { killAtRandomMoments, usualSlices } from '../stage/kills.ts'
import { poisonedLines } from '../stage/poisoned-flow.ts'
import { openScene } from '../stage/scene.ts'
import { times } from '../stage/stage.ts'

/** Every thousandth record cannot be read; the process is killed now and then. Dead letters count as records. */
export const poison = defineScenario({
  name: 'poison',
  rules: { recovery: 10_000 },
  setUp: stage => openScene(stage, { flows: [poisonedLines], rate: 2_000, properties: usualSlices }),
  underFaults: (scene, stage) => killAtRandomMoments(scene, stage, times(stage, 15)),
  verify: scene => scene.verify(),
  tearDown: scene => scene.stop(),
})
