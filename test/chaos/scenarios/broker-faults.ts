import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario, type Rules, type Scenario } from '../scenario.ts'
import { type LinesOptions, lines } from '../stage/flow.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { between, type Stage, times } from '../stage/stage.ts'

const both = { flow: { source: true, sink: 'fencing' } } as const

const brokerFault = (
  name: string,
  happens: (scene: Scene, stage: Stage) => Promise<number>,
  { flow, ...rules }: Rules & { readonly flow: LinesOptions } = both,
): Scenario =>
  defineScenario({
    name,
    rules,
    setUp: stage => openScene(stage, { flows: [lines(flow)] }),
    underFaults: happens,
    verify: scene => scene.verify(),
    tearDown: async scene => {
      scene.broker.proxy.pass(true)
      scene.broker.proxy.delay(0)
      await scene.stop()
    },
  })

/** kill -9 of the broker, and a new start on its data. */
const killBroker = async (scene: Scene, stage: Stage) => {
  const kills = times(stage, 10)
  for (let i = 1; i <= kills; i++) {
    const [wait, away] = [between(stage, 0, 4_000), between(stage, 0, 3_000)]
    await sleep(wait)
    stage.log(`kill ${i} of ${kills}, for ${away} ms`)
    await scene.broker.kill()
    await sleep(away)
    await scene.broker.restart()
    await scene.watch.interrupted()
    await scene.watch.recovered(60_000)
  }
  return kills
}

export const brokerKilled = brokerFault('broker-killed', killBroker)

/** The broker does not answer for 30 s: connections stay, nothing comes through. */
export const brokerUnreachable = brokerFault('broker-unreachable', async (scene, stage) => {
  const outages = times(stage, 3)
  for (let i = 1; i <= outages; i++) {
    const wait = between(stage, 0, 3_000)
    await sleep(wait)
    stage.log(`outage ${i} of ${outages}, for 30 s`)
    scene.broker.proxy.pass(false)
    await sleep(30_000)
    scene.broker.proxy.pass(true)
    await scene.watch.interrupted()
    await scene.watch.recovered(60_000)
  }
  return outages
})

/** Each piece of a connection takes up to 300 ms. */
export const brokerSlow = brokerFault('broker-slow', async (scene, stage) => {
  const changes = times(stage, 60, 5)
  for (let i = 1; i <= changes; i++) {
    const delay = between(stage, 0, 300)
    scene.broker.proxy.delay(delay)
    await sleep(1_000)
  }
  scene.broker.proxy.delay(0)
  await scene.watch.interrupted()
  return changes
})

/** Connections are cut in the middle of whatever they carry, again and again. */
const cutConnections = async (scene: Scene, stage: Stage) => {
  const cuts = times(stage, 300, 20)
  for (let i = 1; i <= cuts; i++) {
    const wait = between(stage, 20, 400)
    await sleep(wait)
    scene.broker.proxy.cut()
  }
  await scene.watch.interrupted()
  return cuts
}

export const brokerCuts = brokerFault('broker-cuts', cutConnections)

const exactlyOnce = { flow: { source: true, exactlyOnce: true }, once: true } as const

export const brokerKilledExactlyOnce = brokerFault('exactly-once-broker-killed', killBroker, exactlyOnce)
export const brokerCutsExactlyOnce = brokerFault('exactly-once-broker-cuts', cutConnections, exactlyOnce)
