import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import { Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { grantObjects } from '../../../infra/grants.ts'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { callJson } from '../../helpers/aws/json-call.ts'
import { lineLength, numberedLines } from '../../helpers/numbered-lines.ts'
import { allStatements } from '../../infra/permissions.ts'
import { unobservedReasons } from '../../infra/unobserved.ts'

const filesDir = join(import.meta.dirname, '../../../.cache/aws-files')
const bucket = 'permissions-archive'
const topic = 'aws-permissions'

let connect: ConnectOnAws
let dir: string
beforeAll(async () => {
  await mkdir(filesDir, { recursive: true })
  dir = await mkdtemp(join(filesDir, 'permissions-'))
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    enforceIam: true,
    props: {
      workerProperties: { 'file.connectors.dir': filesDir, 'offset.flush.interval.ms': '1000' },
    },
    beside: (stack, construct) => {
      new CfnBucket(stack, 'Archive', { bucketName: bucket })
      grantObjects(Bucket.fromBucketName(stack, 'Granted', bucket), construct)
      const targets = [new LambdaFunction(construct.functions.trigger)]
      new Rule(stack, 'Shop', { eventPattern: { source: ['shop'] }, targets })
    },
  })
})
afterAll(async () => {
  await connect?.close()
  await rm(dir, { recursive: true, force: true })
})

const soon = { timeout: 30_000, interval: 100 }

const untilState = (name: string, state: string) =>
  vi.waitFor(async () => {
    const { connector, tasks } = await connect.rest.status(name)
    expect([connector, ...tasks]).toMatchObject([{ state }, { state }])
  }, soon)

const untilOffset = (name: string, offset: object) =>
  vi.waitFor(async () => expect((await connect.rest.offsets(name))[0]?.offset).toMatchObject(offset), soon)

const ask = async (method: string, path: string, body?: object) => {
  const json = body && { contentType: 'application/json', body: JSON.stringify(body) }
  const { status } = await connect.rest.request(method, path, json)
  expect(status).toBeLessThan(300)
}

const mappings = async () =>
  (await connect.aws.clients.lambda.send(new ListEventSourceMappingsCommand())).EventSourceMappings ?? []

const tick = async () =>
  expect(await connect.aws.invoke(await connect.functionName('Schedule'), { version: 1 })).toMatchObject({
    failed: false,
  })

/** What a wake did not come to, the next tick does. */
const untilMappings = (wanted: readonly object[]) =>
  vi.waitFor(
    async () => {
      await tick()
      expect(await mappings()).toMatchObject(wanted)
    },
    { timeout: 60_000, interval: 2_000 },
  )

const strings = { 'value.converter': 'org.apache.kafka.connect.storage.StringConverter' }

/** A connector of each mode. */
const configs = (file: string) => ({
  lines: {
    'connector.class': 'FileStreamSource',
    file,
    topic,
    'trigger.events': '{"source":["shop"]}',
    ...strings,
  },
  archive: {
    'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
    topics: topic,
    's3.bucket.name': bucket,
    's3.region': 'us-east-1',
    'flush.size': '10',
    'run.mode': 'continuous',
    ...strings,
  },
  fed: {
    'connector.class': 'FileStreamSink',
    topics: topic,
    file: join(dir, 'fed.txt'),
    'run.mode': 'event',
    ...strings,
  },
})

const json = {
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
}

/** They log why. */
const failing = (file: string) => {
  const { lines, fed } = configs(file)
  return {
    source: { ...lines, topic: 'no topic' },
    sink: { ...fed, ...json, 'run.mode': 'schedule' },
    events: { ...fed, ...json },
  }
}

const untilThrough = async (lines: number) => {
  await untilOffset('lines', { position: lines * (lineLength + 1) })
  for (const name of ['archive', 'fed']) await untilOffset(name, { kafka_offset: lines })
}

test('connectors of each mode live on what roles allow', async () => {
  const { rest, topics, aws } = connect
  const file = join(dir, 'lines.txt')
  await Promise.all([topics.create(topic), writeFile(file, numberedLines(0, 20))])
  const connectors = configs(file)
  const names = Object.keys(connectors)
  for (const [name, config] of Object.entries(connectors)) await rest.create(name, config)
  await untilThrough(20)
  await writeFile(file, numberedLines(0, 30))
  const Entries = [{ Source: 'shop', DetailType: 'Order', Detail: '{}' }]
  await callJson(aws.endpoint, { service: 'events', target: 'AWSEvents.PutEvents', body: { Entries } })
  await untilThrough(30)
  const failures = Object.entries(failing(file))
  await Promise.all(failures.map(([name, config]) => rest.create(name, config)))
  await tick()
  for (const [name] of failures) {
    const states = async () => (await rest.status(name)).tasks.map(({ state }) => state)
    await vi.waitFor(async () => expect(await states()).toEqual(['FAILED']), soon)
    await rest.delete(name)
  }

  await ask('GET', '/connectors?expand=info&expand=status')
  await ask('GET', '/connectors/lines/topics')
  await ask('PUT', '/connector-plugins/FileStreamSink/config/validate', { name: 'fed', ...connectors.fed })
  for (const name of names) await ask('POST', `/connectors/${name}/restart?includeTasks=true`)
  for (const name of names) await untilState(name, 'RUNNING')
  for (const name of names) await ask('PUT', `/connectors/${name}/pause`)
  for (const name of names) await untilState(name, 'PAUSED')
  for (const name of names) await ask('PUT', `/connectors/${name}/resume`)
  for (const name of names) await untilState(name, 'RUNNING')
  for (const name of names) await ask('PUT', `/connectors/${name}/stop`)
  for (const name of names) await vi.waitFor(() => ask('DELETE', `/connectors/${name}/offsets`), soon)
  for (const name of ['lines', 'archive']) await rest.delete(name)
  await ask('PUT', '/connectors/fed/resume')
  await untilOffset('fed', { kafka_offset: 30 })
  await aws.untilIdle()

  // another release has another version of the function that events go to
  await connect.update({ sinkTask: { memorySize: 1280 } })
  await rest.replaceConfig('fed', { ...connectors.fed, 'event.batch.size': '9' })
  await untilMappings([{ BatchSize: 9 }])
  await rest.delete('fed')
  await untilMappings([])
  await aws.untilIdle()
  expect(await aws.deniedActions()).toEqual([])
}, 240_000)

/** Of the role of each function: `lambda:GetAlias`. */
const observed = async () => {
  const functions = await connect.aws.idsOf('AWS::Lambda::Function')
  const actions = await connect.aws.observedActions()
  return [...functions].flatMap(([id, name]) =>
    [...(actions.get(name) ?? [])].map(action => `${id.replace(/[0-9A-F]{8}$/, '')}Role ${action}`),
  )
}

test('what functions do their roles allow, in every deployment', async () => {
  const allowed = new Set(
    allStatements.flatMap(({ role, actions }) => actions.map(each => `${role} ${each}`)),
  )
  expect((await observed()).filter(each => !allowed.has(each))).toEqual([])
})

test('what roles allow functions do, or there is a reason why that was not seen', async () => {
  const seen = new Set(await observed())
  const unseen = new Set(
    allStatements
      .flatMap(({ role, actions }) => actions.map(action => `${role} ${action}`))
      .filter(each => !seen.has(each)),
  )
  const has = (each: string) => unobservedReasons.some(({ of }) => of.test(each))
  expect([...unseen].filter(each => !has(each))).toEqual([])
  const needless = unobservedReasons.filter(({ of }) => ![...unseen].some(each => of.test(each)))
  expect(needless.map(({ of }) => String(of))).toEqual([])
})
