import { setTimeout as sleep } from 'node:timers/promises'
import { openS3Objects } from '../helpers/s3-objects.ts'
import { openTopics } from '../helpers/topics.ts'
import { checkObjects, checkTopic, type TopicVerdict } from '../helpers/verdict.ts'
import { type GrowingFile, growingFile } from './growing-file.ts'
import { type Kill, planKills } from './kill-plan.ts'
import { bucket, openScene, type Scene, topic } from './scene.ts'
import { untilSettled } from './settled.ts'

export interface NothingLostOptions {
  /** for everything that is stored; made when missing */
  readonly dir: string
  readonly lines: number
  readonly kills: number
  readonly seed: number
  readonly log: (line: string) => void
}

export interface NothingLost extends TopicVerdict {
  readonly records: number
  readonly objects: number
  /** the topic's end at each kill */
  readonly ends: readonly number[]
}

const untilReady = async (scene: Scene) => {
  while (!(await scene.connect().rest.isHealthy())) await sleep(50)
}

const topicEnd = async (bootstrap: string) => {
  const topics = await openTopics(bootstrap)
  try {
    return await topics.end(topic)
  } catch {
    return 0
  } finally {
    await topics.close()
  }
}

const untilFlowing = async (scene: Scene) => {
  const end = performance.now() + 60_000
  while ((await topicEnd(scene.bootstrap())) === 0 && performance.now() < end) await sleep(200)
}

/** Lets the file grow, and kills and restarts the process while it does. */
const killRepeatedly = async (
  scene: Scene,
  file: GrowingFile,
  { plan, log }: { plan: readonly Kill[]; log: (line: string) => void },
) => {
  const ends: number[] = []
  for (const [index, { after, delay, withBroker }] of plan.entries()) {
    if (after === 'it was ready') await untilReady(scene)
    await file.growTo((index + 1) / (plan.length + 1), delay)
    // a slow machine must not be killed each time before it has done anything
    if (index === plan.length - 1) await untilFlowing(scene)
    const before = await topicEnd(scene.bootstrap())
    await scene.kill(withBroker)
    const end = Math.max(before, await topicEnd(scene.bootstrap()))
    ends.push(end)
    log(
      `kill ${index + 1}${withBroker ? ', with the broker,' : ''} ${delay} ms after ${after}: ${end} records`,
    )
    await scene.startConnect()
  }
  return ends
}

const compare = async (scene: Scene, lines: number, fileSize: number) => {
  const topics = await openTopics(scene.bootstrap())
  const store = openS3Objects(scene.store.endpoint, bucket)
  try {
    await untilSettled(scene, topics, fileSize)
    await scene.connect().stop()
    const values = await topics.values(topic)
    const objects = await store.records(topic)
    checkObjects(objects, values)
    return { ...checkTopic(values, lines), records: values.length, objects: objects.length }
  } finally {
    store.close()
    await topics.close()
  }
}

/** Numbered lines from a file into Kafka into S3, with kills in between; rejects when something is lost, changed or stored twice. */
export const killAndCompare = async (options: NothingLostOptions): Promise<NothingLost> => {
  const { dir, lines, kills, seed, log } = options
  const plan = planKills(kills, seed)
  const scene = await openScene(dir)
  try {
    await untilReady(scene)
    const file = growingFile(scene.file, lines)
    await scene.createConnectors()
    const ends = await killRepeatedly(scene, file, { plan, log })
    await file.growTo(1, 1_000)
    return { ...(await compare(scene, lines, file.size)), ends }
  } finally {
    await scene.stop()
  }
}
