import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, parseOffset, printOffset } from '../../../connectors/sdk/canonical.ts'
import { parseJson, printJson } from '../../../connectors/sdk/json.ts'
import { Float64, type Value } from '../../../connectors/sdk/value.ts'
import { jsonValue } from './arbitrary-values.ts'

test('what is printed is parsed back as it was', () => {
  fc.assert(
    fc.property(jsonValue, value => {
      expect(parseJson(printJson(value))).toEqual(value)
    }),
  )
})

test.each([
  ['9223372036854775807', 9223372036854775807n],
  ['-9223372036854775808', -9223372036854775808n],
  ['9007199254740993', 9007199254740993n],
  ['9007199254740991', 9007199254740991],
  ['1.0', new Float64(1)],
  ['-0.0', new Float64(-0)],
  ['-0', 0],
  ['1e3', new Float64(1000)],
  ['0.99999999999999999999', new Float64(1)],
  ['1e400', Number.POSITIVE_INFINITY],
  ['12.24', 12.24],
] as [string, Value][])('%s keeps its value and kind, alone and inside', (text, value) => {
  expect(parseJson(text)).toEqual(value)
  expect(parseJson(`{"a": [${text}]}`)).toEqual({ a: [value] })
})

test('numbers inside strings are text', () => {
  const text = '{"a":"x: 1.0, 3e4","b":"[9223372036854775807"}'
  expect(parseJson(text)).toEqual({ a: 'x: 1.0, 3e4', b: '[9223372036854775807' })
})

test('names that objects have by themselves are fields like others', () => {
  const value = parseJson('{"__proto__":{"a":1},"b":2}') as Record<string, Value>
  expect(Object.keys(value)).toEqual(['__proto__', 'b'])
  expect(value.constructor).toBeUndefined()
  expect(printJson(value)).toBe('{"__proto__":{"a":1},"b":2}')
})

test.each(['[', '[1.0', '{"a":'])('a million times %s is refused', opening => {
  expect(() => parseJson(opening.repeat(1_000_000))).toThrow(/Not JSON|nests deeper/)
})

test('1000 levels are read, 1001 are refused', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(printJson(parseJson(nested(1000)))).toBe(nested(1000))
  expect(() => parseJson(nested(1001))).toThrow('JSON nests deeper than 1000 levels')
})

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.constant(null),
)
const offset = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), scalar)

test('offsets are stored without loss', () => {
  fc.assert(
    fc.property(offset, value => {
      expect(Object.entries(parseOffset(printOffset(value))).sort()).toEqual(Object.entries(value).sort())
    }),
  )
})

test('partitions are equal whatever the order of their fields', () => {
  fc.assert(
    fc.property(offset, value => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonical(reversed)).toBe(canonical(value))
    }),
  )
  expect(canonical({ b: 1n, a: 'x' })).toBe('{"a":"x","b":1}')
  expect(canonical({ a: '1' })).not.toBe(canonical({ a: 1 }))
})

test.each(['[]', '1', 'null', '{"a":[]}', '{"a":{}}'])('%s is no offset', text => {
  expect(() => parseOffset(text)).toThrow(/An offset/)
})
