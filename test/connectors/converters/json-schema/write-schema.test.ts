import { describe, expect, test } from 'vitest'
import { DATE, decimalSchema, type Schema, TIMESTAMP } from '../../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../../connectors/sdk/value.ts'
import { written } from './format.ts'

const STRING: Schema = { type: 'string' }
const INT32: Schema = { type: 'int32' }
const OPTIONAL_STRING: Schema = { type: 'string', optional: true }

const struct = (fields: Readonly<Record<string, Schema>>, more: Partial<Schema> = {}): Schema => ({
  type: 'struct',
  fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })),
  ...(more as object),
})

const json = (schema: Schema, properties: Record<string, string> = {}) =>
  JSON.parse(written(schema, properties))

describe('the text that Kafka Connect registers', () => {
  // as registries of the peer's users have them
  test('a struct', () => {
    const card = struct({
      card_id: { type: 'float64' },
      card_number: STRING,
      cvv: STRING,
      expiration_date: STRING,
    })
    expect(written(card)).toBe(
      '{"type":"object","properties":{"cvv":{"type":"string","connect.index":2},"card_number":{"type":"string","connect.index":1},"expiration_date":{"type":"string","connect.index":3},"card_id":{"type":"number","connect.index":0,"connect.type":"float64"}}}',
    )
  })

  test('an envelope of Debezium', () => {
    const value = struct(
      { id: INT32, first_name: STRING, last_name: STRING, email: STRING, phone_number: OPTIONAL_STRING },
      { name: 'server1.dbo.customers.Value', optional: true },
    )
    const envelope = struct(
      {
        before: value,
        after: value,
        source: struct({}, { name: 'io.debezium.connector.sqlserver.Source' }),
        op: STRING,
        ts_ms: { type: 'int64', optional: true },
        transaction: { ...struct({}), optional: true },
      },
      { name: 'server1.dbo.customers.Envelope' },
    )
    expect(written(envelope)).toMatch(
      '{"type":"object","title":"server1.dbo.customers.Envelope","properties":{"op":{"type":"string","connect.index":3},"before":{"connect.index":0,"oneOf":[{"type":"null"},{"type":"object","title":"server1.dbo.customers.Value","properties":{"last_name":{"type":"string","connect.index":2},"phone_number":{"connect.index":4,"oneOf":[{"type":"null"},{"type":"string"}]},"id":{"type":"integer","connect.index":0,"connect.type":"int32"},"first_name":{"type":"string","connect.index":1},"email":{"type":"string","connect.index":3}}}]},"after":',
    )
  })

  test('a named, versioned integer that is optional', () => {
    expect(written({ type: 'int64', name: 'io.debezium.time.Timestamp', version: 1, optional: true })).toBe(
      '{"oneOf":[{"type":"null"},{"type":"integer","title":"io.debezium.time.Timestamp","connect.version":1,"connect.type":"int64"}]}',
    )
  })

  test('a default', () => {
    const host = struct({ remoteHost: { type: 'string', default: 'localhost' } })
    expect(written(host)).toBe(
      '{"type":"object","properties":{"remoteHost":{"type":"string","default":"localhost","connect.index":0}}}',
    )
  })
})

describe('types', () => {
  test.each([
    ['int8', 'integer'],
    ['int16', 'integer'],
    ['int32', 'integer'],
    ['int64', 'integer'],
    ['float32', 'number'],
    ['float64', 'number'],
    ['bytes', 'string'],
  ] as const)('%s', (type, jsonType) => {
    expect(json({ type })).toEqual({ type: jsonType, 'connect.type': type })
  })

  test('boolean and string have no mark', () => {
    expect(json({ type: 'boolean' })).toEqual({ type: 'boolean' })
    expect(json(STRING)).toEqual({ type: 'string' })
  })

  test('logical types by their names', () => {
    expect(json(DATE)).toEqual({
      type: 'integer',
      title: 'org.apache.kafka.connect.data.Date',
      'connect.type': 'int32',
      'connect.version': 1,
    })
    expect(json(TIMESTAMP)).toMatchObject({ type: 'integer', 'connect.type': 'int64' })
  })

  test.each([
    ['BASE64', 'string'],
    ['numeric', 'number'],
  ])('a decimal as %s', (format, type) => {
    expect(json(decimalSchema(2), { 'decimal.format': format })).toEqual({
      type,
      title: 'org.apache.kafka.connect.data.Decimal',
      'connect.type': 'bytes',
      'connect.version': 1,
      'connect.parameters': { scale: '2' },
    })
  })

  test('maps: an object for string keys, an array of entries for others', () => {
    expect(json({ type: 'map', keys: STRING, values: INT32 })).toEqual({
      type: 'object',
      'connect.type': 'map',
      additionalProperties: { type: 'integer', 'connect.type': 'int32' },
    })
    expect(json({ type: 'map', keys: OPTIONAL_STRING, values: INT32 })).toEqual({
      type: 'array',
      'connect.type': 'map',
      items: {
        type: 'object',
        properties: {
          key: { 'connect.index': 0, oneOf: [{ type: 'null' }, { type: 'string' }] },
          value: { type: 'integer', 'connect.index': 1, 'connect.type': 'int32' },
        },
      },
    })
  })

  test('an enum by its parameters', () => {
    const mark = 'io.confluent.connect.json.Enum'
    const parameters = { [mark]: '', [`${mark}.one`]: 'one', [`${mark}.<NULL>`]: '<NULL>', other: 'x' }
    expect(json({ type: 'string', parameters })).toEqual({
      enum: ['one', null],
      'connect.parameters': { other: 'x' },
    })
  })

  test('a union, with null among its schemas when it is optional', () => {
    const name = 'io.confluent.connect.json.OneOf'
    const union = struct(
      {
        [`${name}.field.0`]: { type: 'int32', optional: true },
        [`${name}.field.1`]: { ...struct({ a: STRING }), name: 'A', optional: true },
      },
      { name, optional: true },
    )
    expect(json(union)).toEqual({
      oneOf: [
        { type: 'null' },
        { type: 'integer', 'connect.index': 0, 'connect.type': 'int32' },
        {
          type: 'object',
          title: 'A',
          'connect.index': 1,
          properties: { a: { type: 'string', 'connect.index': 0 } },
        },
      ],
    })
  })

  test('object.additional.properties=false closes every object', () => {
    const nested = struct({ inner: struct({ a: STRING }) })
    const schema = json(nested, { 'object.additional.properties': 'false' })
    expect(schema).toMatchObject({
      additionalProperties: false,
      properties: { inner: { additionalProperties: false } },
    })
  })

  test('defaults of any type', () => {
    const date = new Date(86_400_000)
    const defaults = struct({
      map: { type: 'map', keys: STRING, values: INT32, default: new Map([['a', 1]]) },
      bytes: { type: 'bytes', default: Buffer.from('foo') },
      date: { ...DATE, default: date } as Schema,
      decimal: { ...decimalSchema(2), default: new Decimal(156n, 2) } as Schema,
      big: { type: 'int64', default: 9007199254740993n },
    })
    const text = written(defaults)
    expect(text).toContain('"default":9007199254740993')
    expect(JSON.parse(text)).toMatchObject({
      properties: {
        map: { default: { a: 1 } },
        bytes: { default: 'Zm9v' },
        date: { default: 1 },
        decimal: { default: 'AJw=' },
      },
    })
  })
})

describe('structs that contain themselves', () => {
  test('are referred to by id, also where they are optional', () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', name: 'Node', fields }
    fields.push({ name: 'next', schema: { ...node, optional: true } })
    fields.push({ name: 'children', schema: { type: 'array', items: node } })
    expect(json(node)).toEqual({
      type: 'object',
      title: 'Node',
      id: '#id1',
      properties: {
        next: { 'connect.index': 0, oneOf: [{ type: 'null' }, { $ref: '#id1' }] },
        children: { type: 'array', 'connect.index': 1, items: { $ref: '#id1' } },
      },
    })
  })

  test('one that is only used twice is written twice', () => {
    const address = struct({ street: STRING }, { name: 'Address' })
    const text = written(struct({ home: address, work: address }))
    expect(text).not.toContain('$ref')
    expect(text.split('"street"')).toHaveLength(3)
  })
})

test('a schema without fields, of 1,000 fields, of 100 levels', () => {
  expect(json(struct({}))).toEqual({ type: 'object' })
  const wide = struct(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, INT32])))
  expect(Object.keys(json(wide).properties)).toHaveLength(1000)
  let deep: Schema = STRING
  for (let level = 0; level < 100; level++) deep = struct({ inner: deep })
  expect(written(deep).split('"inner"')).toHaveLength(101)
})
