import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Datum } from '../../../../connectors/sdk/record.ts'
import { decimalSchema, type Schema } from '../../../../connectors/sdk/schema.ts'
import { Decimal, newStruct, type Value } from '../../../../connectors/sdk/value.ts'
import { typedDatum } from '../../sdk/arbitrary-values.ts'
import { describedStruct } from './arbitrary-described.ts'
import { openFormat, payloadOf, reads, written } from './format.ts'

type Config = Readonly<Record<string, string>>

const roundTrip = ({ schema, value }: Datum, config: Config = {}): Datum => {
  if (schema === undefined) throw new Error('a datum without a schema')
  const writer = openFormat(config).writer(schema)
  const bytes = writer.encode(value, Buffer.from([1, 2, 3]))
  if (bytes === null) throw new Error('a tombstone')
  expect([...bytes.subarray(0, 3)]).toEqual([1, 2, 3])
  return reads(writer.schema.schema, { config })(Buffer.from(bytes.subarray(3)).toString())
}

const oneOf = 'io.confluent.connect.json.OneOf'
const unionOf = (...schemas: readonly Schema[]): Schema => ({
  type: 'struct',
  name: oneOf,
  fields: schemas.map((schema, i) => ({
    name: `${oneOf}.field.${i}`,
    schema: { ...schema, optional: true },
  })),
})
const branch = (i: number, value: Value, count = 3) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${oneOf}.field.${n}`, n === i ? value : null]))

describe('come back as they were', () => {
  test.each(['BASE64', 'NUMERIC'])('any value, decimals as %s', format => {
    const config = { 'decimal.format': format }
    fc.assert(
      fc.property(typedDatum, datum => {
        expect(roundTrip(datum, config)).toEqual(datum)
      }),
    )
  })

  test('schemas that say all that schemas can', () => {
    fc.assert(
      fc.property(describedStruct, datum => {
        expect(roundTrip(datum)).toEqual(datum)
      }),
    )
  })

  test.each([
    ['int64', 9007199254740993n],
    ['int64', -9223372036854775808n],
    ['float64', Number.NaN],
    ['float64', -0],
    ['float32', Number.POSITIVE_INFINITY],
    ['float64', 1e21],
  ] as const)('%s %s', (type, value) => {
    expect(roundTrip({ schema: { type }, value }).value).toBe(value)
  })

  test('a map with structs as keys', () => {
    const point: Schema = { type: 'struct', fields: [{ name: 'x', schema: { type: 'int32' } }] }
    const schema: Schema = { type: 'map', keys: point, values: { type: 'int8' } }
    const value = new Map([[Object.assign(newStruct(), { x: 1 }), 2]])
    expect(roundTrip({ schema, value })).toEqual({ schema, value })
    expect(() => reads(written(schema))('[{"key":{"x":1},"value":300}]')).toThrow(
      '300 is not an INT8 (field [object])',
    )
  })

  test('a struct that contains itself', () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', name: 'Node', fields }
    fields.push(
      { name: 'v', schema: { type: 'int64' } },
      { name: 'next', schema: { ...node, optional: true } },
    )
    const value = { v: 1, next: { v: 2, next: { v: 3, next: null } } }
    const config = { 'json.fail.invalid.schema': 'false' }
    expect(roundTrip({ schema: node, value }, config).value).toEqual(value)
    const again = roundTrip({ schema: node, value }).schema
    expect(again && roundTrip({ schema: again, value }).value).toEqual(value)
  })

  test.each([
    [0, 'x'],
    [1, 5],
    [2, { a: 1, b: null }],
  ])('branch %i of a union', (i, value) => {
    const struct: Schema = {
      type: 'struct',
      fields: [
        { name: 'a', schema: { type: 'int64' } },
        { name: 'b', schema: { type: 'string', optional: true } },
      ],
    }
    const schema = unionOf({ type: 'string' }, { type: 'int32' }, struct)
    expect(roundTrip({ schema, value: branch(i, value) })).toEqual({ schema, value: branch(i, value) })
  })

  test('a whole number goes to the first integer that holds it, bytes to bytes', () => {
    const schema = unionOf({ type: 'int8' }, { type: 'int64' }, { type: 'bytes' })
    const read = reads(written(schema))
    expect(read('5').value).toEqual(branch(0, 5))
    expect(read('300').value).toEqual(branch(1, 300))
    expect(read('"Zm9v"').value).toEqual(branch(2, Buffer.from('foo')))
  })
})

describe('a union of integer and float', () => {
  test.each([
    [0, 1, '1'],
    [1, 1, '1.0'],
    [1, 1e21, '1.0E21'],
    [0, 9007199254740993n, '9007199254740993'],
  ])('branch %i: %s is %s', (i, value, payload) => {
    const schema = unionOf({ type: 'int64' }, { type: 'float64' })
    const datum = { schema, value: branch(i, value, 2) }
    expect(payloadOf(schema, datum.value)).toBe(payload)
    expect(roundTrip(datum)).toEqual(datum)
  })
})

describe('null', () => {
  const optional: Schema = { type: 'string', optional: true }
  const required: Schema = { type: 'string' }
  const row = (schema: Schema): Schema => ({ type: 'struct', fields: [{ name: 'f', schema }] })

  test('of an optional schema is null, of a required one a tombstone', () => {
    expect(payloadOf(optional, null)).toBe('null')
    expect(payloadOf(required, null)).toBeNull()
    expect(reads(written(optional))('null').value).toBeNull()
  })

  test('in a required field is left out, and read as null', () => {
    expect(payloadOf(row(optional), { f: null })).toBe('{"f":null}')
    expect(payloadOf(row(required), { f: null })).toBe('{}')
    expect(reads(written(row(required)))('{}').value).toEqual({ f: null })
  })

  test('written where it must not be is an error', () => {
    const read = reads(written(row(row(required))))
    expect(() => read('{"f":{"f":null}}')).toThrow('Invalid null value for required STRING field (field f.f)')
    const list: Schema = { type: 'array', items: required }
    expect(() => payloadOf(list, ['a', null])).toThrow(
      'Invalid null value for a required element (field [1])',
    )
  })

  test('is replaced by the default, unless ignore.default.for.nullables', () => {
    const filled = row({ ...optional, default: 'd' } as Schema)
    expect(payloadOf(filled, { f: null })).toBe('{"f":"d"}')
    expect(payloadOf(filled, { f: null }, { 'ignore.default.for.nullables': 'true' })).toBe('{"f":null}')
    expect(reads(written(filled))('{"f":null}').value).toEqual({ f: 'd' })
  })
})

describe('what Kafka Connect reads and garbles', () => {
  const property = (schema: object) => ({ type: 'object', properties: { f: schema } })

  test.each([
    [{ type: 'integer', 'connect.type': 'int8' }, '300', '300 is not an INT8'],
    [{ type: 'integer' }, '9223372036854775808', '9223372036854775808 is not an INT64'],
    [{ type: 'integer' }, '"x"', 'Invalid type for INT64: STRING'],
    [{ type: 'integer' }, '1.5', 'Invalid type for INT64: NUMBER'],
    [{ type: 'boolean' }, '1', 'Invalid type for BOOLEAN: NUMBER'],
    [{ type: 'string' }, '1', 'Invalid type for STRING: NUMBER'],
    [{ enum: [1, 2] }, '1', 'Invalid type for STRING: NUMBER'],
    [{ type: 'string', 'connect.type': 'bytes' }, '"%"', 'Invalid bytes field'],
    [{ type: 'array', items: { type: 'string' } }, '{}', 'Invalid type for ARRAY: OBJECT'],
    [{ type: 'object' }, '[]', 'Structs should be encoded as JSON objects, but found ARRAY'],
    [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, 'true', 'Did not find matching oneof field'],
    [
      { type: 'object', 'connect.type': 'map', additionalProperties: { type: 'string' } },
      '[]',
      'Maps with string fields should be encoded as JSON objects, but found ARRAY',
    ],
  ])('%j cannot be %s', (schema, payload, problem) => {
    const read = reads(property(schema))
    expect(() => read(`{"f":${payload}}`)).toThrow(problem)
    expect(() => read(`{"f":${payload}}`)).toThrow('(field f)')
  })

  test('1.0 is the integer 1', () => {
    expect(reads({ type: 'integer' })('1.0').value).toBe(1)
  })

  test('a decimal is read from a number or from bytes', () => {
    const read = reads(written(decimalSchema(2)))
    expect(read('1.50').value).toEqual(new Decimal(150n, 2))
    expect(read('"AJw="').value).toEqual(new Decimal(156n, 2))
  })

  test('properties that the schema does not name are left out', () => {
    expect(reads(property({ type: 'string' }))('{"f":"a","g":1}').value).toEqual({ f: 'a' })
  })
})

describe('bad input', () => {
  const people: Schema = {
    type: 'struct',
    fields: [
      { name: 'name', schema: { type: 'string' } },
      { name: 'tags', schema: { type: 'map', keys: { type: 'int32' }, values: { type: 'int32' } } },
    ],
  }

  test.each(['', '{', '{"name":', 'text', '\u0000', '{"name":"a"} x', '[1,]'])('%j is not JSON', payload => {
    expect(() => reads(written(people))(payload)).toThrow('Not JSON')
  })

  test('a place within is named', () => {
    expect(() => payloadOf(people, { name: 'a', tags: new Map([[1, 'x']]) })).toThrow(
      'Invalid type for INT32: class java.lang.String (field tags[1])',
    )
    const read = reads(written(people))
    expect(() => read({ name: 'a', tags: [{ key: 1, value: 'x' }] })).toThrow('(field tags[1])')
    expect(() => read({ name: 'a', tags: [{ key: 1 }] })).toThrow('expected length 2 but found :1')
  })

  test('a field that the schema does not have', () => {
    const value = { name: 'a', tags: new Map(), age: 1 }
    expect(() => payloadOf(people, value)).toThrow('age is not a valid field name')
  })

  test('text with half a surrogate pair, a text of 10 MB', () => {
    expect(roundTrip({ schema: { type: 'string' }, value: '\ud800' }).value).toBe('\ud800')
    const long = 'x'.repeat(10_000_000)
    expect(roundTrip({ schema: { type: 'string' }, value: long }).value).toBe(long)
  })

  test('100 levels are read, 100,000 are an error', () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', fields }
    fields.push({ name: 'n', schema: { ...node, optional: true } })
    const nested = (levels: number) => {
      let value: Value = null
      for (let level = 0; level < levels; level++) value = { n: value }
      return value ?? {}
    }
    expect(roundTrip({ schema: node, value: nested(100) }).value).toEqual(nested(100))
    expect(() => payloadOf(node, nested(100_000))).toThrow('The value nests too deeply')
    expect(() => reads(written(node))(`${'{"n":'.repeat(100_000)}null${'}'.repeat(100_000)}`)).toThrow(
      'nests deeper than 1000 levels',
    )
  })

  test('a schema that is not JSON, or nests without end', () => {
    expect(() => reads('{')('1')).toThrow('Not JSON')
    expect(() => reads('[]')('1')).toThrow('expected an object or boolean at the root')
    const deep = `${'{"type":"array","items":'.repeat(2000)}{}${'}'.repeat(2000)}`
    expect(() => reads(deep)('1')).toThrow('nests deeper than 1000 levels')
  })
})
