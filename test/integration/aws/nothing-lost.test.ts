import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { numberedLines } from '../../helpers/numbered-lines.ts'
import { checkObjects, checkTopic } from '../../helpers/verdict.ts'

/** 8 with `npm run test:aws`. */
const kills = process.env.TEST_AWS === 'full' ? 8 : 2
const portion = 2_000
const lines = portion * (kills + 2)
const bucket = 'nothing-lost'
const topic = 'aws-nothing-lost'

const filesDir = join(import.meta.dirname, '../../../.cache/aws-files')

let connect: ConnectOnAws
beforeAll(async () => {
  await mkdir(filesDir, { recursive: true })
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
    props: { workerProperties: { 'file.connectors.dir': filesDir, 'offset.flush.interval.ms': '1000' } },
  })
})
afterAll(() => connect?.close())

const running = {
  'run.mode': 'continuous',
  'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
}

const killTask = async (id: 'SourceTask' | 'SinkTask') => {
  const name = await connect.functionName(id)
  const [slice] = await vi.waitFor(async () => {
    const slices = (await connect.aws.running()).filter(each => each.functionName === name)
    expect(slices).not.toEqual([])
    return slices
  }, 60_000)
  slice?.kill()
}

const arrived = { timeout: 120_000, interval: 500 }

test(`${lines} lines reach the bucket once each, though ${kills} functions are killed on the way`, async () => {
  const file = join(filesDir, `lines-${process.pid}.txt`)
  const objects = connect.objects(bucket)
  await Promise.all([objects.createBucket(), connect.topics.create(topic), writeFile(file, '')])
  await connect.rest.create('lines', { 'connector.class': 'FileStreamSource', file, topic, ...running })
  await connect.rest.create('archive', {
    'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
    topics: topic,
    's3.bucket.name': bucket,
    's3.region': 'us-east-1',
    'flush.size': '500',
    ...running,
  })
  for (let written = 0; written < lines; written += portion) {
    await appendFile(file, numberedLines(written, written + portion))
    const n = written / portion
    if (n < 1 || n > kills) continue
    // what was killed before is at work again
    await vi.waitFor(async () => {
      expect(await connect.topics.end(topic)).toBeGreaterThanOrEqual(written)
      expect((await objects.keys('')).length).toBeGreaterThanOrEqual(Math.floor(written / 500))
    }, arrived)
    await setTimeout(150)
    await killTask(n % 2 === 1 ? 'SourceTask' : 'SinkTask')
  }
  await vi.waitFor(async () => {
    const values = await connect.topics.values(topic)
    const verdict = checkTopic(values, lines)
    const whole = values.length - (values.length % 500)
    checkObjects(await objects.records(topic), values.slice(0, whole))
    process.stdout.write(
      `${kills} kills: ${lines} lines, ${verdict.repeats} repeated in the topic, none twice in the bucket\n`,
    )
  }, arrived)
  for (const name of ['lines', 'archive']) await connect.rest.delete(name)
  await connect.aws.untilIdle()
  expect(await connect.aws.running()).toEqual([])
  objects.close()
}, 400_000)
