import { expect, test } from 'vitest'
import { STRING } from '../../../connectors/sdk/schema.ts'
import { headerFromKey, headerFromValue } from '../../../connectors/transforms/header-from.ts'
import { object, opened, plain, sinkRecord, structOf } from './transformed.ts'

const two = { fields: 'a,b', headers: 'h,h' }
const count = { type: 'int32', default: 4 } as const
const schema = structOf({ a: STRING, b: count, c: STRING }, { name: 'Row', optional: true })
const row = { schema, value: object({ a: 'x', b: null, c: 'y' }) }
const old = { key: 'h', ...plain('old') }

test('move takes fields out and puts them after the headers there are', () => {
  const record = sinkRecord({ value: row, headers: [old] })
  const moved = opened(headerFromValue, { ...two, operation: 'move' }).apply(record)
  expect(moved?.headers).toEqual([
    old,
    { key: 'h', schema: STRING, value: 'x' },
    { key: 'h', schema: count, value: 4 },
  ])
  expect(moved?.value).toEqual({
    schema: structOf({ c: STRING }, { name: 'Row' }),
    value: object({ c: 'y' }),
  })
})

test('copy leaves the key as it is', () => {
  const copied = opened(headerFromKey, { ...two, operation: 'copy' }).apply(sinkRecord({ key: row }))
  expect(copied?.key.value).toBe(row.value)
  expect(copied?.key.schema).toBe(schema)
  expect(copied?.headers.map(({ value }) => value)).toEqual(['x', 4])
})

test('without a schema, what is not there is null', () => {
  const value = plain(object({ a: 1n, c: 2 }))
  const moved = opened(headerFromValue, { ...two, operation: 'move' }).apply(sinkRecord({ value }))
  expect(moved?.headers).toEqual([
    { key: 'h', ...plain(1n) },
    { key: 'h', ...plain(null) },
  ])
  expect(moved?.value).toEqual(plain(object({ c: 2 })))
})

test('with a schema, null where it must not be and fields that are not there are errors', () => {
  const copy = (properties: Record<string, string>) =>
    opened(headerFromValue, { headers: 'h', operation: 'copy', ...properties }).apply(
      sinkRecord({ value: row }),
    )
  expect(() => copy({ fields: 'b', 'replace.null.with.default': 'false' })).toThrow(
    'A null value requires an optional schema but was Schema{INT32}',
  )
  expect(() => copy({ fields: 'z' })).toThrow('Field does not exist: z')
  expect(() => opened(headerFromValue, { ...two, operation: 'move' }).apply(sinkRecord({}))).toThrow(
    'Only Map objects supported in absence of schema for [header move], found: null',
  )
})

test.each([
  [{ fields: '', headers: 'h', operation: 'move' }, 'Invalid value [] for configuration fields: Empty list'],
  [{ fields: 'a', headers: 'h', operation: 'steal' }, 'String must be one of: move, copy'],
  [
    { fields: 'a,b', headers: 'h', operation: 'move' },
    "'fields' config must have the same number of elements as 'headers' config.",
  ],
])('%j is refused', (properties, message) => {
  expect(() => opened(headerFromValue, properties)).toThrow(message)
})
