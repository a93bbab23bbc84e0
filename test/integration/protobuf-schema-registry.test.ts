import { randomUUID } from 'node:crypto'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import protobuf from 'protobufjs'
import { describe, expect, inject, test } from 'vitest'
import { protobufConverter } from '../../connectors/converters/protobuf-converter.ts'
import { parseConfig } from '../../connectors/sdk/config.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../connectors/sdk/value.ts'
import { awaited } from '../connectors/converters/json-schema/awaited.ts'

const url = inject('schemaRegistry')

const open = (config: Readonly<Record<string, string>> = {}) => {
  const properties = { 'schema.registry.url': url, ...config }
  const parsed = parseConfig(protobufConverter.config, properties)
  const converter = protobufConverter.open(parsed, { isKey: false })
  return {
    write: async (topic: string, schema: Schema, value: Value) =>
      Buffer.from((await awaited(() => converter.fromConnect(topic, { schema, value }))) ?? []),
    read: (topic: string, bytes: Uint8Array) => awaited(() => converter.toConnect(topic, bytes)),
  }
}

const topic = () => `protobuf-${randomUUID()}`
const client = () => new SchemaRegistry({ host: url })
const register = (subject: string, schema: string, references: object[] = []) =>
  client().register({ type: SchemaType.PROTOBUF, schema, references } as never, { subject })

const STRING: Schema = { type: 'string' }
const optional = (schema: Schema): Schema => ({ ...schema, optional: true })
const struct = (fields: Readonly<Record<string, Schema>>, name = 'shop.Row'): Schema => ({
  ...{ type: 'struct', name },
  fields: Object.entries(fields).map(([field, schema]) => ({ name: field, schema })),
})

const mark = 'io.confluent.connect.protobuf'
const enumOf = (name: string): Schema => ({
  ...{ type: 'string', name },
  parameters: { [`${mark}.Enum`]: name, [`${mark}.Enum.A`]: '0', [`${mark}.Enum.B`]: '1' },
})
const union: Schema = {
  ...struct({ s: optional(STRING), n: optional({ type: 'int64' }) }, `${mark}.Union.pick`),
  optional: true,
}

const everyType: readonly (readonly [name: string, schema: Schema, value: Value])[] = [
  ['int8', { type: 'int8' }, -128],
  ['int16', { type: 'int16' }, 32767],
  ['int32', { type: 'int32' }, -2147483648],
  ['int64', { type: 'int64' }, 9223372036854775807n],
  ['float32', { type: 'float32' }, 1.5],
  ['float64', { type: 'float64' }, 1e-9],
  ['boolean', { type: 'boolean' }, true],
  ['string', STRING, 'é "quoted"'],
  ['raw', { type: 'bytes' }, Uint8Array.of(0, 255)],
  ['decimal', decimalSchema(3), new Decimal(-12345678901234567890n, 3)],
  ['date', DATE, new Date(86_400_000)],
  ['time', TIME, new Date(1)],
  ['timestamp', TIMESTAMP, new Date(1)],
  ['array', { type: 'array', items: { type: 'int8' } }, [1, 2]],
  ['map', { type: 'map', keys: STRING, values: { type: 'int8' } }, new Map([['a', 1]])],
  ['entries', { type: 'map', keys: { type: 'int32' }, values: STRING }, new Map([[1, 'a']])],
  ['nested', struct({ inner: STRING }, 'Nested'), { inner: 'x' }],
  ['symbol', enumOf('Symbol'), 'B'],
  ['nothing', optional(TIMESTAMP), null],
  ['pick_0', union, { s: null, n: 7 }],
]

describe('what is written comes back', () => {
  test.each([[{}], [{ 'optional.for.nullables': 'true' }], [{ 'wrapper.for.nullables': 'true' }]])(
    'of every type, with %j',
    async config => {
      const schema = struct(Object.fromEntries(everyType.map(([name, type]) => [name, type])))
      const value = Object.fromEntries(everyType.map(([name, , each]) => [name, each]))
      const { write } = open(config)
      const name = topic()
      expect(await open(config).read(name, await write(name, schema, value))).toMatchObject({
        schema: { name: 'Row', version: 1 },
        value,
      })
    },
  )

  test('as a primitive', async () => {
    const [name, converter] = [topic(), open()]
    expect(await converter.read(name, await converter.write(name, STRING, 'x'))).toEqual({
      schema: { ...STRING, version: 1 },
      value: 'x',
    })
  })

  test('of a struct that contains itself', async () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', name: 'Node', fields }
    fields.push({ name: 'v', schema: { type: 'int64' } }, { name: 'next', schema: optional(node) })
    const value = { v: 1, next: { v: 2, next: null } }
    const [name, converter] = [topic(), open()]
    expect(await converter.read(name, await converter.write(name, node, value))).toMatchObject({ value })
  })
})

describe('schemas change', () => {
  test('a new field, and a dropped one', async () => {
    const [name, { write, read }] = [topic(), open()]
    const first = await write(name, struct({ a: STRING }), { a: 'x' })
    const second = await write(name, struct({ a: STRING, b: optional(STRING) }), { a: 'x', b: 'y' })
    expect(await read(name, first)).toMatchObject({ schema: { version: 1 }, value: { a: 'x' } })
    expect(await read(name, second)).toMatchObject({ schema: { version: 2 }, value: { a: 'x', b: 'y' } })
  })

  test('an incompatible one is refused: the error names the subject', async () => {
    const [name, { write }] = [topic(), open()]
    await write(name, struct({ a: STRING }), { a: 'x' })
    const response = await fetch(`${url}/config/${name}-value`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ compatibility: 'BACKWARD' }),
    })
    expect(response.status).toBe(200)
    await expect(write(name, struct({ a: { type: 'int32' } }), { a: 1 })).rejects.toThrow(
      new RegExp(`subject "${name}-value".*409.*not compatible`, 's'),
    )
    expect(await write(name, struct({ a: STRING }), { a: 'y' })).not.toHaveLength(0)
  })
})

const inner = 'syntax = "proto3"; package i; message Address { string zip = 3; }'
const outer = `syntax = "proto3"; package o; import "inner.proto"; import "google/protobuf/timestamp.proto";
  message Other {} message Person { i.Address home = 2; google.protobuf.Timestamp born = 5; sint64 n = 7; }`

test('a schema may refer to others, and is written in as it is', async () => {
  const name = topic()
  await register(`${name}-inner`, inner)
  await register(`${name}-value`, outer, [{ name: 'inner.proto', subject: `${name}-inner`, version: 1 }])
  const { write, read } = open({ 'auto.register.schemas': 'false', 'use.latest.version': 'true' })
  const home = struct({ zip: STRING }, 'i.Address')
  const person = struct({ home, born: TIMESTAMP }, 'o.Person')
  const bytes = await write(name, person, { home: { zip: '12345' }, born: new Date(1500) })
  // one index, which is 1
  expect([...bytes.subarray(5, 7)]).toEqual([2, 2])
  expect(await read(name, bytes)).toMatchObject({
    schema: { name: 'Person', version: 1, fields: [{ schema: { name: 'Address' } }, {}, {}] },
    value: { home: { zip: '12345' }, born: new Date(1500), n: 0 },
  })
})

describe('other clients', () => {
  test('read what is written here', async () => {
    const schema = struct({ id: { type: 'int64' }, tags: { type: 'array', items: STRING } })
    const bytes = await open().write(topic(), schema, { id: 7, tags: ['a'] })
    const decoded = await client().decode(bytes)
    expect(JSON.parse(JSON.stringify(decoded))).toEqual({ id: '7', tags: ['a'] })
  })

  test('write what is read here', async () => {
    const name = topic()
    const schema = 'syntax = "proto3"; package p; message P { string s = 1; repeated double d = 2; }'
    const { id } = await register(`${name}-value`, schema)
    const bytes = await client().encode(id, { s: 'x', d: [0.5, -1] })
    expect(await open().read(name, bytes)).toMatchObject({
      schema: { name: 'P' },
      value: { s: 'x', d: [0.5, -1] },
    })
  })

  test('plain protobufjs has the same bytes, from the text that is registered', async () => {
    const schema = struct({
      n: { type: 'int32' },
      s: STRING,
      at: { type: 'array', items: { type: 'int64' } },
    })
    const name = topic()
    const bytes = await open().write(name, schema, { n: -1, s: 'x', at: [1, 2 ** 40] })
    const text = await client().getLatestSchemaId(`${name}-value`)
    const answer = await fetch(`${url}/schemas/ids/${text}`)
    const { root } = protobuf.parse(((await answer.json()) as { schema: string }).schema, { keepCase: true })
    const type = root.lookupType('shop.Row')
    const own = type.encode(type.fromObject({ n: -1, s: 'x', at: [1, 2 ** 40] })).finish()
    expect([...bytes.subarray(6)]).toEqual([...own])
  })
})
