import { expect, test } from 'vitest'
import { OPTIONAL_STRING, STRING, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { insertFieldKey, insertFieldValue } from '../../../connectors/transforms/insert-field.ts'
import { object, opened, plain, sinkRecord, sourceRecord, structOf } from './transformed.ts'

const all = {
  'topic.field': 'topic!',
  'partition.field': 'partition?',
  'offset.field': 'offset',
  'timestamp.field': 'at!',
  'static.field': 'from',
  'static.value': 'here',
}
const count = { type: 'int64', default: 42 } as const
const schema = structOf({ count }, { name: 'Row', version: 1, optional: true })
const value = object({ count: null })

test('fields come after those there are, with the schemas that the keys say', () => {
  const changed = opened(insertFieldValue, all).apply(
    sinkRecord({ value: { schema, value }, timestamp: 123 }),
  )
  expect(changed?.value.schema).toEqual(
    structOf(
      {
        count,
        topic: STRING,
        partition: { type: 'int32', optional: true },
        offset: { type: 'int64', optional: true },
        at: TIMESTAMP,
        from: OPTIONAL_STRING,
      },
      { name: 'Row', version: 1 },
    ),
  )
  expect(changed?.value.value).toEqual(
    object({
      count: 42,
      topic: 'orders',
      partition: 3,
      offset: 9007199254740991,
      at: new Date(123),
      from: 'here',
    }),
  )
})

test('without a schema a timestamp is a number, and what the record does not have is left out', () => {
  const { 'offset.field': _, ...config } = all
  const transform = opened(insertFieldKey, config)
  const key = plain(object({ a: 1, topic: 'old' }))
  expect(transform.apply(sourceRecord({ key, timestamp: 0, kafkaPartition: 0 }))?.key).toEqual(
    plain(object({ a: 1, topic: 'orders', partition: 0, at: 0, from: 'here' })),
  )
  expect(transform.apply(sourceRecord({ key }))?.key).toEqual(
    plain(object({ a: 1, topic: 'orders', from: 'here' })),
  )
  expect(key.value).toEqual(object({ a: 1, topic: 'old' }))
})

test('an offset is for sinks, and a name for one field', () => {
  const record = sourceRecord({ value: { schema, value } })
  expect(() => opened(insertFieldValue, { 'offset.field': 'o' }).apply(record)).toThrow(
    'Only SinkRecord supported for [field insertion], found: org.apache.kafka.connect.source.SourceRecord',
  )
  expect(() => opened(insertFieldValue, { 'topic.field': 'count' }).apply(record)).toThrow(
    'Cannot create field because of field name duplication count',
  )
})

test('null stays null', () => {
  const record = sinkRecord({ value: { schema: { ...schema, optional: true }, value: null } })
  expect(opened(insertFieldValue, all).apply(record)).toBe(record)
})

test('null is the default only where that is wanted', () => {
  const optional = structOf({ count: { ...count, optional: true } })
  const config = { 'topic.field': 't', 'replace.null.with.default': 'false' }
  const record = sinkRecord({ value: { schema: optional, value } })
  expect(opened(insertFieldValue, config).apply(record)?.value.value).toEqual(
    object({ count: null, t: 'orders' }),
  )
})

test.each([
  [{}, 'No field insertion configured'],
  [{ 'static.value': 'x' }, 'No field insertion configured'],
  [
    { 'static.field': 'f' },
    'Invalid value null for configuration static.value: No value specified for static field: f',
  ],
])('%j is refused', (properties, message) => {
  expect(() => opened(insertFieldValue, properties)).toThrow(message)
})
