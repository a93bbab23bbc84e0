import { setTimeout as sleep } from 'node:timers/promises'
import type { RunnerSettings } from '../composed-runner.ts'
import { defineScenario, type Rules, type Scenario } from '../scenario.ts'
import type { CrashPoint } from '../stage/crash-points.ts'
import { type LinesOptions, lines } from '../stage/flow.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { between, type Stage, times } from '../stage/stage.ts'

/** Calls by which any task or its schedule gets on. */
const protocol = ['claim', 'take', 'checkpoint', 'release'].map(kind => `write ${kind}`)
const calls = [...protocol, 'get', 'send', 'poll', 'put']
const transactionalCalls = [...protocol, 'get', 'send', 'commit']
const timing = { lease: 6_000, renew: 2_000, checkpoint: 500, call: 1_000, margin: 1_500 }

const planOf = (stage: Stage, calls: readonly string[]): readonly CrashPoint[] => {
  const rounds = times(stage, 3)
  const points = calls.flatMap(call => (['before', 'after'] as const).map(when => ({ call, when })))
  const some = () => Array.from({ length: 4 }, () => points[between(stage, 0, points.length)] ?? []).flat()
  const chosen = rounds > 1 ? points : some()
  return Array.from({ length: rounds }, () =>
    chosen.map(point => ({ ...point, nth: between(stage, 1, 4) })),
  ).flat()
}

interface Crashing {
  readonly scene: Scene
  /** of the next start */
  next: RunnerSettings
}

/** The store is outside of the process: it ends the process when it has, or is about to have, a request. */
const crashAtStore = (scene: Scene, { when, nth }: CrashPoint) => {
  let puts = 0
  const crash = () => {
    if (++puts === nth) process.kill(scene.worker().pid, 'SIGKILL')
  }
  if (when === 'after') scene.store.faults.applied = crash
  else
    scene.store.faults.delay = () => {
      crash()
      return 0
    }
}

const start = async (crashing: Crashing, next: RunnerSettings) => {
  crashing.next = next
  await crashing.scene.start()
  await crashing.scene.watch.interrupted()
}

const crashAt = async (crashing: Crashing, stage: Stage, point: CrashPoint) => {
  const { scene } = crashing
  await start(crashing, { timing, ...(point.call !== 'put' && { crash: point }) })
  if (point.call === 'put') crashAtStore(scene, point)
  const reached = await Promise.race([scene.worker().ended.then(() => true), sleep(10_000, false)])
  scene.store.faults.applied = () => {}
  scene.store.faults.delay = () => 0
  stage.log(`${point.when} ${point.call} ${point.nth}${reached ? '' : ' was not reached'}`)
  await scene.kill()
}

const crashScenario = (
  name: string,
  { flow, calls: crashing, rules }: { flow: LinesOptions; calls: readonly string[]; rules: Rules },
): Scenario =>
  defineScenario({
    name,
    rules: { recovery: 10_000, ...rules },
    setUp: async (stage): Promise<Crashing> => {
      const state: { next: RunnerSettings } = { next: { timing } }
      const scene = await openScene(stage, {
        flows: [lines(flow)],
        properties: { 'slice.max.ms': '1500' },
        composed: () => state.next,
      })
      return Object.assign(state, { scene })
    },
    underFaults: async (scene, stage) => {
      const plan = planOf(stage, crashing)
      await scene.scene.kill()
      for (const point of plan) await crashAt(scene, stage, point)
      await start(scene, { timing })
      return plan.length
    },
    verify: ({ scene }) => scene.verify(),
    tearDown: ({ scene }) => scene.stop(),
  })

/** kill -9 before and after each step of the protocol: claim, lease, produce or put, checkpoint, release. */
export const crashPoints = crashScenario('crash-points', {
  flow: { source: true, sink: 'fencing' },
  calls,
  rules: {},
})

/** The same where records and offsets go in one transaction. */
export const crashPointsExactlyOnce = crashScenario('exactly-once-crash-points', {
  flow: { source: true, exactlyOnce: true },
  calls: transactionalCalls,
  rules: { once: true },
})
