import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decimalSchema, type Schema, TIMESTAMP } from '../../../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../../../connectors/sdk/value.ts'
import { type MemoryRegistry, openAvro, registered, startRegistry } from './open-avro.ts'

let registry: MemoryRegistry
beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(() => registry.close())

let topics = 0

/** What is registered for data of a schema, as the text that it is. */
const textOf = async (schema: Schema, value: Value, config = {}): Promise<string> => {
  const topic = `schemas-${topics++}`
  await openAvro(registry.url, config).write(topic, schema, value)
  const response = await fetch(`${registry.url}/subjects/${topic}-value/versions/latest`)
  return ((await response.json()) as { schema: string }).schema
}

const struct = (fields: Readonly<Record<string, Schema>>, more: Partial<Schema> = {}): Schema =>
  ({
    type: 'struct',
    fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })),
    ...more,
  }) as Schema

// texts are those of Confluent's converter, so that a schema has one id whoever registers it
describe('a Connect schema is registered as', () => {
  test('a record with its names, docs and versions', async () => {
    const schema = struct(
      { id: { type: 'int64' }, size: { type: 'int8', optional: true, default: 3 }, at: TIMESTAMP },
      { name: 'shop.Order', version: 2, doc: 'an order' },
    )
    expect(await textOf(schema, { id: 1, size: null, at: new Date(0) })).toBe(
      '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"},' +
        '{"name":"size","type":[{"type":"int","connect.default":3,"connect.type":"int8"},"null"],"default":3},' +
        '{"name":"at","type":{"type":"long","connect.version":1,"connect.name":"org.apache.kafka.connect.data.Timestamp","logicalType":"timestamp-millis"}}],' +
        '"connect.doc":"an order","connect.version":2,"connect.name":"shop.Order"}',
    )
  })

  test('the same without what is Connect’s own', async () => {
    const config = { 'connect.meta.data': 'false' }
    expect(await textOf(struct({ size: { type: 'int8', default: 3 } }), { size: 1 }, config)).toBe(
      '{"type":"record","name":"ConnectDefault","namespace":"io.confluent.connect.avro","fields":[{"name":"size","type":"int","default":3}]}',
    )
  })

  test('records with numbers when they have no names, the same one once', async () => {
    const inner = struct({ a: { type: 'int32' } })
    const text = await textOf(struct({ x: inner, y: struct({ a: { type: 'int32' } }) }), {
      x: { a: 1 },
      y: { a: 2 },
    })
    expect(text).toBe(
      '{"type":"record","name":"ConnectDefault","namespace":"io.confluent.connect.avro","fields":[' +
        '{"name":"x","type":{"type":"record","name":"ConnectDefault2","fields":[{"name":"a","type":"int"}]}},{"name":"y","type":"ConnectDefault2"}]}',
    )
  })

  test('a decimal with scale and precision', async () => {
    const price = { ...decimalSchema(2), parameters: { scale: '2', 'connect.decimal.precision': '10' } }
    expect(await textOf(price, new Decimal(199n, 2))).toBe(
      '{"type":"bytes","scale":2,"precision":10,"connect.version":1,"connect.parameters":{"scale":"2","connect.decimal.precision":"10"},' +
        '"connect.name":"org.apache.kafka.connect.data.Decimal","logicalType":"decimal"}',
    )
  })

  test.each([
    [{ 'a-b': { type: 'int32' } }, {}, 'Illegal character in: a-b'],
    [{ '1a': { type: 'int32' } }, {}, 'Illegal initial character: 1a'],
    [
      { a: struct({}, { name: 'x.Y' }), b: struct({ c: { type: 'int32' } }, { name: 'x.Y' }) },
      {},
      "Can't redefine: x.Y",
    ],
  ] as const)('nothing that Avro does not allow: %j', async (fields, config, message) => {
    await expect(textOf(struct(fields as never), { a: {}, b: { c: 1 } }, config)).rejects.toThrow(message)
  })

  test('names without what Avro does not allow, when it is to be replaced', async () => {
    const schema = struct({ 'a-b c': { type: 'int32' }, '1é': { type: 'int32' } }, { name: 'my-ns.1 row' })
    const config = { 'scrub.invalid.names': 'true' }
    expect(await textOf(schema, { 'a-b c': 1, '1é': 2 }, config)).toBe(
      '{"type":"record","name":"x1_row","namespace":"my_ns","fields":[{"name":"a_b_c","type":"int"},{"name":"x1_C3_A9","type":"int"}],"connect.name":"my-ns.1 row"}',
    )
  })

  test('a map with optional keys as entries, unless they may be those of an Avro map', async () => {
    const schema: Schema = {
      type: 'map',
      keys: { type: 'string', optional: true },
      values: { type: 'int32' },
    }
    const value = new Map([['a', 1]])
    expect(await textOf(schema, value)).toContain('"name":"MapEntry"')
    expect(await textOf(schema, value, { 'allow.optional.map.keys': 'true' })).toBe(
      '{"type":"map","values":"int"}',
    )
  })
})

const field = (name: string, type: unknown, more = {}) => ({ name, type, ...more })
const record = (fields: readonly unknown[], more = {}) => ({ type: 'record', name: 'n.R', fields, ...more })

const read = async (schema: unknown, payload: readonly number[], config = {}) =>
  openAvro(registry.url, config).read('other', registered(registry, schema, payload))

describe('an Avro schema is read as', () => {
  test('a struct, with docs and defaults of Avro as parameters', async () => {
    const fields = [
      field('a', 'int', { default: 5, doc: 'of a' }),
      field('b', ['null', 'string'], { default: null }),
      field('c', ['string', 'null'], { default: 'x' }),
      field('d', { type: 'map', values: 'double' }, { default: { q: 1 } }),
      field('e', 'long', { default: 5e15 }),
    ]
    const datum = await read(record(fields, { doc: 'of R' }), [2, 2, 2, 65, 2, 0, 0])
    expect(datum.value).toEqual({ a: 1, b: 'A', c: null, d: new Map(), e: 0 })
    const flag = { 'io.confluent.connect.avro.field.default': 'true' }
    expect(datum.schema).toEqual({
      type: 'struct',
      name: 'n.R',
      version: registry.subjects.get('other-value')?.length,
      parameters: {
        'io.confluent.connect.avro.record.doc': 'of R',
        'io.confluent.connect.avro.field.doc.a': 'of a',
      },
      fields: [
        { name: 'a', schema: { type: 'int32', default: 5, parameters: flag } },
        { name: 'b', schema: { type: 'string', optional: true } },
        { name: 'c', schema: { type: 'string', optional: true } },
        {
          name: 'd',
          schema: {
            type: 'map',
            keys: { type: 'string' },
            values: { type: 'float64' },
            default: new Map([['q', 1]]),
            parameters: flag,
          },
        },
        { name: 'e', schema: { type: 'int64', default: 5e15, parameters: flag } },
      ],
    })
  })

  test('logical types that Connect has; others are what they are made of', async () => {
    const fields = [
      field('at', { type: 'long', logicalType: 'timestamp-millis' }),
      field('micros', { type: 'long', logicalType: 'timestamp-micros' }),
      field('day', { type: 'int', logicalType: 'date' }),
      field('id', { type: 'string', logicalType: 'uuid' }),
      field('price', { type: 'fixed', name: 'P', size: 2, logicalType: 'decimal', precision: 4, scale: 1 }),
    ]
    const { value, schema } = await read(record(fields), [2, 4, 2, 0, 0xff, 0x01])
    expect(value).toMatchObject({ at: new Date(1), micros: 2, day: new Date(86_400_000), id: '' })
    expect(String((value as never as { price: unknown }).price)).toBe('-25.5')
    expect(schema).toMatchObject({
      fields: [{}, { schema: { type: 'int64' } }, {}, { schema: { type: 'string' } }, {}],
    })
  })

  test.each([
    [{}, 'R2'],
    [{ 'enhanced.avro.schema.support': 'true' }, 'm.R2'],
    [{ 'generalized.sum.type.support': 'true' }, 'connect_union_field_2'],
  ])('a union, a struct with a field for each branch: %j', async (config, name) => {
    const branch = { type: 'record', name: 'm.R2', fields: [field('x', 'int')] }
    const datum = await read(record([field('u', ['null', 'string', branch])]), [4, 2], config)
    expect(datum.value).toMatchObject({ u: { [name]: { x: 1 } } })
  })

  test('a union of one type as this type, or as a union', async () => {
    expect((await read(record([field('u', ['int'])]), [0, 2])).value).toEqual({ u: 1 })
    const config = { 'flatten.singleton.unions': 'false' }
    expect((await read(record([field('u', ['int'])]), [0, 2], config)).value).toEqual({ u: { int: 1 } })
  })

  test('docs of fields as docs of their schemas, when types’ are discarded', async () => {
    const config = { 'discard.type.doc.default': 'true' }
    const datum = await read(
      record([field('a', 'int', { doc: 'of a', default: 1 })], { doc: 'of R' }),
      [2],
      config,
    )
    expect(datum.schema).toMatchObject({
      doc: 'of R',
      fields: [{ schema: { type: 'int32', doc: 'of a', default: 1 } }],
    })
  })

  test('a record that refers to others in the registry', async () => {
    const inner = { type: 'record', name: 'n.Inner', fields: [field('x', 'int')] }
    registry.register('inner', { schema: JSON.stringify(inner) })
    const { id } = registry.register('outer-value', {
      schema: JSON.stringify({
        type: 'record',
        name: 'n.Outer',
        fields: [field('i', 'Inner'), field('j', ['null', 'n.Inner'])],
      }),
      references: [{ name: 'n.Inner', subject: 'inner', version: 1 }],
    })
    const message = Buffer.from([0, 0, 0, 0, id, 2, 2, 4])
    expect((await openAvro(registry.url).read('outer', message)).value).toEqual({ i: { x: 1 }, j: { x: 2 } })
  })

  test('nothing, when it is none or of another format', async () => {
    await expect(read('null', [])).rejects.toThrow(
      'Standalone null schemas are not supported by this converter',
    )
    await expect(read({ type: 'record', name: 'R' }, [])).rejects.toThrow(
      'Not an Avro schema: Record R has no fields',
    )
    const { id } = registry.register('json-value', { schema: '{}', schemaType: 'JSON' })
    const json = Buffer.from([0, 0, 0, 0, id])
    await expect(openAvro(registry.url).read('json', json)).rejects.toThrow(`Schema ${id} is JSON, not AVRO`)
  })
})
