import { describe, expect, test } from 'vitest'
import { headerVersion, keyId, offsetId } from '../../../connectors/elasticsearch/document-id.ts'
import { DATE, decimalSchema, type Schema } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, type Value } from '../../../connectors/sdk/value.ts'
import { sinkRecord, structOf } from './sink-record.ts'

const schemaless = (value: Value) => ({ schema: undefined, value })

describe('the id of a key', () => {
  test.each<[Schema | undefined, Value, string]>([
    [{ type: 'int8' }, -1, '-1'],
    [{ type: 'int16' }, 300, '300'],
    [{ type: 'int32' }, 0, '0'],
    [{ type: 'int64' }, 9223372036854775807n, '9223372036854775807'],
    [{ type: 'string' }, 'a/b ä', 'a/b ä'],
    [undefined, 12, '12'],
    [undefined, '{"id":1}', '{"id":1}'],
  ])('%j %s is %s', (schema, value, id) => {
    expect(keyId('elasticsearch', { schema, value })).toBe(id)
    expect(keyId('opensearch', { schema, value })).toBe(id)
  })

  const struct = structOf({ id: [{ type: 'int32' }, 1] })
  test.each<[Schema | undefined, Value, string]>([
    [undefined, 1.5, 'FLOAT64'],
    [undefined, new Float64(1), 'FLOAT64'],
    [undefined, true, 'BOOLEAN'],
    [undefined, [1], 'ARRAY'],
    [undefined, { a: 1 }, 'MAP'],
    [undefined, Buffer.from('x'), 'BYTES'],
    [{ type: 'float32' }, 1, 'FLOAT32'],
    [struct.schema, struct.value, 'STRUCT'],
    [decimalSchema(0), new Decimal(1n, 0), 'BYTES'],
    [DATE, new Date(0), 'org.apache.kafka.connect.data.Date'],
  ])('%j %s is none: %s', (schema, value, type) => {
    expect(() => keyId('elasticsearch', { schema, value })).toThrow(
      `${type} is not supported as the document id.`,
    )
    expect(() => keyId('opensearch', { schema, value })).toThrow(
      `${type} type is not supported. Supported are: [Schema{INT8}, Schema{INT16}, Schema{INT32}, Schema{INT64}, Schema{STRING}]`,
    )
  })

  test('has to be there, and such as servers take', () => {
    const id = (value: Value) => keyId('elasticsearch', schemaless(value))
    expect(() => id(null)).toThrow('Key is used as document id and can not be null.')
    expect(() => id('')).toThrow('Key is used as document id and can not be empty.')
    expect(() => id('a\ud800')).toThrow('Text with an unpaired surrogate is not supported as the document id')
    expect(id('x'.repeat(512))).toHaveLength(512)
    expect(() => id('ä'.repeat(257))).toThrow('id is too long, must be no longer than 512 bytes but was: 514')
    expect(() => id(new Date(0))).toThrow(
      'Java class class java.util.Date does not have corresponding schema type.',
    )
  })
})

test('the id of a place is that of the topic that was read', () => {
  const moved = sinkRecord(schemaless({}), { topic: 'renamed' })
  expect(offsetId(moved)).toBe('orders+1+42')
})

describe('the version in a header', () => {
  const version = (value: Value) => {
    const headers = [1, value].map(one => ({ key: 'v', ...schemaless(one) }))
    return headerVersion('v', sinkRecord(schemaless({}), { headers }))
  }
  test.each<[Value, string]>([
    [5, '5'],
    ['0012', '12'],
    [9223372036854775807n, '9223372036854775807'],
  ])('of the last one, %s, is %s', (value, expected) => expect(version(value)).toBe(expected))

  test('is none', () => {
    const place = 'record from topic=orders partition=1 offset=42'
    for (const value of ['x', 1.5, new Float64(5), 9223372036854775808n, true])
      expect(() => version(value)).toThrow(
        `Error converting external version header 'v' to long for ${place}`,
      )
    expect(() => version(-1)).toThrow(`External version header 'v' is negative for ${place}`)
    expect(() => version(null)).toThrow(`External version header 'v' is missing for ${place}`)
    expect(() => headerVersion('w', sinkRecord(schemaless({})))).toThrow(`header 'w' is missing for ${place}`)
  })
})
