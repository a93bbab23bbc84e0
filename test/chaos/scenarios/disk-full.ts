import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineScenario } from '../scenario.ts'
import { lines } from '../stage/flow.ts'
import { type ProxiedBroker, proxiedBroker } from '../stage/proxied-broker.ts'
import { openScene, type Scene } from '../stage/scene.ts'
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../stage/small-disk.ts'
import { between, type Stage, times } from '../stage/stage.ts'

const flows = [lines({ source: true, sink: 'fencing' })]
const skipped = () => noSmallDisk(join(tmpdir(), `chaos-mount-${process.pid}`))

interface OnSmallDisk {
  readonly disk: SmallDisk
  readonly scene: Scene
  /** of the scene alone */
  readonly broker?: ProxiedBroker
}

const tearDown = async ({ disk, scene, broker }: OnSmallDisk) => {
  await disk.free()
  await scene.stop()
  await broker?.stop()
  await disk.unmount()
}

const fillAgainAndAgain = async ({ disk, scene }: OnSmallDisk, stage: Stage, freed: () => Promise<void>) => {
  const rounds = times(stage, 5)
  for (let i = 1; i <= rounds; i++) {
    const [wait, full] = [between(stage, 1_000, 5_000), between(stage, 3_000, 10_000)]
    await sleep(wait)
    stage.log(`round ${i} of ${rounds}: the disk is full for ${full} ms`)
    await disk.fill()
    await sleep(full)
    await disk.free()
    await freed()
    await scene.watch.interrupted()
    await scene.watch.recovered(60_000)
  }
  return rounds
}

/** There is no space left where the state lies; the process is killed while it is so. */
export const diskFullState = defineScenario({
  name: 'disk-full-state',
  rules: {},
  skipped,
  setUp: async (stage): Promise<OnSmallDisk> => {
    const disk = await mountSmallDisk(join(stage.dir, 'small'), 16)
    return { disk, scene: await openScene(stage, { flows, dataDir: join(disk.dir, 'state') }) }
  },
  underFaults: (small, stage) =>
    fillAgainAndAgain(small, stage, async () => {
      if (stage.random() < 0.5) return
      await small.scene.kill()
      await small.scene.start()
    }),
  verify: ({ scene }) => scene.verify(),
  tearDown,
})

/** There is no space left where the broker's data lie: it ends, and is started again when there is. */
export const diskFullBroker = defineScenario({
  name: 'disk-full-broker',
  rules: {},
  skipped,
  setUp: async (stage): Promise<OnSmallDisk> => {
    const disk = await mountSmallDisk(join(stage.dir, 'small'), 400)
    const broker = await proxiedBroker(join(disk.dir, 'broker'), { 'log.segment.bytes': '16777216' })
    return { disk, broker, scene: await openScene(stage, { flows, broker }) }
  },
  underFaults: (small, stage) =>
    fillAgainAndAgain(small, stage, async () => {
      const { broker } = small.scene
      const ended = await Promise.race([broker.ended().then(() => true), sleep(10_000, false)])
      stage.log(ended ? 'the broker has ended' : 'the broker is still there, and is killed')
      await broker.kill()
      await broker.restart()
    }),
  verify: ({ scene }) => scene.verify(),
  tearDown,
})
