import { describe, expect, test } from 'vitest'
import { DATE, type Schema, STRING, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Float64, type Value } from '../../../connectors/sdk/value.ts'
import {
  timestampConverterKey,
  timestampConverterValue,
} from '../../../connectors/transforms/timestamp-converter.ts'
import { object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const convert = (target: string, rest: Record<string, string> = {}) =>
  valueFrom(timestampConverterValue, { 'target.type': target, ...rest })
const UNIX = { type: 'int64' } as const
const at = new Date('1970-01-02T00:00:01.234Z')
const format = 'yyyy MM dd HH mm ss SSS z'
const text = '1970 01 02 00 00 01 234 UTC'

const kinds: readonly (readonly [string, Schema, Value])[] = [
  ['string', STRING, text],
  ['unix', UNIX, 86_401_234],
  ['Timestamp', TIMESTAMP, at],
]
const partial: readonly (readonly [string, Schema, Value])[] = [
  ['Date', DATE, new Date('1970-01-02')],
  ['Time', TIME, new Date(1234)],
]

describe.each(kinds)('from %s', (_, schema, value) => {
  test.each([...kinds, ...partial])('to %s', (target, expectedSchema, expected) => {
    expect(convert(target, { format })({ schema, value })).toEqual({
      schema: expectedSchema,
      value: expected,
    })
    expect(convert(target, { format })(plain(value))).toEqual(plain(expected))
  })
})

test.each(partial)('from %s', (_, schema, value) => {
  expect(convert('unix')({ schema, value })?.value).toBe((value as Date).getTime())
})

describe('numbers', () => {
  test.each([
    ['seconds', 86_401, 86_401_000],
    ['seconds', -1, -1000],
    ['microseconds', -1, 0],
    ['microseconds', 86_401_234_999, 86_401_234],
    ['nanoseconds', 86_401_234_123_456, 86_401_234],
    ['nanoseconds', -9_223_372_036_854_775_808n, -9_223_372_036_854],
  ])('of %s: %s', (precision, unix, time) => {
    expect(convert('Timestamp', { 'unix.precision': precision })(plain(unix))).toEqual(plain(new Date(time)))
  })

  test.each([
    ['seconds', -1500, -1],
    ['seconds', -1, 0],
    ['microseconds', 86_401_234, 86_401_234_000],
    ['nanoseconds', 9_007_199_254_741, 9_007_199_254_741_000_000n],
  ])('in %s: %s', (precision, time, unix) => {
    expect(convert('unix', { 'unix.precision': precision })(plain(new Date(time)))?.value).toBe(unix)
  })

  test('that fit no date, or no int64, are errors', () => {
    expect(() => convert('Timestamp')(plain(9223372036854775807n))).toThrow(
      '9223372036854775807 milliseconds since 1970 are further away than a date can be',
    )
    expect(() => convert('unix', { 'unix.precision': 'nanoseconds' })(plain(new Date('3000-01-01')))).toThrow(
      '3000-01-01T00:00:00.000Z in nanoseconds since 1970 is beyond int64',
    )
  })
})

test('days and times before 1970', () => {
  const before = plain(new Date('1969-12-30T23:59:59.999Z'))
  expect(convert('Date')(before)).toEqual(plain(new Date('1969-12-30')))
  expect(convert('Time')(before)).toEqual(plain(new Date(86_399_999)))
})

describe('a field', () => {
  const schema = structOf({ ts: { ...UNIX, optional: true, default: 0 }, other: STRING }, { optional: true })
  const row = (ts: Value) => ({ schema, value: object({ ts, other: 'x' }) })
  const changed = structOf({ ts: { ...TIMESTAMP, optional: true }, other: STRING }, { optional: true })

  test('of a struct', () => {
    const transform = convert('Timestamp', { field: 'ts' })
    expect(transform(row(5))).toEqual({ schema: changed, value: object({ ts: new Date(5), other: 'x' }) })
    expect(transform(row(null))?.value).toEqual(object({ ts: new Date(0), other: 'x' }))
    expect(transform({ schema, value: null })).toEqual({ schema: changed, value: null })
    expect(
      convert('Timestamp', { field: 'ts', 'replace.null.with.default': 'false' })(row(null))?.value,
    ).toEqual(object({ ts: null, other: 'x' }))
  })

  test('of structs of one schema: they come to one', () => {
    const { apply } = opened(timestampConverterValue, { 'target.type': 'Timestamp', field: 'ts' })
    const [first, second] = [1, 2].map(ts => apply(sinkRecord({ value: row(ts) })))
    expect(first?.value.schema).toBe(second?.value.schema)
  })

  test('with the default of the struct', () => {
    const withDefault = { ...schema, default: object({ ts: 7, other: 'd' }) }
    expect(convert('Timestamp', { field: 'ts' })({ schema: withDefault, value: null })?.schema).toEqual({
      ...changed,
      default: object({ ts: new Date(7), other: 'd' }),
    })
  })

  test('of an object', () => {
    const transform = convert('unix', { field: 'nope' })
    expect(transform(plain(object({ a: 1 })))).toEqual(plain(object({ a: 1, nope: null })))
    expect(transform(plain(null))).toEqual(plain(null))
  })
})

test.each([
  [
    { schema: { type: 'int32' }, value: 5 },
    'Schema Schema{INT32} does not correspond to a known timestamp type format',
  ],
  [
    { schema: { type: 'int32', name: 'x' }, value: null },
    'Schema Schema{x:INT32} does not correspond to a known timestamp type format',
  ],
  [plain(new Float64(5)), 'TimestampConverter does not support class java.lang.Double objects as timestamps'],
  [plain(true), 'TimestampConverter does not support class java.lang.Boolean objects as timestamps'],
  [plain('x'), 'TimestampConverter requires format option to be specified when using string timestamps'],
] as const)('%j is no timestamp', (datum, message) => {
  expect(() => convert('unix')(datum)).toThrow(expect.objectContaining({ code: 'DATA', message }))
})

test('a text that does not fit the pattern', () => {
  expect(() => convert('unix', { format: 'yyyy-MM-dd' })(plain('x'))).toThrow(
    'Could not parse timestamp: value (x) does not match pattern (yyyy-MM-dd)',
  )
})

test('a pattern for writing writes', () => {
  const transform = convert('string', { format: 'YYYY-ww' })
  expect(transform(plain(at))).toEqual(plain('1970-01'))
  expect(() => transform(plain('1970-01'))).toThrow(
    'The pattern YYYY-ww is for writing only, Y cannot be read',
  )
})

test('the key apart from the value', () => {
  const record = sinkRecord({ key: plain(5), value: plain(5) })
  expect(opened(timestampConverterKey, { 'target.type': 'Timestamp' }).apply(record)).toEqual({
    ...record,
    key: plain(new Date(5)),
  })
})

test.each([
  [{}, 'Missing required configuration "target.type" which has no default value.'],
  [
    { 'target.type': 'unix', 'unix.precision': 'invalid' },
    'Invalid value invalid for configuration unix.precision: String must be one of: nanoseconds, microseconds, milliseconds, seconds',
  ],
  [
    { 'target.type': 'string', format: ' ' },
    'TimestampConverter requires format option to be specified when using string timestamps',
  ],
  [
    { 'target.type': 'string', format: 'bad-format' },
    "Invalid value java.lang.IllegalArgumentException: Illegal pattern character 'b' for configuration TimestampConverter requires a SimpleDateFormat-compatible pattern for string timestamps: bad-format",
  ],
  [
    { 'target.type': 'unix', format: 'YYYY' },
    'Invalid value YYYY for configuration format: Texts cannot be read by a pattern with Y, only written',
  ],
])('%j is refused', (properties, message) => {
  expect(() => opened(timestampConverterValue, properties)).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message }),
  )
})
