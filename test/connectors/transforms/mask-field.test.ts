import { describe, expect, test } from 'vitest'
import { DATE, decimalSchema, OPTIONAL_STRING, type Schema, STRING } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../../connectors/sdk/value.ts'
import { maskFieldKey, maskFieldValue } from '../../../connectors/transforms/mask-field.ts'
import { object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const mask = (properties: Record<string, string> = {}) =>
  valueFrom(maskFieldValue, { fields: 'a', ...properties })
const row = (schema: Schema, value: Value) => ({
  schema: structOf({ a: schema, b: STRING }),
  value: object({ a: value, b: 'x' }),
})
const masked = (schema: Schema, value: Value, properties: Record<string, string> = {}) =>
  mask(properties)(row(schema, value))?.value
const field = (value: Value) => object({ a: value, b: 'x' })

test.each([
  [{ type: 'boolean' }, true, false],
  [{ type: 'int8' }, 42, 0],
  [{ type: 'int64' }, 9223372036854775807n, 0],
  [{ type: 'float32' }, 0.5, 0],
  [STRING, 'hmm', ''],
  [DATE, new Date(86_400_000), new Date(0)],
  [decimalSchema(2), new Decimal(150n, 2), new Decimal(0n, 0)],
  [{ type: 'array', items: STRING }, ['x'], []],
  [{ type: 'map', keys: STRING, values: STRING }, new Map([['a', 'b']]), new Map()],
] as [Schema, Value, Value][])('%o %s becomes nothing', (schema, value, expected) => {
  expect(mask()(row(schema, value))).toEqual({ schema: row(schema, value).schema, value: field(expected) })
})

test.each([
  [{ type: 'int8' }, '123', 123],
  [{ type: 'int8' }, '300', 44],
  [{ type: 'int32' }, '-1.9', -1],
  [{ type: 'int64' }, '9223372036854775807', 9223372036854775807n],
  [{ type: 'float32' }, '0.1', Math.fround(0.1)],
  [{ type: 'float64' }, '1e2', 100],
  [STRING, '***', '***'],
] as [Schema, string, Value][])('%o takes %s', (schema, replacement, expected) => {
  const value = schema === STRING ? 'hmm' : 7
  expect(masked(schema, value, { replacement })).toEqual(field(expected))
})

test('a replacement is a number of the kind that the value is', () => {
  const of = (value: Value) => mask({ replacement: '5' })(plain(object({ a: value })))
  expect([1, 1.5, new Float64(1), 'x'].map(of)).toEqual(
    [5, new Float64(5), new Float64(5), '5'].map(value => plain(object({ a: value }))),
  )
})

describe('null', () => {
  const withDefault = { type: 'string', optional: true, default: 'd' } as const

  test('stays null, but a default is masked', () => {
    expect(masked(OPTIONAL_STRING, null)).toEqual(field(null))
    expect(masked(withDefault, null)).toEqual(field(''))
    expect(masked(withDefault, null, { 'replace.null.with.default': 'false' })).toEqual(field(null))
  })

  test('is added for fields that are not there, without a schema', () => {
    expect(mask()(plain(object({ b: 1 })))).toEqual(plain(object({ a: null, b: 1 })))
  })

  test('has no fields', () => {
    expect(() => mask()(plain(null))).toThrow(
      'Only Map objects supported in absence of schema for [mask fields], found: null',
    )
    expect(() => mask()({ schema: structOf({}), value: null })).toThrow(
      'Only Struct objects supported for [mask fields], found: null',
    )
  })
})

test.each([
  [DATE, new Date(0), 'x', 'Cannot mask value of type class java.util.Date with custom replacement.'],
  [
    { type: 'boolean' },
    true,
    '1',
    'Cannot mask value of type class java.lang.Boolean with custom replacement.',
  ],
  [{ type: 'int32' }, 1, 'foo', 'Unable to convert foo (class java.lang.String) to a number'],
  [decimalSchema(0), new Decimal(1n, 0), 'foo', 'Unable to convert foo (class java.lang.String) to number'],
] as [Schema, Value, string, string][])('%o %s does not take %s', (schema, value, replacement, message) => {
  expect(() => masked(schema, value, { replacement })).toThrow(message)
})

test('bytes and structs have nothing to become', () => {
  expect(() => masked({ type: 'bytes' }, Uint8Array.of(1))).toThrow('Cannot mask value of type: class [B')
  expect(() => masked(structOf({}), object({}))).toThrow(
    'Cannot mask value of type: class org.apache.kafka.connect.data.Struct',
  )
})

test('the key is masked apart from the value', () => {
  const record = sinkRecord({ key: plain(object({ a: 'k' })), value: plain(object({ a: 'v' })) })
  expect(opened(maskFieldKey, { fields: 'a' }).apply(record)).toEqual({
    ...record,
    key: plain(object({ a: '' })),
  })
})

test.each([
  [{ fields: '' }, "Configuration 'fields' must not be empty. Valid values include: any non-empty value"],
  [{ replacement: '' }, 'Invalid value  for configuration replacement: String must be non-empty'],
])('%j is refused', (properties, message) => {
  expect(() => opened(maskFieldValue, { fields: 'a', ...properties })).toThrow(message)
})
