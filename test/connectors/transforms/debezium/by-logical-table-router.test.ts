import { describe, expect, test } from 'vitest'
import { STRING } from '../../../../connectors/sdk/schema.ts'
import { byLogicalTableRouter } from '../../../../connectors/transforms/debezium/by-logical-table-router.ts'
import { object, opened, plain, sinkRecord, structOf } from '../transformed.ts'
import { change, envelopeSchema, key, keySchema, row, rowFields } from './change-event.ts'

type Properties = Readonly<Record<string, string>>
type Parts = Parameters<typeof sinkRecord>[0]

const shards = { 'topic.regex': '(.*)\\.shard(\\d)', 'topic.replacement': '$1-all' }
const routed = (properties: Properties, parts: Parts = {}) =>
  opened(byLogicalTableRouter, { ...shards, ...properties }).apply(
    sinkRecord({ topic: 'db.shard1', key, value: change({ after: row() }), ...parts }),
  )
const TABLE = '__dbz__physicalTableIdentifier'

test('envelope and rows are named after the new topic, and have their nulls filled', () => {
  const record = routed({})
  expect(record?.topic).toBe('db-all')
  const named = structOf(rowFields, { name: 'db-all.Value', optional: true })
  const fields = envelopeSchema.fields.map(field =>
    field.name === 'before' || field.name === 'after' ? { ...field, schema: named } : field,
  )
  expect(record?.value.schema).toEqual({ ...envelopeSchema, name: 'db-all.Envelope', fields })
  expect(record?.value.value).toEqual(object({ ...(change({ after: row() }).value as object), ts_ms: 7 }))
})

describe('keys', () => {
  test('say which table they are of', () => {
    expect(routed({})?.key).toEqual({
      schema: { ...structOf({ id: { type: 'int32' }, [TABLE]: STRING }), name: 'db-all.Key' },
      value: object({ id: 1, [TABLE]: 'db.shard1' }),
    })
  })

  test.each([
    ['db\\.(.*)', 'shard1'],
    ['shard(.*)', 'db.shard1'],
  ])('by the regular expression %s: %s', (regex, table) => {
    const properties = { 'key.field.regex': regex, 'key.field.replacement': '$1', 'key.field.name': 'table' }
    expect(routed(properties)?.key.value).toEqual(object({ id: 1, table }))
  })

  test('have but another name when they are unique anyway', () => {
    expect(routed({ 'key.enforce.uniqueness': 'false' })?.key).toEqual({
      schema: { ...keySchema, name: 'db-all.Key' },
      value: key.value,
    })
  })

  test('that are null lose their schema; others are structs', () => {
    expect(routed({}, { key: { schema: keySchema, value: null } })?.key).toEqual(plain(null))
    expect(() => routed({}, { key: { schema: STRING, value: 'k' } })).toThrow(
      'Only Struct objects supported for [Updating schema], found: string',
    )
    expect(() => routed({ 'key.field.name': 'id' })).toThrow('field name duplication id')
  })

  test('of two tables have names of their own topics', () => {
    const transform = opened(byLogicalTableRouter, {
      'topic.regex': '(.*)',
      'topic.replacement': 'x-$1',
      'logical.table.cache.size': '1',
    })
    const names = ['a', 'b', 'a'].map(topic => transform.apply(sinkRecord({ topic, key }))?.key.schema?.name)
    expect(names).toEqual(['x-a.Key', 'x-b.Key', 'x-a.Key'])
  })
})

test('tombstones and what is no envelope keep their value', () => {
  for (const value of [plain(null), { schema: STRING, value: 'x' }, { schema: envelopeSchema, value: null }])
    expect(routed({}, { value })).toMatchObject({ topic: 'db-all', value })
})

test('a topic that does not match as a whole, or would be empty, leaves the record alone', () => {
  const record = sinkRecord({ topic: 'db.shard1.x', key, value: change({ after: row() }) })
  expect(opened(byLogicalTableRouter, shards).apply(record)).toBe(record)
  const empty = { 'topic.regex': '(y?).*', 'topic.replacement': '$1' }
  expect(opened(byLogicalTableRouter, empty).apply(record)).toBe(record)
})

test.each([
  ['none', '1é-_.a', '1é-_.a.Key'],
  ['avro', '1é-_.a', '_1___.a.Key'],
  ['AVRO', '-a', '_a.Key'],
  ['avro_unicode', '1é-_.a', '_u0031_u00e9_u002d_u005f.a.Key'],
])('%s: the schemas of %s', (adjustment, topic, name) => {
  const properties = { 'schema.name.adjustment.mode': adjustment, 'topic.replacement': topic }
  expect(routed(properties)?.key.schema?.name).toBe(name)
})

test('rows have one schema', () => {
  const fields = envelopeSchema.fields.map(field =>
    field.name === 'before' ? { ...field, schema: structOf({ a: STRING }, { optional: true }) } : field,
  )
  const value = { ...change({ after: row() }), schema: { ...envelopeSchema, fields } }
  expect(() => routed({}, { value })).toThrow('The row is not of the schema of the other (field after)')
})

test.each([
  [{ 'topic.regex': '' }, /topic.regex: A value is required$/],
  [{ 'topic.regex': '(' }, /topic.regex: Invalid regex: Unclosed group/],
  [{ 'topic.replacement': '' }, /topic.replacement: A value is required$/],
  [{ 'key.field.regex': 'a' }, /key.field.replacement must be non-empty if key.field.regex is set.$/],
  [{ 'schema.name.adjustment.mode': 'x' }, /Value must be one of none, avro, avro_unicode$/],
])('%j is refused', (properties, message) => {
  expect(() => routed(properties)).toThrow(message)
})
