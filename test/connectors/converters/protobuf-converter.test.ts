import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { protobufConverter } from '../../../connectors/converters/protobuf-converter.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { decimalSchema, type Schema, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import { awaited } from './json-schema/awaited.ts'
import { startRegistry } from './json-schema/memory-registry.ts'
import { proto3 } from './protobuf/format.ts'

let registry: Awaited<ReturnType<typeof startRegistry>>
beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(() => registry.close())

const open = (config: Record<string, string> = {}, isKey = false) => {
  const properties = { 'schema.registry.url': registry.url, ...config }
  const converter = protobufConverter.open(parseConfig(protobufConverter.config, properties), { isKey })
  return {
    write: async (topic: string, schema: Schema | undefined, value: Value) =>
      Buffer.from((await awaited(() => converter.fromConnect(topic, { schema, value }))) ?? []),
    read: (topic: string, bytes: Uint8Array | null) => awaited(() => converter.toConnect(topic, bytes)),
  }
}

const order: Schema = {
  type: 'struct',
  name: 'shop.Order',
  fields: [
    { name: 'id', schema: { type: 'int64' } },
    { name: 'price', schema: decimalSchema(2) },
    { name: 'at', schema: { ...TIMESTAMP, optional: true } },
  ],
}
const value = { id: 7, price: new Decimal(199n, 2), at: null }

describe('the wire', () => {
  test('has the id of the registered schema and the index of the message before the message', async () => {
    const { write, read } = open()
    const bytes = await write('orders', order, value)
    const id = registry.subjects.get('orders-value')?.[0] ?? 0
    expect([...bytes]).toEqual([0, 0, 0, 0, id, 0, 0x08, 7, 0x12, 8, 0x0a, 2, 0, 199, 0x10, 3, 0x18, 2])
    expect(await read('orders', bytes)).toMatchObject({ schema: { name: 'Order', version: 1 }, value })
  })

  test('null is a tombstone, and asks no registry', async () => {
    const { write, read } = open({ 'schema.registry.url': 'http://127.0.0.1:1' })
    expect(await write('t', undefined, null)).toHaveLength(0)
    expect(await write('t', order, null)).toHaveLength(0)
    expect(await read('t', null)).toEqual({ schema: undefined, value: null })
  })

  test('an error names the schema and the field', async () => {
    const { write, read } = open()
    const bytes = await write('orders', order, value)
    await expect(read('orders', bytes.subarray(0, bytes.length - 1))).rejects.toThrow(
      /^Error deserializing Protobuf message for id \d+: The message is cut off: 8 bytes are needed, 7 are there \(field price\)$/,
    )
    await expect(read('orders', Buffer.from('{"id":7}'))).rejects.toThrow('Unknown magic byte!')
    await expect(read('orders', bytes.subarray(0, 5))).rejects.toThrow('The message indexes are cut off')
  })

  test('a schema of another type is refused', async () => {
    const { id } = registry.register('avro-value', { schema: '"string"' })
    await expect(open().read('avro', Buffer.from([0, 0, 0, 0, id, 0]))).rejects.toThrow(
      `Schema ${id} is AVRO, not PROTOBUF`,
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
  ])('%s goes by the full name of the message', async (name, subject) => {
    const { write, read } = open(strategy(name))
    const bytes = await write('named', order, value)
    expect(registry.subjects.get(subject)).toHaveLength(1)
    expect(await read('named', bytes)).toMatchObject({ schema: { name: 'Order', version: 1 } })
  })

  test('keys', async () => {
    const bytes = await open({}, true).write('keyed', { type: 'string' }, 'k')
    expect([...bytes.subarray(5)]).toEqual([2, 14, 0x0a, 1, 107])
    expect(registry.subjects.get('keyed-key')).toHaveLength(1)
  })
})

test('data are written in the latest schema of the subject, when configured', async () => {
  const schema = proto3('message Other {} message Fixed { oneof u { int64 n = 5; } string more = 6; }')
  const { id } = registry.register('fixed-value', { schema, schemaType: 'PROTOBUF' })
  const { write } = open({ 'auto.register.schemas': 'false', 'use.latest.version': 'true' })
  const fixed: Schema = { type: 'struct', name: 'Fixed', fields: [{ name: 'n', schema: { type: 'int32' } }] }
  expect([...(await write('fixed', fixed, { n: 0 }))]).toEqual([0, 0, 0, 0, id, 2, 2, 0x28, 0])
  const wider: Schema = { ...fixed, fields: [...fixed.fields, { name: 'x', schema: { type: 'int32' } }] }
  await expect(write('fixed', wider, { n: 0, x: 0 })).rejects.toThrow('Cannot find field with name x')
  expect(registry.subjects.get('fixed-value')).toEqual([id])
})

test('references of the registry are what a schema imports', async () => {
  registry.register('inner', {
    schema: proto3('package i; message In { int64 n = 1; }'),
    schemaType: 'PROTOBUF',
  })
  const schema = proto3('import "in.proto"; message Out { i.In in = 1; }')
  const references = [{ name: 'in.proto', subject: 'inner', version: 1 }]
  const { id } = registry.register('outer-value', { schema, schemaType: 'PROTOBUF', references })
  expect(await open().read('outer', Buffer.from([0, 0, 0, 0, id, 0, 0x0a, 2, 0x08, 5]))).toMatchObject({
    value: { in: { n: 5 } },
  })
})

describe('another client', () => {
  const plain: Schema = {
    type: 'struct',
    name: 'a.Plain',
    fields: [
      { name: 'n', schema: { type: 'int32' } },
      { name: 'tags', schema: { type: 'array', items: { type: 'string' } } },
      { name: 'counts', schema: { type: 'map', keys: { type: 'string' }, values: { type: 'int32' } } },
    ],
  }

  test('reads what is written here', async () => {
    const client = new SchemaRegistry({ host: registry.url })
    const bytes = await open().write('client', plain, { n: -1, tags: ['a'], counts: new Map([['k', 2]]) })
    expect(await client.decode(bytes)).toEqual({ n: -1, tags: ['a'], counts: [{ key: 'k', value: 2 }] })
  })

  test('writes what is read here, without the index of the message', async () => {
    const client = new SchemaRegistry({ host: registry.url })
    const schema = proto3(
      'package p; message Person { string name = 1; fixed64 id = 2; repeated sint32 r = 3; }',
    )
    const { id } = registry.register('people-value', { schema, schemaType: 'PROTOBUF' })
    const bytes = await client.encode(id, { name: 'Ada', id: 5, r: [-1, 1] })
    expect(await open().read('people', bytes)).toMatchObject({
      schema: { name: 'Person', version: 1 },
      value: { name: 'Ada', id: 5, r: [-1, 1] },
    })
  })
})

describe('configuration', () => {
  test.each([
    ['derive.type', 'true', 'there are no Java classes here'],
    ['skip.known.types', 'false', 'well-known files are imported without a reference'],
    ['validation.rules.execution', 'AFTER_DOMAIN_RULES', 'rules of data contracts are not run here'],
    ['schema.backup.enabled', 'true', 'records are not wrapped with their schemas here'],
    ['flatten.unions', 'maybe', 'Expected value to be either true or false'],
  ])('%s=%s is refused', (key, text, problem) => {
    expect(() => open({ [key]: text })).toThrow(`Invalid value ${text} for configuration ${key}: ${problem}`)
  })
})
