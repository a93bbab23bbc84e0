import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { appendLines, openPipeline, type Pipeline } from '../helpers/pipeline.ts'

const soon = { timeout: 30_000, interval: 100 }

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
})
afterAll(() => pipeline?.close())

/** Waits until the task has failed, and gives its trace. */
const traceOf = (name: string) =>
  vi.waitFor(async () => {
    const { tasks } = await pipeline.connect().rest.status(name)
    expect(tasks).toMatchObject([{ id: 0, state: 'FAILED' }])
    return tasks[0]?.trace ?? ''
  }, soon)

const untilRunning = (name: string) =>
  vi.waitFor(async () => {
    const { connector, tasks } = await pipeline.connect().rest.status(name)
    expect([connector.state, ...tasks.map(task => task.state)]).toEqual(['RUNNING', 'RUNNING'])
  }, soon)

const untilLines = (topic: string, ...lines: string[]) =>
  vi.waitFor(async () => expect((await pipeline.topics.values(topic)).map(String)).toEqual(lines), soon)

test('a source waits for its file: the status names it, and it is read once it is there', async () => {
  const topic = 'missing-file-topic'
  const file = join(pipeline.dir, 'not-yet.txt')
  await pipeline.topics.create(topic)
  await pipeline.connect().rest.create('missing-file', { 'connector.class': 'FileStreamSource', file, topic })
  expect(await traceOf('missing-file')).toContain(file)

  await writeFile(file, 'here now\n')
  await untilLines(topic, 'here now')
  await untilRunning('missing-file')
})

test('a sink without its bucket is refused; one that loses it waits, and nothing is lost until it is there', async () => {
  const topic = 'missing-bucket-topic'
  const objects = pipeline.objects('not-yet-a-bucket')
  await pipeline.topics.create(topic)
  await pipeline.topics.append(topic, ['one', 'two'], 2)
  const { rest } = pipeline.connect()
  const config = {
    'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
    topics: topic,
    's3.bucket.name': 'not-yet-a-bucket',
    's3.region': 'us-east-1',
  }
  await expect(rest.create('missing-bucket', config)).rejects.toThrow(
    'The bucket not-yet-a-bucket does not exist',
  )

  await objects.createBucket()
  const stopped = JSON.stringify({ name: 'missing-bucket', config, initial_state: 'STOPPED' })
  await rest.request('POST', '/connectors', { contentType: 'application/json', body: stopped })
  await objects.deleteBucket()
  await rest.request('PUT', '/connectors/missing-bucket/resume')
  expect(await traceOf('missing-bucket')).toContain('not-yet-a-bucket')

  await objects.createBucket()
  const stored = async () => (await objects.records(topic)).flatMap(each => each.values)
  await vi.waitFor(async () => expect(await stored()).toEqual(['one', 'two']), soon)
  await untilRunning('missing-bucket')
  objects.close()
})

test('a source whose topic cannot be created says why, and goes on with a topic that can', async () => {
  const file = join(pipeline.dir, 'for-impossible-topic.txt')
  const config = { 'connector.class': 'FileStreamSource', file, topic: 'no name for a topic' }
  await appendLines(file, 'kept')
  await pipeline.connect().rest.create('impossible-topic', config)
  expect(await traceOf('impossible-topic')).toContain(config.topic)

  const topic = 'possible-topic'
  await pipeline.topics.create(topic)
  await pipeline.connect().rest.replaceConfig('impossible-topic', { ...config, topic })
  await untilLines(topic, 'kept')
  await untilRunning('impossible-topic')
})
