import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../helpers/random.ts'
import { defineScenario } from '../scenario.ts'
import { type Fate, type HttpProxy, httpProxy, slowDown } from '../stage/http-proxy.ts'
import { s3Lines } from '../stage/s3-flow.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { between, type Stage, times } from '../stage/stage.ts'

interface BehindProxy {
  readonly scene: Scene
  readonly proxy: HttpProxy
}

/** Any of: too much to do, done and unanswered, neither. */
const sometimes = (stage: Stage, share: number): (() => Fate) => {
  const random = seededRandom(stage.random() * 2 ** 32)
  const fates = ['refused', 'unanswered', 'stuck'] as const
  return () => (random() < share ? (fates[Math.floor(random() * 3)] ?? 'stuck') : 'passed')
}

/** The store of objects fails one call of ten, then each, in all the ways there are; the process is killed in between. */
export const s3Failing = defineScenario({
  name: 's3-failing',
  rules: { once: true },
  setUp: async (stage): Promise<BehindProxy> => {
    const { endpoint } = await stage.services.s3()
    const proxy = await httpProxy(endpoint, slowDown)
    const flows = [s3Lines({ sink: proxy.endpoint, own: endpoint })]
    return { proxy, scene: await openScene(stage, { flows }) }
  },
  underFaults: async ({ scene, proxy }, stage) => {
    const rounds = times(stage, 10)
    for (let i = 0; i < rounds; i++) {
      proxy.decide(sometimes(stage, 0.1))
      await sleep(8_000)
      proxy.decide(sometimes(stage, 1))
      await sleep(between(stage, 500, 4_000))
      await scene.kill()
      await scene.start()
    }
    proxy.decide(() => 'passed')
    await scene.watch.interrupted()
    return proxy.hit + rounds
  },
  verify: ({ scene }) => scene.verify(),
  tearDown: async ({ scene, proxy }) => {
    await scene.stop()
    await proxy.close()
  },
})
