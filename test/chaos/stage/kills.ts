import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario, type Outcome, type Rules, type Scenario } from '../scenario.ts'
import type { OpenFlow } from './flow.ts'
import { openScene, type Scene } from './scene.ts'
import { between, fork, type Stage, times } from './stage.ts'
import { sumOf } from './tally.ts'

/** A random moment: while the process still starts and waits, or some time after it was at work again. */
const moment = (stage: Stage) =>
  stage.random() < 0.5
    ? { after: 'its start', ms: between(stage, 0, 6_000) }
    : { after: 'it was at work', ms: between(stage, 0, 1_500) }

/** Kills a worker at random moments and starts it again each time. */
export const killAtRandomMoments = async (scene: Scene, stage: Stage, kills: number): Promise<number> => {
  const plan = Array.from({ length: kills }, () => moment(stage))
  for (const [i, { after, ms }] of plan.entries()) {
    if (after === 'it was at work') await scene.watch.recovered(60_000)
    await sleep(ms)
    stage.log(`kill ${i + 1} of ${kills}, ${ms} ms after ${after}`)
    await scene.kill()
    await scene.start()
    await scene.watch.interrupted()
  }
  return kills
}

/** Slices of 3 s end before a run that follows a dead one may write: each recovery would take two. */
export const usualSlices = { 'slice.max.ms': '10000' } as const

interface Lane {
  readonly scene: Scene
  readonly stage: Stage
}

/** Deployments that are killed at the same time, apart from each other: each has its own state and flow. */
const openLanes = async (stage: Stage, flow: OpenFlow): Promise<readonly Lane[]> => {
  const count = Math.min(3, times(stage, 50))
  const stages = Array.from({ length: count }, (_, i) => fork(stage, `lane-${i}`))
  return Promise.all(
    stages.map(async lane => ({
      stage: lane,
      scene: await openScene(lane, { flows: [flow], properties: usualSlices }),
    })),
  )
}

const killLanes = async (lanes: readonly Lane[], kills: number) => {
  const each = Math.ceil(kills / lanes.length)
  await Promise.all(lanes.map(({ scene, stage }) => killAtRandomMoments(scene, stage, each)))
  return each * lanes.length
}

const verifyLanes = async (lanes: readonly Lane[]): Promise<Omit<Outcome, 'faults'>> => {
  const outcomes = await Promise.all(lanes.map(({ scene }) => scene.verify()))
  return {
    ...sumOf(outcomes),
    runs: outcomes.reduce((sum, { runs }) => sum + runs, 0),
    recovery: Math.max(...outcomes.map(({ recovery = 0 }) => recovery)),
  }
}

/** kill -9 of the process that runs a flow's connectors, at 200 random moments; it is started again at once. */
export const killScenario = (name: string, flow: OpenFlow, rules: Rules): Scenario =>
  defineScenario({
    name,
    rules: { recovery: 10_000, ...rules },
    setUp: stage => openLanes(stage, flow),
    underFaults: (lanes, stage) => killLanes(lanes, times(stage, 200, 3)),
    verify: verifyLanes,
    tearDown: async lanes => {
      await Promise.all(lanes.map(({ scene }) => scene.stop()))
    },
  })
