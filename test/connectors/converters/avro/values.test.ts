import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../../connectors/sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../../../connectors/sdk/value.ts'
import { type MemoryRegistry, openAvro, startRegistry } from './open-avro.ts'

let registry: MemoryRegistry
beforeAll(async () => {
  registry = await startRegistry()
})
afterAll(() => registry.close())

const roundTrip = async (schema: Schema | undefined, value: Value, config = {}) => {
  const { write, read } = openAvro(registry.url, config)
  return read('t', await write('t', schema, value))
}

const struct = (fields: Readonly<Record<string, Schema>>, name = 'a.Row'): Schema => ({
  type: 'struct',
  name,
  version: 1,
  fields: Object.entries(fields).map(([field, schema]) => ({ name: field, schema })),
})

const STRING: Schema = { type: 'string' }
const fixed: Schema = { type: 'bytes', name: 'a.Four', parameters: { 'connect.fixed.size': '4' } }
const enumName = 'io.confluent.connect.avro.Enum'
const suit: Schema = {
  type: 'string',
  name: 'a.Suit',
  parameters: { [enumName]: 'a.Suit', [`${enumName}.HEARTS`]: 'HEARTS', [`${enumName}.SPADES`]: 'SPADES' },
}

const every: readonly (readonly [name: string, schema: Schema, value: Value])[] = [
  ['int8', { type: 'int8' }, -128],
  ['int16', { type: 'int16' }, 32_767],
  ['int32', { type: 'int32' }, -2_147_483_648],
  ['int64', { type: 'int64' }, -9_223_372_036_854_775_808n],
  ['safe', { type: 'int64' }, Number.MAX_SAFE_INTEGER],
  ['float32', { type: 'float32' }, 1.5],
  ['float64', { type: 'float64' }, 1e-300],
  ['boolean', { type: 'boolean' }, true],
  ['string', STRING, 'käse 💡 '.repeat(20)],
  ['bytes', { type: 'bytes' }, Buffer.from([0, 255])],
  ['fixed', fixed, Buffer.from([1, 2, 3, 4])],
  ['decimal', decimalSchema(3), new Decimal(-12_345_678_901_234_567_890n, 3)],
  ['date', DATE, new Date(-86_400_000)],
  ['time', TIME, new Date(86_399_999)],
  ['timestamp', TIMESTAMP, new Date(1_700_000_000_123)],
  ['array', { type: 'array', items: { type: 'int8', optional: true } }, [1, null, -2]],
  ['map', { type: 'map', keys: STRING, values: TIMESTAMP }, new Map([['a', new Date(5)]])],
  ['entries', { type: 'map', keys: { type: 'int32' }, values: STRING }, new Map([[1, 'x']])],
  ['optional', { type: 'string', optional: true }, null],
  ['present', { type: 'int64', optional: true }, 7],
  ['default', { type: 'int32', default: 5 }, 6],
  ['nullDefault', { type: 'int32', optional: true, default: 5 }, 6],
  ['inner', struct({ a: { type: 'boolean' } }, 'a.Inner'), { a: false }],
]

describe('a value comes back', () => {
  test.each(every)('%s', async (_, schema, value) => {
    const whole = struct({ it: schema })
    expect(await roundTrip(whole, { it: value })).toEqual({ schema: whole, value: { it: value } })
  })

  test('of a struct of all types, by a converter that knows nothing', async () => {
    const schema = struct(Object.fromEntries(every.map(([name, type]) => [name, type])))
    const value = Object.fromEntries(every.map(([name, , each]) => [name, each]))
    const bytes = await openAvro(registry.url).write('all', schema, value)
    const fresh = openAvro(registry.url, { 'latest.cache.size': '999' })
    expect(await fresh.read('all', bytes)).toEqual({ schema, value })
  })

  test.each([
    [{ type: 'string' }, 'text'],
    [{ type: 'bytes' }, Buffer.from([0, 1])],
    [{ type: 'array', items: { type: 'int32' } }, [1, 2]],
    [decimalSchema(1), new Decimal(15n, 1)],
    [{ type: 'boolean', optional: true }, true],
  ] as const)('that is no struct: %j', async (schema, value) => {
    const read = await roundTrip(schema as Schema, value as Value)
    expect(read.value).toEqual(value)
    expect(read.schema).toMatchObject(schema)
  })

  test('of an enum, as one when it is asked for', async () => {
    const schema = struct({ suit })
    expect(await roundTrip(schema, { suit: 'SPADES' })).toEqual({ schema, value: { suit: 'SPADES' } })
    const enhanced = { 'enhanced.avro.schema.support': 'true' }
    expect(await roundTrip(schema, { suit: 'SPADES' }, enhanced)).toEqual({
      schema,
      value: { suit: 'SPADES' },
    })
    await expect(roundTrip(schema, { suit: 'CLUBS' }, enhanced)).rejects.toThrow(
      '"CLUBS" is none of the symbols of enum a.Suit: HEARTS, SPADES (field suit)',
    )
  })

  test.each([true, false])(
    'of a struct that contains itself, by optional fields or items: %s',
    async byItems => {
      const fields: { name: string; schema: Schema }[] = []
      const node: Schema = { type: 'struct', name: 'a.Node', fields }
      fields.push(
        { name: 'v', schema: { type: 'int64' } },
        byItems
          ? { name: 'next', schema: { type: 'array', items: node } }
          : { name: 'next', schema: { ...node, optional: true } },
      )
      const leaf = { v: 2, next: byItems ? [] : null }
      const value = { v: 1, next: byItems ? [leaf, leaf] : leaf }
      const read = await roundTrip(node, value)
      expect(read.value).toEqual(value)
      expect(read.schema).toMatchObject({ name: 'a.Node', fields: [{ name: 'v' }, { name: 'next' }] })
    },
  )

  test('of a union, a struct of which one field is set', async () => {
    const union: Schema = {
      type: 'struct',
      name: 'io.confluent.connect.avro.Union',
      optional: true,
      fields: [
        { name: 'int', schema: { type: 'int32', optional: true } },
        { name: 'string', schema: { type: 'string', optional: true } },
        { name: 'Inner', schema: { ...struct({ a: STRING }, 'a.Inner'), optional: true } },
      ],
    }
    const schema = struct({ it: union })
    for (const it of [
      { int: 3, string: null, Inner: null },
      { int: null, string: 'x', Inner: null },
      { int: null, string: null, Inner: { a: 'y' } },
    ])
      expect(await roundTrip(schema, { it })).toMatchObject({ schema, value: { it } })
    expect((await roundTrip(schema, { it: null })).value).toEqual({ it: null })
  })

  test('of no schema', async () => {
    const value = [1, 1.5, new Float64(2), 'x', null, { a: { b: [] } }, Buffer.from([3]), 2n ** 60n, true, -0]
    expect(await roundTrip(undefined, value)).toEqual({
      schema: undefined,
      value: [...value.slice(0, 9), new Float64(-0)],
    })
    const byNumber = new Map([[1, 'a']])
    expect((await roundTrip(undefined, byNumber)).value).toEqual(byNumber)
  })

  test('whatever integers, floats and texts there are', async () => {
    const schema = struct({ i: { type: 'int64' }, f: { type: 'float64' }, g: { type: 'float32' }, s: STRING })
    const { write, read } = openAvro(registry.url)
    const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    const safe = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)
    const value = fc.record({
      i: integer.map(safe),
      f: fc.double(),
      g: fc.float(),
      s: fc.string({ unit: 'grapheme' }),
    })
    await fc.assert(
      fc.asyncProperty(value, async each => {
        expect((await read('any', await write('any', schema, each))).value).toEqual(each)
      }),
    )
  })
})

describe('null', () => {
  test('is null, with or without a schema, and registers none', async () => {
    const { write, read } = openAvro(registry.url)
    expect(await write('nulls', undefined, null)).toBeNull()
    expect(await write('nulls', { type: 'string', optional: true }, null)).toBeNull()
    expect(registry.subjects.has('nulls-value')).toBe(false)
    expect(await read('nulls', null)).toEqual({ schema: undefined, value: null })
  })

  test('is the default of a field that has one, unless this is not wanted', async () => {
    const schema = struct({ a: { type: 'int32', optional: true, default: 5 } })
    expect((await roundTrip(schema, { a: null })).value).toEqual({ a: 5 })
    expect((await roundTrip(schema, { a: null }, { 'ignore.default.for.nullables': 'true' })).value).toEqual({
      a: null,
    })
  })
})

describe('what a schema cannot hold is refused with the path of the field', () => {
  test.each([
    [{ type: 'int8' }, 128, 'Invalid value for INT8: an integer that needs more bits (field a[0])'],
    [{ type: 'int64' }, 2n ** 63n, 'Invalid value for INT64: an integer that needs more bits (field a[0])'],
    [{ type: 'int32' }, 1.5, 'Invalid type for INT32: float (field a[0])'],
    [{ type: 'string' }, 5, 'Invalid type for STRING: integer (field a[0])'],
    [{ type: 'string' }, '\ud83d', 'Text with an unpaired surrogate has no UTF-8 form (field a[0])'],
    [{ type: 'float32' }, 1e300, 'Invalid value for FLOAT32: a number that needs more bits (field a[0])'],
    [{ type: 'string' }, null, 'Found null value for non-optional schema (field a[0])'],
    [decimalSchema(1), new Decimal(5n, 2), 'Decimal value has mismatching scale'],
    [fixed, Buffer.from([1]), 'Fixed a.Four has 4 bytes, got 1 (field a[0])'],
    [
      TIME,
      new Date(-1),
      'Kafka Connect Time type should not have any date fields set to non-zero values. (field a[0])',
    ],
  ] as const)('%j %s', async (schema, value, message) => {
    const whole = struct({ a: { type: 'array', items: schema as Schema } })
    await expect(roundTrip(whole, { a: [value as Value] })).rejects.toThrow(message)
  })

  test('a value that nests deeper than the stack', async () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', name: 'a.Deep', fields }
    fields.push({ name: 'next', schema: { ...node, optional: true } })
    let value: Value = null
    for (let i = 0; i < 200_000; i++) value = { next: value }
    await expect(roundTrip(node, value)).rejects.toThrow('The value nests too deeply')
  })
})
