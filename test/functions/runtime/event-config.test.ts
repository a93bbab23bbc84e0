import { describe, expect, it } from 'vitest'
import { plugins } from '../../../connectors/registry.ts'
import { validateConnector } from '../../../functions/runtime/connector-config.ts'

type Properties = Readonly<Record<string, string>>

const file: Properties = {
  name: 'archive',
  'connector.class': 'FileStreamSink',
  file: '/tmp/archive.txt',
  topics: 't',
  'run.mode': 'event',
}

const problems = async (properties: Properties) => {
  const { keys: values } = await validateConnector(plugins, properties)
  return values.flatMap(({ name, errors }) => errors.map(error => [name, error]))
}

const pattern = (key: string, value: string, why: string) => [
  key,
  expect.stringContaining(`Invalid value ${value} for configuration ${key}: ${why}`),
]

describe('a sink that is to be fed by events', () => {
  it('is right as it is, and with everything that can be said of its events', async () => {
    expect(await problems(file)).toEqual([])
    const all = {
      ...file,
      'event.batch.size': '10000',
      'event.batch.window.ms': '300000',
      'event.filter': '{"value":{"kind":["order"]}}',
      'event.on.failure.destination': 'arn:aws:sqs:us-east-1:123456789012:failed',
      'event.provisioned.pollers.min': '1',
      'event.provisioned.pollers.max': '2',
    }
    expect(await problems(all)).toEqual([])
  })

  it('cannot hold records back', async () => {
    const s3 = {
      name: 'archive',
      'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
      topics: 't',
      's3.bucket.name': 'bucket',
      's3.region': 'us-east-1',
    }
    expect(await problems(s3)).toEqual([])
    expect(await problems({ ...s3, 'run.mode': 'event' })).toEqual([
      pattern('run.mode', 'event', 'the writer of this sink holds records back over flushes'),
    ])
  })

  it('names its topics', async () => {
    expect(await problems({ ...file, topics: '', 'topics.regex': 'order.*' })).toEqual([
      pattern('run.mode', 'event', 'topics.regex cannot be followed'),
    ])
  })

  it('has a name that can be an alias', async () => {
    const found = await problems({ ...file, name: 'ä'.repeat(60) })
    expect(found).toEqual([['name', expect.stringContaining('got 360 characters')]])
    expect(await problems({ ...file, name: 'ä'.repeat(60), 'run.mode': 'schedule' })).toEqual([])
  })

  it.each([
    ['event.batch.size', '0', 'Value must be at least 1'],
    ['event.batch.size', '10001', 'Value must be no more than 10000'],
    ['event.batch.window.ms', '1500', 'Value must be 500 or whole seconds'],
    ['event.batch.window.ms', '300001', 'Value must be no more than 300000'],
    ['event.filter', '[]', 'The pattern is []'],
    ['event.on.failure.destination', 'failed', 'Value must be the ARN of'],
    ['event.provisioned.pollers.min', '201', 'Value must be no more than 200'],
    ['event.provisioned.pollers.max', '2001', 'Value must be no more than 2000'],
    ['trigger.events', '{"source":1}', 'source of the pattern is 1'],
    ['trigger.events', 'nightly', 'Not JSON'],
  ])('has %s=%s refused', async (key, value, why) => {
    expect(await problems({ ...file, [key]: value })).toEqual([pattern(key, value, why)])
  })

  it('cannot have more pollers than it may have', async () => {
    const pollers = { 'event.provisioned.pollers.min': '3', 'event.provisioned.pollers.max': '2' }
    expect(await problems({ ...file, ...pollers })).toEqual([
      pattern('event.provisioned.pollers.min', '3', 'it is more than event.provisioned.pollers.max, 2'),
    ])
  })
})
