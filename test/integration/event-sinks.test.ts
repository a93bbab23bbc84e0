import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openPipeline, type Pipeline } from '../helpers/pipeline.ts'

const soon = { timeout: 30_000, interval: 100 }

let pipeline: Pipeline
beforeAll(async () => {
  pipeline = await openPipeline({ bootstrap: inject('bootstrap'), s3Endpoint: inject('s3Endpoint') })
})
afterAll(() => pipeline?.close())

const linesOf = async (file: string): Promise<readonly string[]> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
}

const untilLines = (file: string, lines: readonly string[]) =>
  vi.waitFor(async () => expect(await linesOf(file)).toEqual(lines), soon)

const untilStates = (name: string, ...states: string[]) =>
  vi.waitFor(async () => {
    const { connector, tasks } = await pipeline.connect().rest.status(name)
    expect([connector.state, ...tasks.map(task => task.state)]).toEqual(states)
  }, soon)

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`)

const sink = (topic: string, file: string) => ({
  'connector.class': 'FileStreamSink',
  topics: topic,
  file,
  'run.mode': 'event',
  'event.batch.size': '10',
  'event.batch.window.ms': '0',
})

test('events bring a sink what its topic has and gets; it switches to fetching and back without a loss', async () => {
  const topic = 'event-switch-topic'
  const file = join(pipeline.dir, 'event-switch.txt')
  const config = sink(topic, file)
  const { rest } = pipeline.connect()
  await pipeline.topics.create(topic)
  await pipeline.topics.append(topic, numbers(0, 25), 10)
  await rest.create('event-switch', config)
  await untilLines(file, numbers(0, 25))
  await untilStates('event-switch', 'RUNNING', 'RUNNING')
  await pipeline.topics.append(topic, numbers(25, 30), 5)
  await untilLines(file, numbers(0, 30))

  await rest.replaceConfig('event-switch', { ...config, 'run.mode': 'schedule' })
  await pipeline.topics.append(topic, numbers(30, 40), 5)
  await untilLines(file, numbers(0, 40))

  await rest.replaceConfig('event-switch', config)
  await pipeline.topics.append(topic, numbers(40, 50), 5)
  await untilLines(file, numbers(0, 50))
  await vi.waitFor(async () => {
    expect(await rest.offsets('event-switch')).toEqual([
      { partition: { kafka_topic: topic, kafka_partition: 0 }, offset: { kafka_offset: 50 } },
    ])
  }, soon)
})

test('what is paused gets no events; resumed, it goes on; killed and started again, too', async () => {
  const topic = 'event-pause-topic'
  const file = join(pipeline.dir, 'event-pause.txt')
  const { rest } = pipeline.connect()
  await pipeline.topics.create(topic)
  await rest.create('event-pause', sink(topic, file))
  await pipeline.topics.append(topic, numbers(0, 5), 5)
  await untilLines(file, numbers(0, 5))
  await rest.request('PUT', '/connectors/event-pause/pause')
  await untilStates('event-pause', 'PAUSED', 'PAUSED')
  await pipeline.topics.append(topic, numbers(5, 10), 5)
  await new Promise(resolve => setTimeout(resolve, 1_000))
  expect(await linesOf(file)).toEqual(numbers(0, 5))
  await rest.request('PUT', '/connectors/event-pause/resume')
  await untilLines(file, numbers(0, 10))

  // a kill before that is a repetition
  await vi.waitFor(
    async () => expect(await rest.offsets('event-pause')).toMatchObject([{ offset: { kafka_offset: 10 } }]),
    soon,
  )
  await pipeline.killAndRestart()
  await pipeline.topics.append(topic, numbers(10, 15), 5)
  await untilLines(file, numbers(0, 15))
})

test('a batch that fails comes again, all of it, and shows until then why', async () => {
  const topic = 'event-failure-topic'
  const file = join(pipeline.dir, 'event-failure.txt')
  const config = {
    ...sink(topic, file),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
  }
  const { rest } = pipeline.connect()
  await pipeline.topics.create(topic)
  await pipeline.topics.append(topic, ['"first"', '{no json', '"third"'], 3)
  await rest.create('event-failure', config)
  await vi.waitFor(async () => {
    const { tasks } = await rest.status('event-failure')
    expect(tasks[0]?.state).toBe('FAILED')
    expect(tasks[0]?.trace).toContain(`topic ${topic}, partition 0, offset 1`)
  }, soon)
  expect(await linesOf(file)).toEqual(['first'])
  await rest.replaceConfig('event-failure', { ...config, 'errors.tolerance': 'all' })
  await untilLines(file, ['first', 'third'])
  await untilStates('event-failure', 'RUNNING', 'RUNNING')
})
