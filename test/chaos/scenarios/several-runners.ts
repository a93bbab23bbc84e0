import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario, type Scenario } from '../scenario.ts'
import { openDynamoDbScene } from '../stage/dynamodb-scene.ts'
import { type LinesOptions, lines } from '../stage/flow.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { between, type Stage, times } from '../stage/stage.ts'

const flow: LinesOptions = { source: true, sink: 'fencing' }

/** Kills any of the runners, each time another is at work meanwhile; it is started again a little later. */
const killSome = async (scene: Scene, stage: Stage, runners: number) => {
  const kills = times(stage, 20)
  for (let i = 1; i <= kills; i++) {
    const [victim, wait, away] = [
      between(stage, 0, runners),
      between(stage, 500, 5_000),
      between(stage, 0, 3_000),
    ]
    await sleep(wait)
    stage.log(`kill ${i} of ${kills}: runner ${victim}, for ${away} ms`)
    await scene.kill(victim)
    await sleep(away)
    await scene.start(victim)
    await scene.watch.interrupted()
  }
  return kills
}

const severalRunners = (name: string, runners: number, open: (stage: Stage) => Promise<Scene>): Scenario =>
  defineScenario({
    name,
    rules: {},
    setUp: open,
    underFaults: (scene, stage) => killSome(scene, stage, runners),
    verify: scene => scene.verify(),
    tearDown: scene => scene.stop(),
  })

const onOneFile = (workers: number) => (stage: Stage) => openScene(stage, { flows: [lines(flow)], workers })
const onDynamoDb = (workers: number) => (stage: Stage) =>
  openDynamoDbScene(stage, { flows: [lines(flow)], workers })

/** Several processes over one state file share out one source task and one sink task, and die now and then. */
export const twoRunners = severalRunners('two-runners', 2, onOneFile(2))
export const fiveRunners = severalRunners('five-runners', 5, onOneFile(5))
/** The same over DynamoDB. */
export const twoRunnersDynamoDb = severalRunners('two-runners-dynamodb', 2, onDynamoDb(2))
export const fiveRunnersDynamoDb = severalRunners('five-runners-dynamodb', 5, onDynamoDb(5))
