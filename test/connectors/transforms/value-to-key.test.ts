import { expect, test } from 'vitest'
import { OPTIONAL_STRING } from '../../../connectors/sdk/schema.ts'
import { valueToKey } from '../../../connectors/transforms/value-to-key.ts'
import { fields, object, opened, plain, sinkRecord, structOf } from './transformed.ts'

const count = { type: 'int64', default: 42 } as const
const schema = structOf({ count, name: OPTIONAL_STRING }, { name: 'Row', optional: true })
const value = { schema, value: object({ count: null, name: 'x' }) }

test('the key is a new struct of the fields in the order of the configuration', () => {
  const changed = opened(valueToKey, { fields: 'name,count,name' }).apply(sinkRecord({ value }))
  expect(changed?.key).toEqual({
    schema: structOf({ name: OPTIONAL_STRING, count }),
    value: object({ name: 'x', count: 42 }),
  })
  expect(changed?.value).toBe(value)
})

test('without a schema, what is not there is null', () => {
  const plainValue = plain(fields([['__proto__', 9007199254740993n]]))
  const changed = opened(valueToKey, { fields: '__proto__,toString' }).apply(
    sinkRecord({ value: plainValue }),
  )
  expect(changed?.key).toEqual(
    plain(
      fields([
        ['__proto__', 9007199254740993n],
        ['toString', null],
      ]),
    ),
  )
})

test.each([
  [value, 'z', 'Field does not exist: z'],
  [
    plain(null),
    'a',
    'Only Map objects supported in absence of schema for [copying fields from value to key], found: null',
  ],
  [
    { schema, value: null },
    'count',
    'Only Struct objects supported for [copying fields from value to key], found: null',
  ],
])('%j has no key of %s', (datum, names, message) => {
  expect(() => opened(valueToKey, { fields: names }).apply(sinkRecord({ value: datum }))).toThrow(message)
})

test('there are fields', () => {
  expect(() => opened(valueToKey, { fields: '' })).toThrow(
    "Configuration 'fields' must not be empty. Valid values include: any non-empty value",
  )
})
