import { expect, test } from 'vitest'
import { OPTIONAL_STRING, STRING } from '../../../connectors/sdk/schema.ts'
import { hoistFieldKey, hoistFieldValue } from '../../../connectors/transforms/hoist-field.ts'
import { fields, object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const hoist = valueFrom(hoistFieldValue, { field: 'line' })

test('the whole becomes the only field', () => {
  expect(hoist({ schema: STRING, value: 'x' })).toEqual({
    schema: structOf({ line: STRING }),
    value: object({ line: 'x' }),
  })
  expect(hoist(plain(7))).toEqual(plain(object({ line: 7 })))
  const key = opened(hoistFieldKey, { field: '__proto__' }).apply(sinkRecord({ key: plain(7) }))?.key
  expect(key).toEqual(plain(fields([['__proto__', 7]])))
})

test('null, too, but not of a required field', () => {
  expect(hoist(plain(null))).toEqual(plain(object({ line: null })))
  expect(hoist({ schema: OPTIONAL_STRING, value: null })?.value).toEqual(object({ line: null }))
  expect(() => hoist({ schema: STRING, value: null })).toThrow(
    'Invalid value: null used for required field: "line", schema type: STRING',
  )
})

test('a field of a struct has a name', () => {
  expect(() => valueFrom(hoistFieldValue, { field: '' })({ schema: STRING, value: 'x' })).toThrow(
    'fieldName cannot be null.',
  )
  expect(() => opened(hoistFieldValue)).toThrow(
    'Missing required configuration "field" which has no default value.',
  )
})

test('one schema comes of one schema', () => {
  const transform = opened(hoistFieldValue, { field: 'line' })
  const [a, b] = ['x', 'y'].map(value => transform.apply(sinkRecord({ value: { schema: STRING, value } })))
  expect(a?.value.schema).toBe(b?.value.schema)
})
