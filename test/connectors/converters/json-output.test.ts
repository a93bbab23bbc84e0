import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonConverter } from '../../../connectors/converters/json-converter.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { OPTIONAL_STRING, type Schema } from '../../../connectors/sdk/schema.ts'
import { newStruct, type Value } from '../../../connectors/sdk/value.ts'

const config = parseConfig(jsonConverter.config, { 'schemas.enable': 'false' })
const schema: Schema = {
  type: 'struct',
  fields: [
    { name: 'text', schema: OPTIONAL_STRING },
    { name: 'größe "1"', schema: { type: 'int64' } },
  ],
}
const structOf = (text: Value, size: Value) => Object.assign(newStruct(), { text, 'größe "1"': size })

// around what is written by a loop, and by the engine
const lengths = fc.oneof(fc.nat(5), fc.integer({ min: 40, max: 50 }), fc.constant(70_000))
const units = fc.constantFrom('a', '~', '"', '\\', '\n', '\u007f', 'é', '€', '😀', '\ud800')
const texts = fc
  .tuple(lengths, units, units)
  .map(([length, first, last]) => first + 'x'.repeat(length) + last)
const integers = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0, -0, 9, 10, 999_999_999, 1e9, -1e9, 1e9 + 1, 1e10, 1e15, 2 ** 53 - 1, 1 - 2 ** 53),
)

test('each of many values is written as JSON.stringify and String do, and stays so', () => {
  const { fromConnect } = jsonConverter.open(config, { isKey: false })
  fc.assert(
    fc.property(fc.array(fc.tuple(texts, integers), { maxLength: 20 }), rows => {
      const written = rows.map(([text, size]) => fromConnect('t', { schema, value: structOf(text, size) }))
      const wanted = rows.map(([text, size]) => `{"text":${JSON.stringify(text)},"größe \\"1\\"":${size}}`)
      expect(written.map(bytes => Buffer.from(bytes ?? []).toString())).toEqual(wanted)
    }),
  )
})

test('one that fails leaves nothing behind', () => {
  const { fromConnect } = jsonConverter.open(config, { isKey: false })
  const write = (text: Value, size: Value) => fromConnect('t', { schema, value: structOf(text, size) })
  expect(() => write('x', 'no number')).toThrow('(field größe "1")')
  expect(Buffer.from(write(null, 1) ?? []).toString()).toBe('{"text":null,"größe \\"1\\"":1}')
})
