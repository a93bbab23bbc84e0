import { describe, expect, test } from 'vitest'
import { fieldOf } from '../../../connectors/sdk/field-error.ts'
import {
  DATE,
  decimalSchema,
  OPTIONAL_STRING,
  type PrimitiveType,
  type Schema,
  STRING,
  TIME,
  TIMESTAMP,
} from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../../connectors/sdk/value.ts'
import { castKey, castValue } from '../../../connectors/transforms/cast.ts'
import { object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const cast = (spec: string, rest = {}) => valueFrom(castValue, { spec, ...rest })
const typed = (type: PrimitiveType, value: Value) => ({ schema: { type }, value })

// what Java's narrowing, parsing and printing make of it
describe('a number', () => {
  test.each([
    [plain(300), 'int8', 44],
    [plain(-129), 'int8', 127],
    [typed('int64', 9223372036854775807n), 'int32', -1],
    [typed('int64', 9223372036854775807n), 'float64', 2 ** 63],
    [typed('int64', 9223372036854775807n), 'string', '9223372036854775807'],
    // rounded once, not to a double first
    [typed('int64', 9007199791611905n), 'float32', 9007200328482816],
    [typed('float64', 3e9), 'int32', 2147483647],
    [typed('float64', 3e9), 'int8', -1],
    [typed('float64', -1.9), 'int16', -1],
    [typed('float64', Number.NaN), 'int64', 0],
    [typed('float64', 1e300), 'int64', 9223372036854775807n],
    [typed('float64', -0.5), 'int32', 0],
    [typed('float64', 0.5), 'boolean', false],
    [typed('float64', Number.POSITIVE_INFINITY), 'boolean', true],
    [typed('float32', Math.fround(0.1)), 'string', '0.1'],
    [typed('float64', 12), 'string', '12.0'],
    [{ schema: decimalSchema(1), value: new Decimal(3007n, 1) }, 'int8', 44],
    [{ schema: decimalSchema(1), value: new Decimal(3007n, 1) }, 'float64', 300.7],
    [{ schema: decimalSchema(10), value: new Decimal(1n, 10) }, 'string', '1E-10'],
    [typed('boolean', true), 'float32', 1],
    [typed('boolean', false), 'string', 'false'],
  ])('%o to %s', (datum, type, expected) => {
    expect(cast(type)(datum)?.value).toBe(expected)
  })

  test('without a schema, floats stay floats', () => {
    expect(cast('float64')(plain(5))).toEqual(plain(new Float64(5)))
    expect(cast('float32')(plain(0.1))).toEqual(plain(0.1))
    expect(cast('string')(plain(new Float64(1)))).toEqual(plain('1.0'))
    expect(cast('int32')(plain(new Float64(3e9)))).toEqual(plain(2147483647))
  })
})

describe('a text', () => {
  test.each([
    ['+5', 'int8', 5],
    ['-0', 'int64', 0],
    ['9223372036854775807', 'int64', 9223372036854775807n],
    [' 5 ', 'float64', 5],
    ['0x1p3', 'float64', 8],
    ['-0x1.8p1', 'float32', -3],
    ['1d', 'float32', 1],
    ['.5e1f', 'float64', 5],
    ['1e400', 'float64', Number.POSITIVE_INFINITY],
    ['-Infinity', 'float32', Number.NEGATIVE_INFINITY],
    // beside the middle of two floats, which the double next to it is
    ['1.000000059604644775390625', 'float32', 1],
    ['1.000000059604644775390626', 'float32', 1.0000001192092896],
    ['TRUE', 'boolean', true],
    ['yes', 'boolean', false],
  ])('%s to %s', (text, type, expected) => {
    expect(cast(type)({ schema: STRING, value: text })?.value).toBe(expected)
  })

  test.each([
    ['300', 'int8'],
    ['4.2', 'int32'],
    [' 5', 'int64'],
    ['1_0', 'float64'],
    ['0x10', 'float64'],
    ['', 'float32'],
    ['9223372036854775808', 'int64'],
  ])('%j is no %s', (text, type) => {
    expect(() => cast(type)(plain(text))).toThrow(`Value (${text}) was out of range for requested data type`)
  })
})

describe('a logical type', () => {
  const at = (iso: string) => new Date(iso)
  test.each([
    [DATE, at('1970-01-02'), 'int32', 1],
    [TIME, new Date(1), 'int64', 1],
    [TIMESTAMP, new Date(86_400_001), 'float64', 86_400_001],
    [TIMESTAMP, new Date(86_400_001), 'string', '1970-01-02T00:00:00.001Z'],
    [DATE, at('1970-01-02'), 'string', '1970-01-02'],
    [TIME, new Date(61_001), 'string', '00:01:01.001Z'],
    // a time of day there
    [DATE, new Date(0), 'string', '1970-01-01'],
    [TIMESTAMP, new Date(-1), 'string', '1969-12-31T23:59:59.999Z'],
  ])('%o %s to %s', (schema, value, type, expected) => {
    const { name, version } = schema
    expect(cast(type)({ schema, value })).toEqual({ schema: { type, name, version }, value: expected })
  })

  test('is encoded as far as it can be', () => {
    expect(() => cast('int32')({ schema: DATE, value: new Date(1) })).toThrow(
      'Kafka Connect Date type should not have any time fields set to non-zero values.',
    )
    expect(() => cast('int32')({ schema: TIME, value: new Date(-1) })).toThrow(
      'Kafka Connect Time type should not have any date fields set to non-zero values.',
    )
  })
})

describe('fields', () => {
  const schema: Schema = structOf(
    {
      a: { type: 'int32', default: 10, name: 'n' },
      b: OPTIONAL_STRING,
      c: { type: 'array', items: STRING, optional: true },
      d: STRING,
    },
    { name: 'Row', optional: true },
  )
  const row = (a: Value, b: Value) => ({ schema, value: object({ a, b, c: null, d: 'x' }) })

  test('keep whether they are optional, and their default', () => {
    expect(cast('a:string,b:float64,c:int8,missing:int8')(row(null, '1.5'))).toEqual({
      schema: structOf(
        {
          a: { type: 'string', default: '10' },
          b: { type: 'float64', optional: true },
          c: { type: 'int8', optional: true },
          d: STRING,
        },
        { name: 'Row', optional: true },
      ),
      value: object({ a: '10', b: 1.5, c: null, d: 'x' }),
    })
  })

  test('schemas are made once', () => {
    const { apply } = opened(castValue, { spec: 'a:string' })
    const [first, second] = [1, 2].map(a => apply(sinkRecord({ value: row(a, null) })))
    expect(first?.value.schema).toBe(second?.value.schema)
  })

  test('a null is no default where that is not wanted', () => {
    expect(() => cast('a:string', { 'replace.null.with.default': 'false' })(row(null, null))).toThrow(
      'Invalid value: null used for required field: "a"',
    )
  })

  test('without a schema, those that are not there are null', () => {
    expect(cast('a:int8, missing: int32 ')(plain(object({ a: '5', b: 1 })))).toEqual(
      plain(object({ a: 5, b: 1, missing: null })),
    )
  })

  test('an error is Kafka Connect’s, and tells its field', () => {
    try {
      cast('a:int8')(plain(object({ a: 'x' })))
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        code: 'DATA',
        message: 'Value (x) was out of range for requested data type',
      })
      expect(fieldOf(error)).toBe('a')
    }
  })
})

const types = '[INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING'
test.each([
  [
    plain(['foo']),
    `Cast transformation does not support casting from ARRAY; supported types are ${types}, BYTES]`,
  ],
  [plain(object({})), 'Cast transformation does not support casting from MAP;'],
  [{ schema: structOf({}), value: object({}) }, 'Cast transformation does not support casting from STRUCT;'],
  [
    plain(new Date(0)),
    'Cast transformation was passed a value of type class java.util.Date which is not supported',
  ],
  [plain(Uint8Array.of(1)), 'Unexpected type in Cast transformation: class [B'],
])('%o is not cast', (datum, message) => {
  expect(() => cast('int8')(datum)).toThrow(message)
})

test('bytes become base64', () => {
  expect(cast('string')(typed('bytes', Uint8Array.of(1, 2)))).toEqual(typed('string', 'AQI='))
})

test('null stays as it is, and the key apart from the value', () => {
  const record = sinkRecord({ key: typed('int32', 42), value: typed('string', 'x') })
  expect(opened(castKey, { spec: 'int8' }).apply(record)).toEqual({ ...record, key: typed('int8', 42) })
  const empty = sinkRecord({ value: typed('int32', null) })
  expect(opened(castValue, { spec: 'int8' }).apply(empty)).toBe(empty)
})

test.each([
  ['', 'Must specify at least one field to cast.'],
  ['foo:array', `Cast transformation does not support casting to ARRAY; supported types are ${types}]`],
  ['foo:bytes', `Cast transformation does not support casting to BYTES; supported types are ${types}]`],
  [
    'foo:int8,int32',
    'Cast transformations that specify a type to cast the entire value to may only specify a single cast in their spec',
  ],
  ['a:int8:x', 'Invalid value [a:int8:x] for configuration renames: Invalid rename mapping: a:int8:x'],
  [
    'a:no',
    'No enum constant org.apache.kafka.connect.data.Schema.Type.NO for configuration Invalid type found in casting spec: no',
  ],
])('%j is no specification', (spec, message) => {
  expect(() => opened(castValue, { spec })).toThrow(message)
})
