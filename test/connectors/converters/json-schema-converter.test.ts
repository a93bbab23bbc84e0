import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonSchemaConverter } from '../../../connectors/converters/json-schema-converter.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { decimalSchema, type Schema, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../connectors/sdk/value.ts'
import { awaited } from './json-schema/awaited.ts'
import { startRegistry } from './json-schema/memory-registry.ts'

let registry: Awaited<ReturnType<typeof startRegistry>>
beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(() => registry.close())

const open = (config: Record<string, string> = {}, isKey = false) => {
  const properties = { 'schema.registry.url': registry.url, ...config }
  const converter = jsonSchemaConverter.open(parseConfig(jsonSchemaConverter.config, properties), { isKey })
  return {
    write: (topic: string, schema: Schema | undefined, value: never) =>
      awaited(() => converter.fromConnect(topic, { schema, value })),
    read: (topic: string, bytes: Uint8Array | null) => awaited(() => converter.toConnect(topic, bytes)),
  }
}

const order: Schema = {
  type: 'struct',
  name: 'shop.Order',
  fields: [
    { name: 'id', schema: { type: 'int64' } },
    { name: 'price', schema: decimalSchema(2) },
    { name: 'at', schema: TIMESTAMP },
    { name: 'note', schema: { type: 'string', optional: true } },
  ],
}
const value = { id: 7, price: new Decimal(199n, 2), at: new Date(5), note: null } as never

describe('the wire', () => {
  test('has the id of the registered schema before the JSON, and is read with the version', async () => {
    const { write, read } = open()
    const bytes = await write('orders', order, value)
    const id = registry.subjects.get('orders-value')?.[0] ?? 0
    expect([...(bytes ?? []).slice(0, 5)]).toEqual([0, 0, 0, 0, id])
    expect(
      Buffer.from(bytes ?? [])
        .subarray(5)
        .toString(),
    ).toBe('{"id":7,"price":"AMc=","at":5,"note":null}')
    expect(await read('orders', bytes)).toEqual({ schema: { ...order, version: 1 }, value })
  })

  test('null is a tombstone, and asks no registry', async () => {
    const { write, read } = open({ 'schema.registry.url': 'http://127.0.0.1:1' })
    expect(await write('t', undefined, null as never)).toBeNull()
    expect(await write('t', order, null as never)).toBeNull()
    expect(await read('t', null)).toEqual({ schema: undefined, value: null })
  })

  test.each([
    [Buffer.from('{"a":1}'), 'Unknown magic byte!'],
    [Buffer.from([0, 0]), 'at least 5 are needed'],
    [Buffer.from([0, 0, 0, 0x7f, 0xff, 0x31]), 'Schema not found'],
  ])('%s is refused', async (bytes, problem) => {
    await expect(open().read('t', bytes)).rejects.toThrow(problem)
  })

  test('an error names the schema and the field', async () => {
    const { write, read } = open()
    const bytes = Buffer.from((await write('orders', order, value)) ?? [])
    const bad = Buffer.concat([bytes.subarray(0, 5), Buffer.from('{"id":"x"}')])
    await expect(read('orders', bad)).rejects.toThrow(
      /^Error deserializing JSON message for id \d+: Invalid type for INT64: STRING \(field id\)$/,
    )
    const cut = bytes.subarray(0, bytes.length - 3)
    await expect(read('orders', cut)).rejects.toThrow(/for id \d+: Not JSON/)
  })

  test('a schema of another type is refused', async () => {
    const { id } = registry.register('avro-value', { schema: '"string"' })
    await expect(open().read('avro', Buffer.from([0, 0, 0, 0, id, 0x31]))).rejects.toThrow(
      `Schema ${id} is AVRO, not JSON`,
    )
  })
})

describe('subjects', () => {
  const strategy = (name: string) => ({
    'value.subject.name.strategy': `io.confluent.kafka.serializers.subject.${name}`,
  })

  test.each([
    ['RecordNameStrategy', 'shop.Order'],
    ['TopicRecordNameStrategy', 'named-shop.Order'],
  ])('%s goes by the title', async (name, subject) => {
    const { write, read } = open(strategy(name))
    const bytes = await write('named', order, value)
    expect(registry.subjects.get(subject)).toHaveLength(1)
    expect(await read('named', bytes)).toMatchObject({ schema: { name: 'shop.Order', version: 1 } })
  })

  test('an optional struct has no title of its own', async () => {
    const { write } = open(strategy('RecordNameStrategy'))
    await expect(write('named', { ...order, optional: true }, value)).rejects.toThrow(
      'the message value must only be a record schema',
    )
  })

  test('keys', async () => {
    const bytes = await open({}, true).write('keyed', { type: 'string' }, 'k' as never)
    expect(
      Buffer.from(bytes ?? [])
        .subarray(5)
        .toString(),
    ).toBe('"k"')
    expect(registry.subjects.get('keyed-key')).toHaveLength(1)
  })
})

describe('a schema that the registry has', () => {
  const latest = { 'auto.register.schemas': 'false', 'use.latest.version': 'true' }

  test('is the latest that data are written with, also without a schema', async () => {
    const schema = JSON.stringify({ type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] })
    const { id } = registry.register('fixed-value', { schema, schemaType: 'JSON' })
    const { write } = open(latest)
    const bytes = await write('fixed', undefined, { a: 1, b: 'x' } as never)
    expect([...(bytes ?? []).slice(0, 5)]).toEqual([0, 0, 0, 0, id])
    await expect(write('fixed', undefined, { a: 'x' } as never)).rejects.toThrow('/a must be integer')
    expect(registry.subjects.get('fixed-value')).toEqual([id])
  })

  test('may refer to others', async () => {
    const inner = JSON.stringify({ type: 'object', title: 'Inner', properties: { n: { type: 'integer' } } })
    registry.register('inner', { schema: inner, schemaType: 'JSON' })
    const outer = JSON.stringify({ type: 'object', properties: { in: { $ref: 'inner.json' } } })
    const references = [{ name: 'inner.json', subject: 'inner', version: 1 }]
    const { id } = registry.register('outer-value', { schema: outer, schemaType: 'JSON', references })
    const payload = Buffer.concat([
      Buffer.from([0, 0, 0, 0, id]),
      Buffer.from('{"in":{"n":9007199254740993}}'),
    ])
    expect(await open().read('outer', payload)).toMatchObject({
      schema: { fields: [{ name: 'in', schema: { name: 'Inner' } }] },
      value: { in: { n: 9007199254740993n } },
    })
  })
})

test('schemas are looked up once', async () => {
  const { write, read } = open({ 'value.subject.name.strategy': 'TopicNameStrategy' })
  const bytes = await write('counted', order, value)
  await read('counted', bytes)
  const { length } = registry.calls
  await write('counted', order, value)
  await read('counted', bytes)
  expect(registry.calls).toHaveLength(length)
})

describe('another client', () => {
  test('reads what is written here', async () => {
    // its ajv is strict unless it is told, which no schema of Kafka Connect passes
    const client = new SchemaRegistry({ host: registry.url }, { [SchemaType.JSON]: { strict: false } })
    const bytes = await open({ 'decimal.format': 'NUMERIC' }).write('client', order, value)
    expect(await client.decode(Buffer.from(bytes ?? []))).toEqual({ id: 7, price: 1.99, at: 5, note: null })
  })

  test('writes what is read here', async () => {
    const client = new SchemaRegistry({ host: registry.url })
    const schema = JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Person',
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' } },
    })
    const { id } = registry.register('people-value', { schema, schemaType: 'JSON' })
    const bytes = await client.encode(id, { name: 'Ada', age: 36 })
    expect(await open().read('people', bytes)).toMatchObject({
      schema: { name: 'Person', version: 1 },
      value: { name: 'Ada', age: 36 },
    })
  })
})

describe('configuration', () => {
  test.each([
    ['preserve.additional.properties', 'true', 'properties that a schema does not name are not kept here'],
    ['json.indent.output', 'true', 'payloads are written without blanks here'],
    ['validation.rules.execution', 'AFTER_DOMAIN_RULES', 'rules of data contracts are not run here'],
    ['schema.backup.enabled', 'true', 'records are not wrapped with their schemas here'],
    ['decimal.format', 'TEXT', 'String must be one of (case insensitive): BASE64, NUMERIC'],
  ])('%s=%s is refused', (key, text, problem) => {
    expect(() => open({ [key]: text })).toThrow(`Invalid value ${text} for configuration ${key}: ${problem}`)
  })
})
