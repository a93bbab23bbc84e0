import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { appendLines, openPipeline, type Pipeline } from '../helpers/pipeline.ts'

const bucket = 'my-kafka-bucket'
const soon = { timeout: 20_000, interval: 100 }

const sourceProperties = (file: string) => `name=file-source
connector.class=FileStreamSource
tasks.max=1
file=${file}
topic=file-input-topic
`

const sinkProperties = `name=s3-sink
connector.class=io.confluent.connect.s3.S3SinkConnector
tasks.max=1
topics=file-input-topic
s3.bucket.name=my-kafka-bucket
s3.region=us-east-1
`

/** As `curl --data @file` sends it: without the line ends. */
const curlData = (text: string) => text.replaceAll(/[\r\n]/g, '')

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
})
afterAll(() => pipeline?.close())

const post = (body: string, contentType = 'application/json') =>
  pipeline.connect().rest.request('POST', '/connectors', { contentType, body })

const statesOf = async (name: string) => {
  const { connector, tasks } = await pipeline.connect().rest.status(name)
  return [connector.state, ...tasks.map(task => task.state)]
}

const untilStates = (name: string, ...states: string[]) =>
  vi.waitFor(async () => expect(await statesOf(name)).toEqual(states), soon)

const topicLines = async (topic: string) => (await pipeline.topics.values(topic)).map(String)

const untilLines = (topic: string, ...lines: string[]) =>
  vi.waitFor(async () => expect(await topicLines(topic)).toEqual(lines), soon)

const newSource = async (name: string) => {
  const file = join(pipeline.dir, `${name}.txt`)
  const topic = `topic-of-${name}`
  await writeFile(file, '')
  await pipeline.topics.create(topic)
  await pipeline.connect().rest.create(name, { 'connector.class': 'FileStreamSource', file, topic })
  return { name, file, topic }
}

describe('the demo', () => {
  test('a line goes from the file into an object, with the configurations as people copy them', async () => {
    const objects = pipeline.objects(bucket)
    await objects.createBucket()
    const file = join(pipeline.dir, 'input.txt')
    await appendLines(file, 'first', 'second')
    const source = await post(curlData(sourceProperties(file)))
    expect(source.status).toBe(201)
    expect(await source.json()).toMatchObject({ name: 'file-source', type: 'source' })
    const sink = await post(sinkProperties, 'application/x-www-form-urlencoded')
    expect(sink.status).toBe(201)
    expect(await sink.json()).toMatchObject({ name: 's3-sink', type: 'sink' })

    const stored = async () => (await objects.records('file-input-topic')).flatMap(each => each.values)
    await vi.waitFor(async () => expect(await stored()).toEqual(['first', 'second']), soon)
    await appendLines(file, 'third')
    await vi.waitFor(async () => expect(await stored()).toEqual(['first', 'second', 'third']), soon)
    await untilStates('file-source', 'RUNNING', 'RUNNING')
    await untilStates('s3-sink', 'RUNNING', 'RUNNING')
    expect((await objects.keys('')).at(0)).toBe(
      'topics/file-input-topic/partition=0/file-input-topic+0+0000000000.json',
    )
    objects.close()
  })

  test('stripped properties that can be read in two ways are refused, with a hint', async () => {
    const answer = await post(curlData(`${sourceProperties('/tmp/a')}file=/tmp/b`))
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('--data-binary') })
  })
})

describe('a connector by JSON', () => {
  test('is paused, resumed, stopped and deleted', async () => {
    const { name, file, topic } = await newSource('lifecycle')
    const { rest } = pipeline.connect()
    const put = async (what: string) => (await rest.request('PUT', `/connectors/${name}/${what}`)).status
    await appendLines(file, 'one')
    await untilLines(topic, 'one')

    expect(await put('pause')).toBe(202)
    await untilStates(name, 'PAUSED', 'PAUSED')
    await appendLines(file, 'two')
    await new Promise(resolve => setTimeout(resolve, 1_500))
    expect(await topicLines(topic)).toEqual(['one'])
    expect(await put('resume')).toBe(202)
    await untilLines(topic, 'one', 'two')
    await untilStates(name, 'RUNNING', 'RUNNING')

    expect(await put('stop')).toBe(204)
    await untilStates(name, 'STOPPED')
    await rest.delete(name)
    expect((await rest.request('GET', `/connectors/${name}`)).status).toBe(404)
    expect((await rest.request('GET', `/connectors/${name}/status`)).status).toBe(404)
  })

  test('goes on where it was after the process was killed', async () => {
    const { name, file, topic } = await newSource('resumes')
    await appendLines(file, 'before')
    await untilLines(topic, 'before')
    const position = async () => (await pipeline.connect().rest.offsets(name))[0]?.offset.position
    await vi.waitFor(async () => expect(await position()).toBe('before\n'.length), soon)

    await pipeline.killAndRestart()
    await appendLines(file, 'after')
    await untilLines(topic, 'before', 'after')
    await untilStates(name, 'RUNNING', 'RUNNING')
  })
})
