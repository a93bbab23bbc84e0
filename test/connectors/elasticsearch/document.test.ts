import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DocumentSettings } from '../../../connectors/elasticsearch/contract.ts'
import { documents, MalformedDocument } from '../../../connectors/elasticsearch/document.ts'
import { parseJson } from '../../../connectors/sdk/json.ts'
import type { Datum } from '../../../connectors/sdk/record.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, newStruct, type Value } from '../../../connectors/sdk/value.ts'
import { jsonValue, typedDatum } from '../sdk/arbitrary-values.ts'
import { hasNonFinite, readBack } from './read-document.ts'
import { sinkRecord, structOf } from './sink-record.ts'

const settings: DocumentSettings = { compactMapEntries: true, ignoresSchema: () => false }
const ignoring: DocumentSettings = { compactMapEntries: true, ignoresSchema: topic => topic === 'orders' }

const text = (datum: Datum, more: Partial<DocumentSettings> = {}) =>
  documents({ ...settings, ...more })(sinkRecord(datum))

const field = (schema: Schema, value: Value) => text(structOf({ f: [schema, value] })).slice(5, -1)

const map = (keys: Schema, values: Schema, entries: readonly (readonly [Value, Value])[]): Datum =>
  structOf({ m: [{ type: 'map', keys, values }, new Map(entries)] })

describe('a document', () => {
  test('holds each value exactly', () => {
    fc.assert(
      fc.property(typedDatum, fc.boolean(), (datum, compactMapEntries) => {
        const whole = structOf({ whole: [datum.schema ?? { type: 'string' }, datum.value] })
        fc.pre(!hasNonFinite(whole.value))
        const document = text(whole, { compactMapEntries })
        expect(document).not.toContain('\n')
        expect(readBack(whole, document)).toEqual(whole.value)
      }),
    )
  })

  test('of a schemaless object is the object', () => {
    fc.assert(
      fc.property(jsonValue, value => {
        const object = Object.assign(newStruct(), { value })
        expect(parseJson(text({ schema: undefined, value: object }))).toEqual(object)
      }),
    )
  })

  test('says where a number is that JSON does not have', () => {
    const numbers = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const type of ['float32', 'float64'] as const)
      for (const number of numbers) {
        const struct = structOf({ f: [{ type }, number] })
        const items: Schema = { type: 'array', items: struct.schema ?? { type } }
        expect(() => text(structOf({ a: [items, [struct.value]] }))).toThrow(
          `JSON has no number for ${number} (field a[0].f)`,
        )
        expect(() => text(map({ type: 'string' }, { type }, [['x', number]]))).toThrow('(field m[x])')
      }
    const value = { a: [1, { b: Number.NaN }] }
    expect(() => text({ schema: undefined, value })).toThrow('JSON has no number for NaN (field a[1].b)')
  })

  test.each<[string, Schema, Value, string]>([
    ['int64', { type: 'int64' }, 9223372036854775807n, '9223372036854775807'],
    ['float64', { type: 'float64' }, 1e21, '1.0E21'],
    ['float64 of an integer', { type: 'float64' }, 3, '3.0'],
    ['float64', { type: 'float64' }, new Float64(3), '3.0'],
    ['float32', { type: 'float32' }, Math.fround(0.1), '0.1'],
    ['decimal', decimalSchema(10), new Decimal(-12345678901234567890123n, 10), '-1234567890123.4567890123'],
    ['decimal with zeros', decimalSchema(2), new Decimal(1000n, 2), '10.00'],
    ['date', DATE, new Date('2024-02-29'), '19782'],
    ['time', TIME, new Date(86_399_999), '86399999'],
    ['timestamp', TIMESTAMP, new Date('0001-01-01T00:00:00.001Z'), '-62135596799999'],
    ['bytes', { type: 'bytes' }, Buffer.from([0, 255, 254]), '"AP/+"'],
    ['half a pair', { type: 'string' }, 'a\ud800', '"a\\ud800"'],
    ['null', { type: 'string', optional: true }, null, 'null'],
    ['null for a default', { type: 'int32', default: 7 }, null, '7'],
    ['null for a decimal default', { ...decimalSchema(1), default: new Decimal(15n, 1) }, null, '1.5'],
  ])('has %s as the peer has, or exactly', (_, schema, value, expected) => {
    expect(field(schema, value)).toBe(expected)
  })

  test('has fields of any name', () => {
    const datum = structOf({ ['__proto__']: [{ type: 'int32' }, 1], 'a"b': [{ type: 'int32' }, 2] })
    expect(text(datum)).toBe('{"__proto__":1,"a\\"b":2}')
    expect(text({ schema: undefined, value: parseJson('{"__proto__":{"constructor":1.0}}') })).toBe(
      '{"__proto__":{"constructor":1.0}}',
    )
  })

  test('lacks no field that has to be there', () => {
    expect(() => field({ type: 'string' }, null)).toThrow(
      'null value for field that is required and has no default value (field f)',
    )
    const { schema } = structOf({ a: [{ type: 'int32' }, 1] })
    expect(() => text({ schema, value: { a: 1, b: 2 } })).toThrow('b is not a valid field name')
    expect(() => text({ schema, value: { a: 2 ** 31 } })).toThrow(/^Invalid value for INT32.*\(field a\)/)
  })
})

describe('a map', () => {
  const named = map({ type: 'string' }, { type: 'int32' }, [
    ['x', 1],
    ['__proto__', 2],
  ])
  const numbered = map({ type: 'int32' }, { type: 'string' }, [[1, 'x']])

  test('is an object, or its entries', () => {
    expect(text(named)).toBe('{"m":{"x":1,"__proto__":2}}')
    expect(text(named, { compactMapEntries: false })).toBe(
      '{"m":[{"key":"x","value":1},{"key":"__proto__","value":2}]}',
    )
    expect(text(numbered)).toBe('{"m":[{"key":1,"value":"x"}]}')
  })

  test('is what JsonConverter makes of it, when schemas are ignored', () => {
    expect(text(named, { ...ignoring, compactMapEntries: false })).toBe('{"m":{"x":1,"__proto__":2}}')
    expect(text(numbered, ignoring)).toBe('{"m":[[1,"x"]]}')
  })

  test('without a schema is an object when its keys are texts', () => {
    const value = { m: new Map<Value, Value>([['a', 1n]]), n: new Map<Value, Value>([[1, Number.MAX_VALUE]]) }
    expect(text({ schema: undefined, value })).toBe('{"m":{"a":1},"n":[[1,1.7976931348623157E308]]}')
  })
})

describe('what is no object', () => {
  const top: readonly [Value, string][] = [
    ['{"a":1}', 'STRING'],
    [1, 'NUMBER'],
    [new Float64(1), 'NUMBER'],
    [true, 'BOOLEAN'],
    [[{ a: 1 }], 'ARRAY'],
    [Buffer.from('x'), 'STRING'],
  ]
  test.each(top)('is no document: %j', (value, type) => {
    const record = { schema: undefined, value }
    const problem = `Top level payload contains data of Json type ${type}. Required Json object.`
    expect(() => text(record)).toThrow(problem)
    expect(() => text(record)).toThrow(MalformedDocument)
    expect(() => text(record, { timestamp: { from: 'record' } })).toThrow(problem)
    expect(() => text(record, { timestamp: { from: 'record if absent' } })).toThrow(
      `JSON payload is a type of ${type}. Required is JSON Object.`,
    )
  })

  test('a decimal or a date without a schema is none either', () => {
    const date = { schema: undefined, value: { at: new Date(0) } }
    expect(() => text(date)).toThrow(
      'Java class class java.util.Date does not have corresponding schema type. (field at)',
    )
  })
})

describe('the timestamp of a data stream', () => {
  const int64: Schema = { type: 'int64' }
  const optional: Schema = { type: 'int64', optional: true }

  test('is that of the record', () => {
    const timestamp = { from: 'record' } as const
    expect(text(structOf({ a: [int64, 1] }), { timestamp })).toBe('{"a":1,"@timestamp":1700000000123}')
    expect(text(structOf({}), { timestamp })).toBe('{"@timestamp":1700000000123}')
    const datum = structOf({ '@timestamp': [int64, 5], a: [int64, 1] })
    expect(text(datum, { timestamp })).toBe('{"a":1,"@timestamp":1700000000123}')
    expect(text({ schema: undefined, value: { '@timestamp': 5, a: 1 } }, { timestamp })).toBe(
      '{"a":1,"@timestamp":1700000000123}',
    )
  })

  test('is that of the record where the document has none', () => {
    const timestamp = { from: 'record if absent' } as const
    const datum = structOf({ '@timestamp': [int64, 5] })
    expect(text(datum, { timestamp })).toBe('{"@timestamp":5}')
    expect(text({ schema: undefined, value: { a: 1 } }, { timestamp })).toBe(
      '{"a":1,"@timestamp":1700000000123}',
    )
    const untimed = sinkRecord(structOf({ a: [int64, 1] }), { timestamp: undefined })
    expect(() => documents({ ...settings, timestamp })(untimed)).toThrow("Record timestamp hasn't been set")
  })

  test('is the first field that has one', () => {
    const timestamp = { from: 'fields', fields: ['changed', 'made', '@timestamp'] } as const
    const datum = structOf({ made: [TIMESTAMP, new Date(7)], changed: [optional, null] })
    expect(text(datum, { timestamp })).toBe('{"made":7,"changed":null,"@timestamp":"7"}')
    const day = structOf({ made: [DATE, new Date('2024-02-29')] })
    expect(text(day, { timestamp })).toBe('{"made":19782,"@timestamp":"1709164800000"}')
    const object = { schema: undefined, value: { changed: '2024-02-29', '@timestamp': 1 } }
    expect(text(object, { timestamp })).toBe('{"changed":"2024-02-29","@timestamp":"2024-02-29"}')
    expect(text({ schema: undefined, value: { a: 1 } }, { timestamp })).toBe('{"a":1}')
    expect(() => text({ schema: undefined, value: { made: true } }, { timestamp })).toThrow(
      'The field made is no timestamp: text or a number is wanted',
    )
  })
})
