import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'

const bucket = 'my-kafka-bucket'
const soon = { timeout: 30_000, interval: 200 }

let connect: ConnectOnAws
beforeAll(async () => {
  connect = await openConnectOnAws({ bootstrap: inject('bootstrap'), dynamodb: inject('dynamodbEndpoint') })
})
afterAll(() => connect?.close())

const statesOf = async (name: string) => {
  const { connector, tasks } = await connect.rest.status(name)
  return [connector.state, ...tasks.map(task => task.state)]
}
const untilStates = (name: string, ...states: string[]) =>
  vi.waitFor(async () => expect(await statesOf(name)).toEqual(states), soon)

const json = 'org.apache.kafka.connect.json.JsonConverter'

const generated = (topic: string, iterations: number) => ({
  'connector.class': 'io.confluent.kafka.connect.datagen.DatagenConnector',
  'kafka.topic': topic,
  quickstart: 'users',
  iterations: String(iterations),
  'max.interval': '1',
  'random.seed': '7',
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': json,
  'value.converter.schemas.enable': 'false',
})

interface ValidateAnswer {
  readonly error_count: number
  readonly configs: readonly {
    readonly value: { readonly name: string; readonly errors: readonly string[] }
  }[]
  readonly warnings: readonly { readonly name: string; readonly message: string }[]
}

describe('a pipeline on AWS', () => {
  test('goes from a source into a topic and from there into a bucket, through the API alone', async () => {
    const topic = 'aws-users'
    const objects = connect.objects(bucket)
    await Promise.all([objects.createBucket(), connect.topics.create(topic)])
    await connect.rest.create('users', generated(topic, 500))
    await connect.rest.create('archive', {
      'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
      topics: topic,
      's3.bucket.name': bucket,
      's3.region': 'us-east-1',
      'flush.size': '100',
      'value.converter': json,
      'value.converter.schemas.enable': 'false',
    })
    await vi.waitFor(async () => expect(await connect.topics.end(topic)).toBe(500), soon)
    await vi.waitFor(async () => expect(await objects.keys('')).toHaveLength(5), soon)
    const lines = (await Promise.all((await objects.keys('')).map(objects.text)))
      .join('')
      .trimEnd()
      .split('\n')
    const values = (await connect.topics.values(topic)).map(value => JSON.parse(value.toString()))
    expect(lines.map(line => JSON.parse(line))).toEqual(values)
    await untilStates('users', 'RUNNING', 'RUNNING')
    await untilStates('archive', 'RUNNING', 'RUNNING')
    objects.close()
  })

  test('is validated with what only the network tells, which the API does not reach', async () => {
    const config = {
      name: 'homeless',
      'connector.class': 'S3Sink',
      topics: 'aws-topic-to-come',
      's3.bucket.name': 'no-such-bucket',
      's3.region': 'us-east-1',
    }
    const missing = 'The bucket no-such-bucket does not exist'
    const response = await connect.rest.request('PUT', '/connector-plugins/S3Sink/config/validate', {
      contentType: 'application/json',
      body: JSON.stringify(config),
    })
    const { error_count, configs, warnings } = (await response.json()) as ValidateAnswer
    const wrong = configs.filter(({ value }) => value.errors.length > 0)
    expect(error_count).toBe(1)
    expect(wrong).toMatchObject([{ value: { name: 's3.bucket.name', errors: [missing] } }])
    expect(warnings).toEqual([{ name: 'topics', message: 'The topic aws-topic-to-come does not exist yet' }])
    await expect(connect.rest.create('homeless', config)).rejects.toThrow(missing)
  })

  test('is paused, resumed, reconfigured, restarted, stopped and deleted', async () => {
    const topic = 'aws-lifecycle'
    const name = 'lifecycle'
    const { rest, topics } = connect
    const send = async (method: string, what: string) =>
      (await rest.request(method, `/connectors/${name}/${what}`)).status
    await topics.create(topic)
    await rest.create(name, { ...generated(topic, -1), 'max.interval': '100', 'run.mode': 'continuous' })
    const grows = async () => {
      const before = await topics.end(topic)
      await vi.waitFor(async () => expect(await topics.end(topic)).toBeGreaterThan(before), soon)
    }
    await grows()
    expect(await send('PUT', 'pause')).toBe(202)
    await untilStates(name, 'PAUSED', 'PAUSED')
    const paused = await topics.end(topic)
    await connect.aws.untilIdle()
    expect(await topics.end(topic)).toBe(paused)
    expect(await send('PUT', 'resume')).toBe(202)
    await grows()
    await rest.replaceConfig(name, {
      ...generated(topic, -1),
      'max.interval': '50',
      'run.mode': 'continuous',
    })
    await grows()
    expect(await send('POST', 'restart?includeTasks=true')).toBe(202)
    await grows()
    await untilStates(name, 'RUNNING', 'RUNNING')
    expect(await send('PUT', 'stop')).toBe(204)
    await untilStates(name, 'STOPPED')
    await connect.aws.untilIdle()
    await rest.delete(name)
    expect((await rest.request('GET', `/connectors/${name}`)).status).toBe(404)
    await connect.aws.untilIdle()
  })
})
