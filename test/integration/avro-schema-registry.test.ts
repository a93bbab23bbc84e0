import { randomUUID } from 'node:crypto'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { describe, expect, inject, test } from 'vitest'
import { decimalSchema, type Schema, TIMESTAMP } from '../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../connectors/sdk/value.ts'
import { openAvro } from '../connectors/converters/avro/open-avro.ts'

const url = inject('schemaRegistry')
const open = (config: Readonly<Record<string, string>> = {}) => openAvro(url, config)
const topicName = () => `avro-${randomUUID()}`
const client = () => new SchemaRegistry({ host: url })

const put = async (path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })
  expect(response.status).toBe(200)
}

const struct = (fields: Readonly<Record<string, Schema>>, name = 'shop.Row'): Schema => ({
  type: 'struct',
  name,
  fields: Object.entries(fields).map(([field, schema]) => ({ name: field, schema })),
})

const STRING: Schema = { type: 'string' }
const node: Schema & { fields: { name: string; schema: Schema }[] } = {
  type: 'struct',
  name: 'shop.Node',
  fields: [],
}
node.fields.push(
  { name: 'v', schema: { type: 'int64' } },
  { name: 'next', schema: { ...node, optional: true } },
)

const wide = struct({
  id: { type: 'int64' },
  tiny: { type: 'int8' },
  price: decimalSchema(2),
  at: { ...TIMESTAMP, optional: true },
  note: { type: 'string', optional: true, default: 'none' },
  tags: { type: 'array', items: STRING },
  counts: { type: 'map', keys: STRING, values: { type: 'int32' } },
  byNumber: { type: 'map', keys: { type: 'int64' }, values: STRING },
  tree: node,
})
const value = {
  id: 9_223_372_036_854_775_807n,
  tiny: -1,
  price: new Decimal(-199n, 2),
  at: new Date(1_700_000_000_123),
  note: 'x',
  tags: ['a', 'b'],
  counts: new Map([['a', 1]]),
  byNumber: new Map([[1, 'x']]),
  tree: { v: 1, next: { v: 2, next: null } },
}

describe('with a registry of schemas', () => {
  test('a value of all kinds comes back, with the version of its schema', async () => {
    const topic = topicName()
    const bytes = await open().write(topic, wide, value)
    const read = await open({ 'latest.cache.size': '7' }).read(topic, bytes)
    expect(read.value).toEqual(value)
    expect(read.schema).toMatchObject({ name: 'shop.Row', version: 1 })
  })

  test('a schema is found again by who may not register it', async () => {
    const topic = topicName()
    const bytes = await open().write(topic, wide, value)
    expect(await open({ 'auto.register.schemas': 'false' }).write(topic, wide, value)).toEqual(bytes)
    const error = open({ 'auto.register.schemas': 'false' }).write(topic, struct({ z: STRING }), { z: '' })
    await expect(error).rejects.toMatchObject({
      code: 'DATA',
      message: expect.stringContaining(`"${topic}-value"`),
    })
  })

  test('an id that nobody has is an error of data', async () => {
    const bytes = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 0])
    await expect(open().read(topicName(), bytes)).rejects.toMatchObject({
      code: 'DATA',
      message: expect.stringMatching(/id 2147483647.*404\/40403/),
    })
  })
})

describe('schemas change', () => {
  const first = struct({ a: STRING })
  const second = struct({
    a: STRING,
    b: { type: 'int32', default: 3 },
    c: { type: 'string', optional: true },
  })

  test('a new field with a default, and a dropped one: each message is read as it was written', async () => {
    const topic = topicName()
    const avro = open()
    const one = await avro.write(topic, first, { a: 'x' })
    await put(`/config/${topic}-value`, { compatibility: 'BACKWARD' })
    const two = await avro.write(topic, second, { a: 'y', b: 4, c: null })
    const three = await avro.write(topic, struct({ a: STRING, c: { type: 'string', optional: true } }), {
      a: 'z',
      c: 'c',
    })
    expect(await avro.read(topic, one)).toMatchObject({ schema: { version: 1 }, value: { a: 'x' } })
    expect(await avro.read(topic, two)).toMatchObject({
      schema: { version: 2 },
      value: { a: 'y', b: 4, c: null },
    })
    expect(await avro.read(topic, three)).toMatchObject({ schema: { version: 3 }, value: { a: 'z', c: 'c' } })
  })

  test('an incompatible one is refused, with the subject and the reason; the data before it go on', async () => {
    const topic = topicName()
    const avro = open()
    await avro.write(topic, first, { a: 'x' })
    await put(`/config/${topic}-value`, { compatibility: 'BACKWARD' })
    const changed = avro.write(topic, struct({ a: STRING, b: { type: 'int32' } }), { a: 'x', b: 1 })
    await expect(changed).rejects.toMatchObject({
      code: 'DATA',
      retriable: false,
      message: expect.stringMatching(new RegExp(`subject "${topic}-value".*409.*not compatible`, 's')),
    })
    expect(await avro.write(topic, first, { a: 'y' })).not.toBeNull()
  })

  test('the latest of the subject is what is written, when it is asked for', async () => {
    const topic = topicName()
    await open().write(topic, second, { a: 'y', b: 4, c: null })
    const latest = open({ 'auto.register.schemas': 'false', 'use.latest.version': 'true' })
    const bytes = await latest.write(topic, first, { a: 'x' })
    expect((await latest.read(topic, bytes)).value).toEqual({ a: 'x', b: 3, c: null })
  })
})

describe('another client', () => {
  const schema = struct({ id: { type: 'int64' }, name: STRING, note: { type: 'string', optional: true } })

  test('reads what is written here', async () => {
    const bytes = await open().write(topicName(), schema, { id: 7, name: 'käse', note: null })
    expect(await client().decode(bytes ?? Buffer.alloc(0))).toMatchObject({ id: 7, name: 'käse', note: null })
  })

  test('writes what is read here', async () => {
    const topic = topicName()
    const avro = {
      type: 'record',
      name: 'Row',
      namespace: 'shop',
      fields: [
        { name: 'id', type: 'long' },
        { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] }, default: 'A' },
        { name: 'either', type: ['null', 'int', 'string'], default: null },
      ],
    }
    const registry = client()
    const { id } = await registry.register(
      { type: SchemaType.AVRO, schema: JSON.stringify(avro) },
      { subject: `${topic}-value` },
    )
    const bytes = await registry.encode(id, { id: 7, kind: 'B', either: 'x' })
    expect((await open().read(topic, bytes)).value).toEqual({
      id: 7,
      kind: 'B',
      either: { int: null, string: 'x' },
    })
  })

  test('has registered what a schema refers to', async () => {
    const [topic, subject] = [topicName(), topicName()]
    const registry = client()
    const inner = { type: 'record', name: 'Inner', namespace: 'shop', fields: [{ name: 'x', type: 'int' }] }
    await registry.register({ type: SchemaType.AVRO, schema: JSON.stringify(inner) }, { subject })
    const outer = {
      type: 'record',
      name: 'Outer',
      namespace: 'shop',
      fields: [{ name: 'i', type: 'shop.Inner' }],
    }
    const references = [{ name: 'shop.Inner', subject, version: 1 }]
    const { id } = await registry.register(
      { type: SchemaType.AVRO, schema: JSON.stringify(outer), references },
      { subject: `${topic}-value` },
    )
    const config = { 'auto.register.schemas': 'false', 'use.schema.id': String(id) }
    const withInner = struct({ i: struct({ x: { type: 'int32' } }, 'shop.Inner') }, 'shop.Outer')
    const bytes = await open(config).write(topic, withInner, { i: { x: 5 } } as Value)
    expect((await open().read(topic, bytes)).value).toEqual({ i: { x: 5 } })
  })
})
