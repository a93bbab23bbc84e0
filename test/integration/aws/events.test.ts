import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type EventSourceMappingConfiguration,
  GetAliasCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { aliasOf } from '../../../functions/runtime/connector-alias.ts'
import { region } from '../../helpers/aws/assembly.ts'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { numberedLine } from '../../helpers/numbered-lines.ts'
import { checkTopic } from '../../helpers/verdict.ts'

/** 8 with `npm run test:aws`. */
const kills = process.env.TEST_AWS === 'full' ? 8 : 2
const lines = 4_000 * (kills + 1)

const filesDir = join(import.meta.dirname, '../../../.cache/aws-files')

let connect: ConnectOnAws
let dir: string
beforeAll(async () => {
  await mkdir(filesDir, { recursive: true })
  dir = await mkdtemp(join(filesDir, 'events-'))
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
    props: { workerProperties: { 'file.connectors.dir': filesDir } },
  })
})
afterAll(async () => {
  await connect?.close()
  await rm(dir, { recursive: true, force: true })
})

/** What a wake has missed, a tick finds: once a minute. */
const soon = { timeout: 90_000, interval: 100 }

const linesOf = async (file: string): Promise<readonly string[]> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
}

const untilLines = (file: string, lines: readonly string[]) =>
  vi.waitFor(async () => expect(await linesOf(file)).toEqual(lines), soon)

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`)

const sink = (name: string, file: string) => ({
  'connector.class': 'FileStreamSink',
  topics: name,
  file,
  'run.mode': 'event',
  'event.batch.size': '10',
  'event.batch.window.ms': '0',
})

const functionArn = async () =>
  `arn:aws:lambda:${region}:000000000000:function:${await connect.functionName('SinkEvent')}`

const mappingsOf = async (name: string): Promise<readonly EventSourceMappingConfiguration[]> => {
  const FunctionName = `${await functionArn()}:${aliasOf(name)}`
  const { lambda } = connect.aws.clients
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))
  return EventSourceMappings
}

const untilMapping = (name: string, expected: Partial<EventSourceMappingConfiguration>) =>
  vi.waitFor(async () => {
    const [mapping, ...more] = await mappingsOf(name)
    expect(mapping).toMatchObject(expected)
    expect(more).toEqual([])
    return mapping?.UUID
  }, soon)

const untilNoMapping = (name: string) =>
  vi.waitFor(async () => expect(await mappingsOf(name)).toEqual([]), soon)

const untilState = (name: string, state: string, trace = '') =>
  vi.waitFor(async () => {
    const [task] = (await connect.rest.status(name)).tasks
    expect(task).toMatchObject({ state })
    expect(task?.trace ?? '').toContain(trace)
  }, soon)

const offsetOf = async (name: string) => (await connect.rest.offsets(name))[0]?.offset.kafka_offset

const aliasOfSinkEvent = async (name: string): Promise<string> => {
  const command = new GetAliasCommand({ FunctionName: await functionArn(), Name: aliasOf(name) })
  return connect.aws.clients.lambda.send(command).then(
    ({ FunctionVersion = '' }) => FunctionVersion,
    (error: Error) => error.name,
  )
}

test('records reach a sink through the mapping of its alias, until it is paused, and when it is resumed', async () => {
  const name = 'aws-event-life'
  const file = join(dir, `${name}.txt`)
  const config = sink(name, file)
  await connect.topics.create(name)
  await connect.topics.append(name, numbers(0, 25), 10)
  await connect.rest.create(name, config)
  await untilLines(file, numbers(0, 25))
  expect(await aliasOfSinkEvent(name)).toBe('1')
  const id = await untilMapping(name, {
    State: 'Enabled',
    Topics: [name],
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 0,
    SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: `connect-${name}` },
  })

  await connect.rest.replaceConfig(name, { ...config, 'event.batch.size': '7' })
  expect(await untilMapping(name, { State: 'Enabled', BatchSize: 7 })).toBe(id)
  await connect.topics.append(name, numbers(25, 40), 5)
  await untilLines(file, numbers(0, 40))

  await connect.rest.request('PUT', `/connectors/${name}/pause`)
  await untilMapping(name, { UUID: id, State: 'Disabled' })
  await connect.topics.append(name, numbers(40, 45), 5)
  await sleep(500)
  expect(await linesOf(file)).toEqual(numbers(0, 40))
  await connect.rest.request('PUT', `/connectors/${name}/resume`)
  await untilLines(file, numbers(0, 45))
  await untilMapping(name, { UUID: id, State: 'Enabled' })

  await connect.rest.delete(name)
  await untilNoMapping(name)
  await vi.waitFor(async () => expect(await aliasOfSinkEvent(name)).toBe('ResourceNotFoundException'), soon)
})

test('a sink that is fetched for, fed by events, and fetched for again gets every record once', async () => {
  const name = 'aws-event-switch'
  const file = join(dir, `${name}.txt`)
  const config = sink(name, file)
  await connect.topics.create(name)
  await connect.rest.create(name, config)
  await connect.topics.append(name, numbers(0, 10), 5)
  await untilLines(file, numbers(0, 10))

  await connect.rest.replaceConfig(name, { ...config, 'run.mode': 'schedule' })
  await connect.topics.append(name, numbers(10, 20), 5)
  await untilLines(file, numbers(0, 20))
  await untilNoMapping(name)

  await connect.rest.replaceConfig(name, config)
  await connect.topics.append(name, numbers(20, 30), 5)
  await untilMapping(name, { State: 'Enabled' })
  await connect.topics.append(name, numbers(30, 40), 5)
  await untilLines(file, numbers(0, 40))
  await vi.waitFor(async () => expect(await offsetOf(name)).toBe(40), soon)
  await connect.rest.delete(name)
  await untilNoMapping(name)
})

test('a batch that fails comes again, all of it, until what it is written to is back', async () => {
  const name = 'aws-event-failure'
  const folder = join(dir, 'away')
  const file = join(folder, 'lines.txt')
  await Promise.all([connect.topics.create(name), mkdir(folder)])
  await connect.rest.create(name, sink(name, file))
  await untilMapping(name, { State: 'Enabled' })
  await rm(folder, { recursive: true })
  await connect.topics.append(name, numbers(0, 3), 3)
  await untilState(name, 'FAILED', 'ENOENT')
  await untilMapping(name, {
    State: 'Enabled',
    LastProcessingResult: expect.stringContaining('PROBLEM: Function call failed'),
  })
  await mkdir(folder)
  await untilLines(file, numbers(0, 3))
  await untilState(name, 'RUNNING')
  await connect.rest.delete(name)
  await untilNoMapping(name)
})

test('with pollers of its own only what failed of a batch comes again, until it is tolerated', async () => {
  const name = 'aws-event-poison'
  const file = join(dir, `${name}.txt`)
  const config = {
    ...sink(name, file),
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'event.provisioned.pollers.max': '1',
  }
  await connect.topics.create(name)
  await connect.topics.append(name, ['"first"', '{no json', '"third"'], 3)
  await connect.rest.create(name, config)
  await untilState(name, 'FAILED', `topic ${name}, partition 0, offset 1`)
  await untilMapping(name, {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 },
  })
  expect(await linesOf(file)).toEqual(['first'])
  expect(await offsetOf(name)).toBe(1)
  await connect.rest.replaceConfig(name, { ...config, 'errors.tolerance': 'all' })
  await untilLines(file, ['first', 'third'])
  await untilState(name, 'RUNNING')
  await connect.rest.delete(name)
  await untilNoMapping(name)
})

test('nothing is lost when functions are killed while they write', async () => {
  const name = 'aws-event-killed'
  const file = join(dir, `${name}.txt`)
  const values = Array.from({ length: lines }, (_, n) => numberedLine(n))
  const sinkEvent = await connect.functionName('SinkEvent')
  await connect.topics.create(name)
  await connect.topics.append(name, values, 1_000)
  await connect.rest.create(name, { ...sink(name, file), 'event.batch.size': '200' })
  const died = { LastProcessingResult: expect.stringContaining('Runtime.ExitError') }
  const killRun = async () => {
    const [run] = (await connect.aws.running()).filter(each => each.functionName === sinkEvent)
    run?.kill()
    await sleep(200)
    // one that had ended meanwhile does not count
    expect(run && (await mappingsOf(name))).toMatchObject([died])
  }
  for (let killed = 0; killed < kills; killed++) await vi.waitFor(killRun, { timeout: 30_000, interval: 5 })
  await vi.waitFor(async () => expect(await offsetOf(name)).toBe(lines), { timeout: 60_000, interval: 300 })
  const written = (await linesOf(file)).map(line => Buffer.from(line))
  const { repeats } = checkTopic(written, lines)
  process.stdout.write(`${kills} kills: ${lines} lines through events, ${repeats} repeated\n`)
  await connect.rest.delete(name)
  await untilNoMapping(name)
})

test('nothing is left at work', async () => {
  await connect.aws.untilIdle()
  expect(await connect.aws.running()).toEqual([])
  const { lambda } = connect.aws.clients
  expect(await lambda.send(new ListEventSourceMappingsCommand())).toMatchObject({ EventSourceMappings: [] })
})
