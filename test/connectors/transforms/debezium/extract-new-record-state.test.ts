import { describe, expect, test } from 'vitest'
import { OPTIONAL_STRING, STRING } from '../../../../connectors/sdk/schema.ts'
import { extractNewRecordState } from '../../../../connectors/transforms/debezium/extract-new-record-state.ts'
import { object, opened, plain, sinkRecord, structOf } from '../transformed.ts'
import { change, envelopeSchema, key, row, rowFields, rowSchema, transaction } from './change-event.ts'

type Properties = Readonly<Record<string, string>>
type Parts = Parameters<typeof sinkRecord>[0]

const applied = (properties: Properties, parts: Parts) =>
  opened(extractNewRecordState, properties).apply(sinkRecord({ key, ...parts }))
const unwrapped = (properties: Properties, parts: Parameters<typeof change>[0]) =>
  applied(properties, { value: change(parts) })?.value

const required = structOf(rowFields, { name: 's.t.Value' })
const marked = structOf({ ...rowFields, __deleted: OPTIONAL_STRING }, { name: 's.t.Value' })
const markedRow = (deleted: string) => object({ id: 1, name: null, city: 'Bonn', __deleted: deleted })
const tombstone = plain(null)
const mode = (text: string) => ({ 'delete.tombstone.handling.mode': text })

describe('rows', () => {
  test('stand in the place of their envelopes, required and without a default', () => {
    expect(unwrapped({}, { after: row() })).toEqual({ schema: required, value: row() })
    expect(unwrapped({}, { before: row('old'), after: row('new') })?.value).toEqual(row('new'))
  })

  test('of one schema have one schema', () => {
    const transform = opened(extractNewRecordState, { 'add.fields': 'op' })
    const [one, two] = [1, 2].map(() => transform.apply(sinkRecord({ value: change({ after: row() }) })))
    expect(one?.value.schema).toBe(two?.value.schema)
  })

  test('say whether they were deleted when deletes are rewritten', () => {
    expect(unwrapped(mode('REWRITE'), { after: row() })).toEqual({
      schema: marked,
      value: markedRow('false'),
    })
    expect(unwrapped(mode('rewrite'), { before: row() })).toEqual({
      schema: marked,
      value: markedRow('true'),
    })
  })

  test('have defaults for nulls only where rows are rewritten and that is wanted', () => {
    const after = object({ id: 1, name: null, city: null })
    const unfilled = 'Invalid value: null used for required field: "city", schema type: STRING'
    expect(unwrapped(mode('rewrite'), { after })?.value).toMatchObject({ city: 'Ulm' })
    expect(() => unwrapped({}, { after })).toThrow(unfilled)
    expect(() => unwrapped({ ...mode('rewrite'), 'replace.null.with.default': 'false' }, { after })).toThrow(
      unfilled,
    )
  })
})

describe('deletes and tombstones', () => {
  const emptied = { schema: rowSchema, value: null }
  test.each([
    ['drop', undefined, undefined],
    ['tombstone', emptied, undefined],
    ['rewrite', { schema: marked, value: markedRow('true') }, undefined],
    ['rewrite-with-tombstone', { schema: marked, value: markedRow('true') }, tombstone],
    ['delete-to-tombstone', tombstone, undefined],
  ])('%s', (text, deleted, after) => {
    expect(unwrapped(mode(text), { before: row(), op: 'd' })).toEqual(deleted)
    expect(applied(mode(text), { value: tombstone })?.value).toEqual(after)
  })

  test.each([
    [{ 'drop.tombstones': 'false' }, undefined, tombstone],
    [{ 'delete.handling.mode': 'none' }, emptied, undefined],
    [{ 'delete.handling.mode': 'none', 'drop.tombstones': 'false' }, emptied, tombstone],
    [{ 'delete.handling.mode': 'rewrite' }, { schema: marked, value: markedRow('true') }, undefined],
    [{ ...mode('tombstone'), 'delete.handling.mode': 'rewrite' }, emptied, undefined],
  ])('as older keys have it: %j', (properties, deleted, after) => {
    expect(unwrapped(properties, { before: row(), op: 'd' })).toEqual(deleted)
    expect(applied(properties, { value: tombstone })?.value).toEqual(after)
  })

  test('a truncated table is no row', () => {
    expect(unwrapped(mode('rewrite-with-tombstone'), { op: 't' })).toBeUndefined()
  })
})

test('what is no envelope goes on as it is', () => {
  const heartbeat = {
    schema: structOf({ ts_ms: { type: 'int64' } }, { name: 'io.debezium.connector.common.Heartbeat' }),
    value: object({ ts_ms: 1 }),
  }
  const properties = { 'add.headers': 'op', 'add.fields': 'op', 'route.by.field': 'name' }
  for (const value of [heartbeat, plain(change({ after: row() }).value), { schema: STRING, value: 'x' }]) {
    const record = sinkRecord({ key, value })
    expect(opened(extractNewRecordState, properties).apply(record)).toBe(record)
  }
})

describe('added fields and headers', () => {
  test('come from envelope, source and transaction', () => {
    const { schema, value } =
      unwrapped(
        { 'add.fields': 'op, ts_ms:at,table,source.ts_ms,id,none,source.op' },
        { after: row(), transaction: object({ id: '571', total_order: 1 }) },
      ) ?? {}
    expect(value).toEqual(
      object({
        ...(row() as object),
        __op: 'c',
        __at: null,
        __table: 't',
        __source_ts_ms: 5,
        __id: '571',
        __source_op: 'c',
      }),
    )
    const int64 = { type: 'int64', optional: true }
    expect(schema).toMatchObject({
      fields: [{}, {}, {}, { schema: OPTIONAL_STRING }, { schema: int64 }, {}, { schema: int64 }, {}, {}],
    })
  })

  test('are null where there is no transaction', () => {
    expect(unwrapped({ 'add.fields': 'id' }, { after: row() })?.value).toMatchObject({ __id: null })
  })

  test('may be structs', () => {
    const added = unwrapped({ 'add.fields': 'transaction' }, { after: row() })?.schema
    expect(added).toMatchObject({ fields: [{}, {}, {}, { name: '__transaction', schema: transaction }] })
  })

  test('headers follow those that are there; a tombstone has its operation', () => {
    const properties = {
      ...mode('rewrite-with-tombstone'),
      'add.headers': 'op,source.table:from',
      'add.headers.prefix': '',
    }
    const headers = [{ key: 'op', schema: STRING, value: 'x' }]
    expect(applied(properties, { value: change({ after: row() }), headers })?.headers).toEqual([
      ...headers,
      { key: 'op', schema: OPTIONAL_STRING, value: 'c' },
      { key: 'from', schema: OPTIONAL_STRING, value: 't' },
    ])
    expect(applied(properties, { value: tombstone, headers })?.headers).toEqual([
      ...headers,
      { key: 'op', schema: STRING, value: 'd' },
    ])
  })

  test.each([
    [{ 'add.fields': 'x.y' }, 'The schema s.t.Envelope has no field x with y in it'],
    [{ 'add.fields': 'op.x' }, 'Cannot look up fields on non-struct type'],
    [{ 'add.fields': 'op,op' }, 'Cannot create field because of field name duplication __op'],
    [{ 'route.by.field': 'id' }, "Field 'id' is not of type STRING"],
    [{ 'route.by.field': 'none' }, 'none is not a valid field name'],
  ])('%j is an error of the record', (properties, message) => {
    expect(() => unwrapped(properties, { after: row() })).toThrow(message)
  })

  test('an envelope has rows and an operation', () => {
    const without = (name: string) => ({
      ...change({ after: row() }),
      schema: { ...envelopeSchema, fields: envelopeSchema.fields.filter(field => field.name !== name) },
    })
    expect(() => applied({}, { value: without('after') })).toThrow('Unknown field: after')
    expect(() => applied({}, { value: without('op') })).toThrow('op is not a valid field name')
  })
})

test('a field of the row says the topic', () => {
  const properties = { 'route.by.field': 'name' }
  const topics = [
    { after: row('moved') },
    { before: row('moved') },
    { after: row(' ') },
    { after: row(null) },
  ]
  expect(topics.map(parts => applied(properties, { value: change(parts) })?.topic)).toEqual([
    'moved',
    'moved',
    'orders',
    'orders',
  ])
})

describe('dropped fields', () => {
  const list = structOf({}).fields
  const names = (...value: readonly string[]) => [
    { key: 'drop', schema: { type: 'array', items: STRING } as const, value },
  ]
  const properties = { 'drop.fields.header.name': 'drop' }

  test('are optional ones that the header names', () => {
    const { value } =
      applied(properties, { value: change({ after: row() }), headers: names('name', 'id') }) ?? {}
    expect(value?.value).toEqual(object({ id: 1, city: 'Bonn' }))
    expect(value?.schema).toEqual(structOf({ id: rowFields.id, city: rowFields.city }, { name: 's.t.Value' }))
  })

  test('are any, of the key too, when that is wanted', () => {
    const all = { 'drop.fields.keep.schema.compatible': 'false', 'drop.fields.from.key': 'true' }
    const record = applied(
      { ...properties, ...all },
      { value: change({ after: row() }), headers: names('id') },
    )
    expect(record?.key).toEqual({
      schema: { type: 'struct', name: 's.t.Key', fields: list },
      value: object({}),
    })
    expect(record?.value.value).toEqual(object({ name: null, city: 'Bonn' }))
  })

  test('are dropped from a delete before others are added, from others after', () => {
    const added = { ...properties, ...mode('rewrite'), 'add.fields': 'op' }
    const headers = names('__op', '__deleted', 'name')
    expect(applied(added, { value: change({ after: row() }), headers })?.value.value).toEqual(
      object({ id: 1, city: 'Bonn' }),
    )
    expect(applied(added, { value: change({ before: row(), op: 'd' }), headers })?.value.value).toEqual(
      object({ id: 1, city: 'Bonn', __op: 'd' }),
    )
  })

  test('a delete without a value has none', () => {
    const headers = names('name')
    for (const text of ['tombstone', 'delete-to-tombstone'])
      expect(
        applied({ ...properties, ...mode(text) }, { value: change({ before: row() }), headers })?.value.value,
      ).toBeNull()
  })

  test('without the header all stay; a header that is no list is an error', () => {
    const value = change({ after: row() })
    expect(applied(properties, { value })?.value.value).toEqual(row())
    expect(() =>
      applied(properties, { value, headers: [{ key: 'drop', schema: STRING, value: 'name' }] }),
    ).toThrow('The header drop must be a list of field names, found: string')
  })
})

test.each([
  [
    mode('none'),
    /^Invalid value none for configuration delete.tombstone.handling.mode: Value must be one of drop,/,
  ],
  [{ 'delete.handling.mode': 'tombstone' }, /Value must be one of drop, none, rewrite$/],
  [{ 'add.fields': 'a:b:c' }, /: Unexpected field name: a:b:c$/],
  [{ 'add.headers': ':' }, /: Unexpected field name: :$/],
  [
    { 'drop.deletes': 'false' },
    /drop.deletes: Debezium has removed it. Instead: delete.tombstone.handling.mode/,
  ],
  [{ 'operation.header': 'true' }, /Instead: add.headers=op$/],
  [{ 'add.source.fields': 'table' }, /Instead: add.fields, such as add.fields=source.table$/],
])('%j is refused', (properties, message) => {
  expect(() => opened(extractNewRecordState, properties)).toThrow(message)
})
