import { describe, expect, test } from 'vitest'
import { environmentProperties, readWorker } from '../../../infra/local/worker-properties.ts'

describe('the environment of a container image', () => {
  test.each([
    ['CONNECT_BOOTSTRAP_SERVERS', 'bootstrap.servers'],
    ['CONNECT_KEY_CONVERTER_SCHEMAS_ENABLE', 'key.converter.schemas.enable'],
    ['CONNECT_SSL_KEYSTORE_LOCATION', 'ssl.keystore.location'],
    ['CONNECT_TOPIC__NAME', 'topic_name'],
    ['CONNECT_KEY___WITH_HYPHEN', 'key-with.hyphen'],
    ['CONNECT_A_B__C___D', 'a.b_c-d'],
  ])('%s is %s', (variable, key) => {
    expect(environmentProperties({ [variable]: 'x' })).toEqual({ [key]: 'x' })
  })

  test('has other variables too, which are none of the worker', () => {
    expect(environmentProperties({ PATH: '/bin', CONNECT: 'x', CONNECT_: 'x', KAFKA_GROUP_ID: 'x' })).toEqual(
      {},
    )
  })
})

describe('the worker', () => {
  test('has defaults that need no file', () => {
    const { config, properties } = readWorker({}, {})
    expect(properties).toEqual({})
    expect(config).toMatchObject({
      'bootstrap.servers': null,
      listeners: ['http://127.0.0.1:8083'],
      'data.dir': 'data',
      'embedded.kafka.port': 9092,
    })
  })

  test('takes the environment over its file, and passes on what it does not read itself', () => {
    const file = { 'group.id': 'file', 'producer.linger.ms': '5', 'bootstrap.servers': 'a:1' }
    const { config, properties } = readWorker(file, { CONNECT_BOOTSTRAP_SERVERS: 'b:1, c:2' })
    expect(config['bootstrap.servers']).toEqual(['b:1', 'c:2'])
    expect(config['group.id']).toBe('file')
    expect(properties).toMatchObject({ 'producer.linger.ms': '5', 'bootstrap.servers': 'b:1, c:2' })
  })

  test.each([
    [{ 'embedded.kafka.port': 'x' }, 'embedded.kafka.port: Not a number of type INT'],
    [{ 'embedded.kafka.port': '70000' }, 'embedded.kafka.port: Value must be no more than 65535'],
    [{ 'data.dir': '' }, 'data.dir: String must be non-empty'],
  ])('refuses %j', (file, problem) => {
    expect(() => readWorker(file, {})).toThrow(problem)
  })
})
