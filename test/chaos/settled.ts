import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectRest } from '../helpers/connect-rest.ts'
import type { Topics } from '../helpers/topics.ts'
import { type Scene, sink, source, topic } from './scene.ts'

const patience = 120_000

/** How far both connectors say they are: bytes of the file, records of the topic. `undefined`: they say nothing yet. */
const progressOf = async (rest: ConnectRest) => {
  const [fromFile, fromTopic] = await Promise.all([rest.offsets(source), rest.offsets(sink)])
  return { position: fromFile[0]?.offset.position, offset: fromTopic[0]?.offset.kafka_offset }
}

/** Waits until the source has the whole file and the sink the whole topic; rejects when nothing moves for two minutes. */
export const untilSettled = async (scene: Scene, topics: Topics, fileSize: number): Promise<void> => {
  const { rest } = scene.connect()
  let last = ''
  let moved = performance.now()
  while (performance.now() - moved < patience) {
    const end = await topics.end(topic)
    const progress = await progressOf(rest).catch(() => ({ position: undefined, offset: undefined }))
    if (progress.position === fileSize && progress.offset === end) return
    const now = JSON.stringify({ ...progress, end })
    if (now !== last) moved = performance.now()
    last = now
    await sleep(200)
  }
  const statuses = await Promise.all([source, sink].map(name => rest.status(name)))
  throw new Error(`nothing moves at ${last} (the file has ${fileSize} bytes): ${JSON.stringify(statuses)}`)
}
