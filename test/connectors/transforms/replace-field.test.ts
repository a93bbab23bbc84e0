import { describe, expect, test } from 'vitest'
import { OPTIONAL_STRING, STRING } from '../../../connectors/sdk/schema.ts'
import { replaceFieldKey, replaceFieldValue } from '../../../connectors/transforms/replace-field.ts'
import { fields, object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const replace = (properties: Record<string, string>) => valueFrom(replaceFieldValue, properties)
const INT = { type: 'int32' } as const
const schema = structOf({ a: INT, b: OPTIONAL_STRING, c: STRING }, { name: 'Row', doc: 'd', optional: true })
const value = object({ a: 1, b: null, c: 'x' })

describe('with a schema', () => {
  test.each([
    [{ exclude: 'a,b' }, structOf({ c: STRING }), object({ c: 'x' })],
    [{ include: 'a,c', exclude: 'a' }, structOf({ c: STRING }), object({ c: 'x' })],
    [
      { renames: 'a:c,c:a' },
      structOf({ c: INT, b: OPTIONAL_STRING, a: STRING }),
      object({ c: 1, b: null, a: 'x' }),
    ],
    [{ include: 'c', renames: 'z:c' }, structOf({ c: STRING }), object({ c: 'x' })],
    [{ exclude: 'b', renames: 'b:d,c:d' }, structOf({ a: INT, d: STRING }), object({ a: 1, d: 'x' })],
    [{ include: 'none' }, structOf({}), object({})],
  ])('%j', (properties, { fields: expected }, result) => {
    expect(replace(properties)({ schema, value })).toEqual({
      schema: { type: 'struct', name: 'Row', doc: 'd', fields: expected },
      value: result,
    })
  })

  test('two fields do not come to one name', () => {
    expect(() => replace({ renames: 'a:c' })({ schema, value })).toThrow(
      'Cannot create field because of field name duplication c',
    )
  })

  test('null is the default where that is wanted', () => {
    const count = { type: 'int64', default: 42 } as const
    const row = { schema: structOf({ count }), value: object({ count: null }) }
    expect(replace({ renames: 'count:n' })(row)?.value).toEqual(object({ n: 42 }))
    expect(() => replace({ renames: 'count:n', 'replace.null.with.default': 'false' })(row)).toThrow(
      'Invalid value: null used for required field: "n", schema type: INT64',
    )
  })
})

describe('without a schema', () => {
  test('names that objects inherit are names', () => {
    const row = plain(
      fields([
        ['__proto__', 1],
        ['constructor', 2],
        ['0', 3n],
      ]),
    )
    expect(replace({ renames: 'constructor:__proto__', exclude: '__proto__' })(row)).toEqual(
      plain(
        fields([
          ['0', 3n],
          ['__proto__', 2],
        ]),
      ),
    )
  })

  test('no value is lost when two come to one name', () => {
    expect(() => replace({ renames: 'a:b' })(plain(object({ a: 1, b: 2 })))).toThrow(
      'Cannot create field because of field name duplication b',
    )
  })

  test('null stays null, and the value is not the key', () => {
    const record = sinkRecord({ value: plain(object({ a: 1 })) })
    expect(opened(replaceFieldKey, { exclude: 'a' }).apply(record)).toBe(record)
  })
})

test.each([
  [{ renames: 'abc' }, 'Invalid value [abc] for configuration renames: Invalid rename mapping: abc'],
  [{ renames: 'a:b,c:' }, 'Invalid value [a:b, c:] for configuration renames: Invalid rename mapping: c:'],
  [{ renames: 'a:b:c' }, 'Invalid rename mapping: a:b:c'],
  [{ include: 'a,,b' }, "Configuration 'include' values must not be empty."],
])('%j is refused', (properties, message) => {
  expect(() => opened(replaceFieldValue, properties)).toThrow(message)
})
