import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario } from '../scenario.ts'
import { openDynamoDbScene } from '../stage/dynamodb-scene.ts'
import { lines } from '../stage/flow.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { between, type Stage, times } from '../stage/stage.ts'

const tenMinutes = 600_000
const preload = join(import.meta.dirname, '../jumping-clock.ts')

const clockEnv = (off: number, jumps = false) => ({
  NODE_OPTIONS: `--import ${preload}`,
  CLOCK_OFF: String(off),
  CLOCK_JUMPS: String(jumps),
})

const killSome = async (scene: Scene, stage: Stage, runners: number) => {
  const kills = times(stage, 10)
  for (let i = 1; i <= kills; i++) {
    const [victim, wait] = [between(stage, 0, runners), between(stage, 2_000, 8_000)]
    await sleep(wait)
    await scene.kill(victim)
    await scene.start(victim)
    await scene.watch.interrupted()
  }
  return kills
}

/** One runner's clock is ten minutes ahead, the other's behind; both are killed now and then. */
export const clocksOff = defineScenario({
  name: 'clocks-off',
  rules: {},
  setUp: stage =>
    openDynamoDbScene(stage, {
      flows: [lines({ source: true, sink: 'fencing' })],
      workers: 2,
      env: n => clockEnv(n === 0 ? tenMinutes : -tenMinutes),
    }),
  underFaults: (scene, stage) => killSome(scene, stage, 2),
  verify: scene => scene.verify(),
  tearDown: scene => scene.stop(),
})

/** The clock of the one machine jumps ten minutes ahead and back, each 5 s, under a state file that knows no other time. */
export const clockJumps = defineScenario({
  name: 'clock-jumps',
  rules: {},
  setUp: stage =>
    openScene(stage, {
      flows: [lines({ source: true, sink: 'fencing' })],
      env: () => clockEnv(tenMinutes, true),
    }),
  underFaults: (scene, stage) => killSome(scene, stage, 1),
  verify: scene => scene.verify(),
  tearDown: scene => scene.stop(),
})
