import { randomUUID } from 'node:crypto'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { describe, expect, inject, test } from 'vitest'
import { jsonSchemaConverter } from '../../connectors/converters/json-schema-converter.ts'
import { parseConfig } from '../../connectors/sdk/config.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../connectors/sdk/value.ts'
import { awaited } from '../connectors/converters/json-schema/awaited.ts'

const url = inject('schemaRegistry')

const open = (config: Readonly<Record<string, string>> = {}) => {
  const properties = { 'schema.registry.url': url, ...config }
  const converter = jsonSchemaConverter.open(parseConfig(jsonSchemaConverter.config, properties), {
    isKey: false,
  })
  return {
    write: async (topic: string, schema: Schema | undefined, value: Value) => {
      const bytes = await awaited(() => converter.fromConnect(topic, { schema, value }))
      return bytes === null ? null : Buffer.from(bytes)
    },
    read: (topic: string, bytes: Uint8Array | null) => awaited(() => converter.toConnect(topic, bytes)),
  }
}

const topic = () => `json-${randomUUID()}`

const client = () => new SchemaRegistry({ host: url }, { [SchemaType.JSON]: { strict: false } })

const post = async (path: string, method: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) })
  expect(await response.text()).toBeDefined()
  expect(response.status).toBe(200)
}

const struct = (fields: Readonly<Record<string, Schema>>, name = 'shop.Row'): Schema => ({
  type: 'struct',
  name,
  fields: Object.entries(fields).map(([field, schema]) => ({ name: field, schema })),
})

const STRING: Schema = { type: 'string' }
const mark = 'io.confluent.connect.json.Enum'
const oneOf = 'io.confluent.connect.json.OneOf'

const everyType: readonly (readonly [name: string, schema: Schema, value: Value])[] = [
  ['int8', { type: 'int8' }, -128],
  ['int16', { type: 'int16' }, 32767],
  ['int32', { type: 'int32' }, -2147483648],
  ['int64', { type: 'int64' }, 9223372036854775807n],
  ['float32', { type: 'float32' }, 1.5],
  ['float64', { type: 'float64' }, 1e-9],
  ['boolean', { type: 'boolean' }, true],
  ['string', STRING, 'é "quoted"'],
  ['bytes', { type: 'bytes' }, Buffer.from([0, 255])],
  ['decimal', decimalSchema(3), new Decimal(-12345678901234567890n, 3)],
  ['date', DATE, new Date(86_400_000)],
  ['time', TIME, new Date(1)],
  ['timestamp', TIMESTAMP, new Date(1)],
  ['array', { type: 'array', items: { type: 'int8' } }, [1, 2]],
  ['map', { type: 'map', keys: STRING, values: { type: 'int8' } }, new Map([['a', 1]])],
  ['entries', { type: 'map', keys: { type: 'int32' }, values: STRING }, new Map([[1, 'a']])],
  ['enum', { type: 'string', parameters: { [mark]: '', [`${mark}.a`]: 'a' } }, 'a'],
  ['optional', { type: 'string', optional: true }, null],
  ['default', { type: 'int32', default: 5 }, 6],
  [
    'union',
    {
      type: 'struct',
      name: oneOf,
      optional: true,
      fields: [
        { name: `${oneOf}.field.0`, schema: { type: 'string', optional: true } },
        { name: `${oneOf}.field.1`, schema: { type: 'int64', optional: true } },
      ],
    },
    { [`${oneOf}.field.0`]: null, [`${oneOf}.field.1`]: 7 },
  ],
]

describe('what is written comes back', () => {
  test.each(['BASE64', 'NUMERIC'])('of every type, decimals as %s', async format => {
    const schema = struct(Object.fromEntries(everyType.map(([name, type]) => [name, type])))
    const value = Object.fromEntries(everyType.map(([name, , each]) => [name, each]))
    const { write, read } = open({ 'decimal.format': format, 'json.fail.invalid.schema': 'true' })
    const name = topic()
    expect(await read(name, await write(name, schema, value))).toEqual({
      schema: { ...schema, version: 1 },
      value,
    })
  })

  test('of a struct that contains itself', async () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', name: 'Node', fields }
    fields.push(
      { name: 'v', schema: { type: 'int64' } },
      { name: 'next', schema: { ...node, optional: true } },
    )
    const value = { v: 1, next: { v: 2, next: null } }
    const { write, read } = open()
    const name = topic()
    expect(await read(name, await write(name, node, value))).toMatchObject({ value })
  })

  test('by another converter, which knows nothing', async () => {
    const name = topic()
    const bytes = await open().write(name, struct({ a: STRING }), { a: 'x' })
    expect(await open({ 'max.retries': '1' }).read(name, bytes)).toMatchObject({ value: { a: 'x' } })
  })
})

describe('schemas change', () => {
  test('a new field, with a default or optional, and a dropped one', async () => {
    const { write, read } = open()
    const name = topic()
    const first = await write(name, struct({ a: STRING }), { a: 'x' })
    const wider = struct({
      a: STRING,
      b: { type: 'int32', default: 3 },
      c: { type: 'string', optional: true },
    })
    const second = await write(name, wider, { a: 'x', b: 4, c: null })
    const third = await write(name, struct({ b: { type: 'int32', default: 3 } }), { b: 5 })
    expect(await read(name, first)).toMatchObject({ schema: { version: 1 }, value: { a: 'x' } })
    expect(await read(name, second)).toMatchObject({
      schema: { version: 2 },
      value: { a: 'x', b: 4, c: null },
    })
    expect(await read(name, third)).toMatchObject({ schema: { version: 3 }, value: { b: 5 } })
  })

  test('an incompatible one is refused: the error names the subject and the reason', async () => {
    const { write } = open()
    const name = topic()
    await write(name, struct({ a: STRING }), { a: 'x' })
    await post(`/config/${name}-value`, 'PUT', { compatibility: 'BACKWARD' })
    const changed = struct({ a: { type: 'int32' } })
    await expect(write(name, changed, { a: 1 })).rejects.toThrow(
      new RegExp(`subject "${name}-value".*409.*not compatible`, 's'),
    )
    // the same data as before go on
    expect(await write(name, struct({ a: STRING }), { a: 'y' })).not.toBeNull()
  })

  test('the version that the data say is kept', async () => {
    const { write, read } = open()
    const name = topic()
    const bytes = await write(name, { ...struct({ a: STRING }), version: 42 }, { a: 'x' })
    expect(await read(name, bytes)).toMatchObject({ schema: { version: 42 } })
  })
})

test('a schema may refer to others, which are fetched', async () => {
  const [name, inner] = [topic(), topic()]
  const registered = client()
  const address = {
    $id: 'address.json',
    type: 'object',
    title: 'Address',
    properties: { zip: { type: 'string' } },
  }
  await registered.register({ type: SchemaType.JSON, schema: JSON.stringify(address) }, { subject: inner })
  const person = { type: 'object', title: 'Person', properties: { home: { $ref: 'address.json' } } }
  const references = [{ name: 'address.json', subject: inner, version: 1 }]
  await registered.register(
    { type: SchemaType.JSON, schema: JSON.stringify(person), references },
    { subject: `${name}-value` },
  )
  const config = { 'auto.register.schemas': 'false', 'use.latest.version': 'true' }
  const { write, read } = open(config)
  const home = struct({ zip: STRING }, 'Address')
  const bytes = await write(name, struct({ home }, 'Person'), { home: { zip: '12345' } })
  expect(await read(name, bytes)).toMatchObject({
    schema: { name: 'Person', fields: [{ name: 'home', schema: { name: 'Address' } }] },
    value: { home: { zip: '12345' } },
  })
  const wrong = struct({ home: struct({ zip: { type: 'int32' } }, 'Address') }, 'Person')
  await expect(write(name, wrong, { home: { zip: 12345 } })).rejects.toThrow('/home/zip must be string')
})

describe('another client', () => {
  test('reads what is written here', async () => {
    const schema = struct({ id: { type: 'int64' }, tags: { type: 'array', items: STRING } })
    const bytes = await open().write(topic(), schema, { id: 7, tags: ['a'] })
    expect(await client().decode(bytes ?? Buffer.alloc(0))).toEqual({ id: 7, tags: ['a'] })
  })

  test('writes what is read here', async () => {
    const name = topic()
    const schema = { type: 'object', title: 'P', properties: { n: { type: ['integer', 'null'] } } }
    const registered = client()
    const { id } = await registered.register(
      { type: SchemaType.JSON, schema: JSON.stringify(schema) },
      { subject: `${name}-value` },
    )
    const bytes = await registered.encode(id, { n: 5 })
    expect(await open().read(name, bytes)).toEqual({
      schema: {
        type: 'struct',
        name: 'P',
        version: 1,
        fields: [{ name: 'n', schema: { type: 'int64', optional: true } }],
      },
      value: { n: 5 },
    })
  })
})

test('an id that the registry does not have', async () => {
  const bytes = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 0x31])
  await expect(open().read(topic(), bytes)).rejects.toThrow(/schema of id 2147483647.*404/s)
})
