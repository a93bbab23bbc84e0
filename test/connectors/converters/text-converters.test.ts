import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byteArrayConverter } from '../../../connectors/converters/byte-array-converter.ts'
import { defaultConverter } from '../../../connectors/converters/default-converter.ts'
import { simpleHeaderConverter } from '../../../connectors/converters/simple-header-converter.ts'
import { stringConverter } from '../../../connectors/converters/string-converter.ts'
import { decimalSchema, OPTIONAL_STRING, type Schema, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../../connectors/sdk/value.ts'
import { typedDatum } from '../sdk/arbitrary-values.ts'

const strings = (encoding = 'UTF-8') =>
  stringConverter.open({ 'converter.encoding': encoding }, { isKey: false })
const textOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString())
const encodings = ['UTF-8', 'UTF-16', 'UTF-16BE', 'utf-16le', 'ISO-8859-1', 'US-ASCII']

describe('String', () => {
  test.each(encodings)('text in %s comes back as it was, or is refused', encoding => {
    const converter = strings(encoding)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        let bytes: Uint8Array | null
        try {
          bytes = converter.fromConnect('t', { schema: undefined, value: text })
        } catch {
          expect(encoding).toMatch(/ISO|ASCII/)
          return
        }
        expect(converter.toConnect('t', bytes)).toEqual({ schema: OPTIONAL_STRING, value: text })
      }),
    )
  })

  test('only UTF-8 may pass unread', () => {
    expect(encodings.map(encoding => strings(encoding).passes)).toEqual([
      'string',
      ...Array(5).fill(undefined),
    ])
    expect(() => strings('EUC-KR')).toThrow('Invalid value EUC-KR for configuration converter.encoding')
  })

  const row: Schema = {
    type: 'struct',
    fields: [
      { name: 'a', schema: { type: 'float32' } },
      { name: 'b', schema: OPTIONAL_STRING },
      { name: 'c', schema: { type: 'bytes', optional: true } },
    ],
  }

  test.each([
    [row, { a: Math.fround(0.1), b: 'x' }, 'Struct{a=0.1,b=x}'],
    [{ type: 'float64' }, 12, '12.0'],
    [{ type: 'float64' }, 1e-7, '1.0E-7'],
    [undefined, new Float64(1), '1.0'],
    [undefined, 9223372036854775807n, '9223372036854775807'],
    [decimalSchema(10), new Decimal(1n, 10), '1E-10'],
    [TIMESTAMP, new Date(0), 'Thu Jan 01 00:00:00 UTC 1970'],
    [undefined, new Map<Value, Value>([[1, null]]), '{1=null}'],
  ] as [Schema | undefined, Value, string][])('%j %s is written as %s', (schema, value, text) => {
    expect(textOf(strings().fromConnect('t', { schema, value }))).toBe(text)
  })

  test('what has no text is refused, and its field named', () => {
    expect(() => strings().fromConnect('t', { schema: row, value: { a: 1, c: Buffer.from('x') } })).toThrow(
      '(field c)',
    )
    expect(() => strings().fromConnect('t', { schema: undefined, value: '\ud800' })).toThrow(
      'unpaired surrogate',
    )
    expect(() => strings().toConnect('t', Buffer.from([0xff]))).toThrow('not UTF-8')
  })
})

test('ByteArray takes bytes and nothing else', () => {
  const converter = byteArrayConverter.open({}, { isKey: true })
  const value = Buffer.from([0, 255])
  expect(converter.fromConnect('t', { schema: undefined, value })).toBe(value)
  expect(() => converter.fromConnect('t', { schema: { type: 'string' }, value: 'x' })).toThrow(
    'Invalid schema type for ByteArrayConverter: STRING',
  )
})

describe('the default converter', () => {
  const converter = defaultConverter.open({}, { isKey: false })

  test.each([
    [{ type: 'string' }, 'a "line"', 'a "line"'],
    [{ type: 'int64' }, 9223372036854775807n, '9223372036854775807'],
    [{ type: 'float64' }, 5, '5.0'],
    [{ type: 'boolean' }, false, 'false'],
    [decimalSchema(2), new Decimal(150n, 2), '1.50'],
    [TIMESTAMP, new Date(1), '1970-01-01T00:00:00.001Z'],
    [{ type: 'bytes' }, Buffer.from('raw'), 'raw'],
    [undefined, { a: [1] }, '{"schema":null,"payload":{"a":[1]}}'],
  ] as [Schema | undefined, Value, string][])('%j %s is written as %s', (schema, value, text) => {
    expect(textOf(converter.fromConnect('t', { schema, value }))).toBe(text)
  })

  test('structs, maps and arrays come back as they were', () => {
    const nested = typedDatum.filter(({ schema }) => /struct|map|array/.test(schema?.type ?? ''))
    fc.assert(
      fc.property(nested, datum => {
        expect(converter.toConnect('t', converter.fromConnect('t', datum))).toEqual(datum)
      }),
    )
  })

  test.each([
    '{"schema":',
    '{"schema":1,"payload":2}',
    '{"schema":{"type":"nope"},"payload":2}',
    '{"schema":{"type":"int32"},"payload":"x"}',
    '{"schema":null,"payload":1,"more":1}',
    '{ "schema":null,"payload":1}',
    '{"a":1}',
    '',
  ])('%s is text', text => {
    expect(converter.toConnect('t', Buffer.from(text))).toEqual({ schema: OPTIONAL_STRING, value: text })
  })

  test('null is null', () => {
    expect(converter.fromConnect('t', { schema: OPTIONAL_STRING, value: null })).toBeNull()
    expect(converter.toConnect('t', null).value).toBeNull()
  })
})

describe('SimpleHeader', () => {
  const converter = simpleHeaderConverter.open({}, { isKey: false })
  const read = (text: string) => converter.toConnect('t', 'h', Buffer.from(text))

  test('whatever is read is written with the same meaning', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.double().map(String)), text => {
        const datum = read(text)
        const again = converter.toConnect('t', 'h', converter.fromConnect('t', 'h', datum))
        expect(again.value).toEqual(datum.value)
      }),
    )
  })

  test.each([
    ['1.23456789012345', 'float64', 1.23456789012345],
    ['0.5', 'float32', 0.5],
    ['9007199254740993', 'int64', 9007199254740993n],
    ['1,2', 'string', '1,2'],
    ['12:30', 'string', '12:30'],
    ['2019-13-45', 'string', '2019-13-45'],
    ['1e999999999', 'string', '1e999999999'],
    ['["a\\"b"]', 'array', ['a"b']],
  ] as [string, string, Value][])('%s is read as %s %s', (text, type, value) => {
    const datum = read(text)
    expect(datum.schema?.type).toBe(type)
    expect(datum.value).toEqual(value)
  })

  test('deep nesting is text', () => {
    const text = '['.repeat(100_000)
    expect(read(text).value).toBe(text)
  })
})
