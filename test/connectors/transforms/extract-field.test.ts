import { describe, expect, test } from 'vitest'
import { STRING } from '../../../connectors/sdk/schema.ts'
import { extractFieldKey, extractFieldValue } from '../../../connectors/transforms/extract-field.ts'
import { fields, object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const v2 = (field: string) => valueFrom(extractFieldValue, { field, 'field.syntax.version': 'v2' })

describe('of an object without a schema', () => {
  test.each(['__proto__', 'constructor', '0', 'a.b', ''])('%j is a field like others', field => {
    const value = plain(fields([[field, 9007199254740993n]]))
    expect(valueFrom(extractFieldValue, { field })(value)).toEqual(plain(9007199254740993n))
    expect(valueFrom(extractFieldValue, { field })(plain(object({})))).toEqual(plain(null))
  })

  test.each([
    ['a.b', object({ a: object({ b: 1 }) })],
    ['`a.b`.c', object({ 'a.b': object({ c: 1 }) })],
    ['a.`b\\`.c`', object({ a: object({ 'b`.c': 1 }) })],
    ['a`b.c', object({ 'a`b': object({ c: 1 }) })],
    ['`a`b`.c', object({ 'a`b': object({ c: 1 }) })],
    ['``.', object({ '': object({ '': 1 }) })],
    ['a.b', object({ a: new Map([['b', 1]]) })],
  ])('the path %s', (path, value) => {
    expect(v2(path)(plain(value))).toEqual(plain(1))
  })

  test('a path through null, or through nothing, ends in null', () => {
    expect(v2('a.b')(plain(object({ a: null })))).toEqual(plain(null))
    expect(v2('a.b')(plain(object({})))).toEqual(plain(null))
    expect(v2('a.b')(plain(null))).toEqual(plain(null))
  })

  test('what has no fields is an error', () => {
    expect(() => v2('a.b')(plain(object({ a: 5 })))).toThrow(
      'Only Map objects supported in absence of schema for [nested field access], found: integer',
    )
    expect(() => v2('a')(plain(new Map([[1, 2]])))).toThrow('keys that are no strings')
  })
})

describe('of a struct', () => {
  const count = { type: 'int32', optional: true, default: 42 } as const
  const schema = structOf({ inner: structOf({ name: STRING, count }, { optional: true }) })
  const value = object({ inner: object({ name: 'x', count: null }) })

  test('it keeps the schema of the field, and null is its default', () => {
    expect(v2('inner.name')({ schema, value })).toEqual({ schema: STRING, value: 'x' })
    expect(v2('inner.count')({ schema, value })).toEqual({ schema: count, value: 42 })
    const kept = { field: 'inner.count', 'field.syntax.version': 'V2', 'replace.null.with.default': 'false' }
    expect(valueFrom(extractFieldValue, kept)({ schema, value })).toEqual({ schema: count, value: null })
  })

  test('of a null struct it is null, whatever the field says', () => {
    expect(v2('inner.name')({ schema, value: object({ inner: null }) })).toEqual({
      schema: STRING,
      value: null,
    })
    expect(v2('inner.name')({ schema, value: null })).toEqual({ schema: STRING, value: null })
  })

  test('a field that is not there is an error', () => {
    expect(() => v2('inner.no')({ schema, value })).toThrow('Unknown field: inner.no')
    expect(() => v2('inner.name.no')({ schema, value })).toThrow('Cannot look up fields on non-struct type')
    expect(() => v2('a')({ schema: STRING, value: 'x' })).toThrow(
      'Only Struct objects supported for [field extraction], found: string',
    )
  })

  test('the key is another side', () => {
    const record = sinkRecord({ key: plain(object({ id: 1 })), value: plain(object({ id: 2 })) })
    const changed = opened(extractFieldKey, { field: 'id' }).apply(record)
    expect([changed?.key.value, changed?.value]).toEqual([1, record.value])
  })
})

test.each([
  ['`a.b', 0],
  ['a.`b', 2],
  ['`a`b.c', 0],
  ['`a\\`', 0],
])('the path %s is refused', (path, position) => {
  expect(() => v2(path)(plain(null))).toThrow(
    `Incomplete backtick pair in path: [${path}], consider adding a backslash before backtick at position ${position} to escape it`,
  )
})

test('so are an empty path and an unknown syntax', () => {
  expect(() => v2('')(plain(null))).toThrow('Invalid value  for configuration field')
  expect(() => opened(extractFieldValue, { field: 'a', 'field.syntax.version': 'V3' })).toThrow(
    'Invalid value V3 for configuration field.syntax.version: String must be one of (case insensitive): V1, V2',
  )
})
