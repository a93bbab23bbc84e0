import { describe, expect, test } from 'vitest'
import { s3Sink } from '../../../connectors/s3/s3-sink.ts'
import { parseConfig, validateConfig } from '../../../connectors/sdk/config.ts'

const errorsOf = (properties: Record<string, string>) =>
  validateConfig(s3Sink.config, { 's3.bucket.name': 'b', ...properties }).flatMap(({ errors }) => errors)

const problemsOf = (properties: Record<string, string>) => [
  ...(s3Sink.validate?.(parseConfig(s3Sink.config, { 's3.bucket.name': 'b', ...properties })) ?? []),
]

describe('the configuration of the S3 sink', () => {
  test('needs a bucket only', () => {
    expect(errorsOf({})).toEqual([])
    expect(problemsOf({})).toEqual([])
    expect(() => parseConfig(s3Sink.config, {})).toThrow(
      'Missing required configuration "s3.bucket.name" which has no default value.',
    )
  })

  test.each([
    ['flush.size', '0', 'Value must be at least 1'],
    ['s3.part.size', '1000', 'Value must be at least 5242880'],
    ['s3.compression.type', 'lz4', 'String must be one of (case insensitive): none, gzip'],
    [
      'partitioner.class',
      'x.FieldPartitioner',
      'io.confluent.connect.storage.partitioner.DefaultPartitioner',
    ],
    [
      'format.class',
      'io.confluent.connect.s3.format.avro.AvroFormat',
      'io.confluent.connect.s3.format.json.JsonFormat',
    ],
    ['behavior.on.null.values', 'write', 'String must be one of (case insensitive): fail, ignore'],
    ['store.url', 'localhost:9000', 'Must be an http or https URL'],
    ['s3.acl.canned', 'everybody', 'String must be one of: private'],
  ])('refuses %s=%s, naming what is allowed', (key, value, text) => {
    const errors = errorsOf({ [key]: value })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toContain(`Invalid value ${value} for configuration ${key}: `)
    expect(errors[0]).toContain(text)
  })

  test('checks keys that need each other', () => {
    expect(problemsOf({ 'rotate.schedule.interval.ms': '60000' })).toMatchObject([
      ['timezone', expect.any(String)],
    ])
    expect(problemsOf({ 'rotate.schedule.interval.ms': '60000', timezone: 'UTC' })).toEqual([])
    expect(problemsOf({ 'aws.access.key.id': 'x' })).toMatchObject([
      ['aws.secret.access.key', expect.any(String)],
    ])
    expect(problemsOf({ 's3.sse.kms.key.id': 'x' })).toMatchObject([
      ['s3.sse.kms.key.id', expect.any(String)],
    ])
  })

  test('never shows the secret', () => {
    const values = validateConfig(s3Sink.config, { 's3.bucket.name': 'b', 'aws.secret.access.key': 'hush' })
    expect(JSON.stringify(values)).not.toContain('hush')
  })
})
