import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalSchema, type Schema, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { validateValue } from '../../../connectors/sdk/validate-value.ts'
import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import { typedDatum } from './arbitrary-values.ts'

const strings: Schema = { type: 'array', items: { type: 'string' } }
const row: Schema = {
  type: 'struct',
  name: 'row',
  fields: [
    { name: 'a', schema: { type: 'int32' } },
    { name: 'b', schema: { ...strings, optional: true } },
    { name: 'c', schema: { type: 'int8', default: 7 } },
  ],
}
const rows: Schema = { type: 'map', keys: { type: 'string' }, values: row }

test('whatever fits its schema passes', () => {
  fc.assert(fc.property(typedDatum, ({ schema, value }) => schema && validateValue(schema, value)))
  validateValue(row, { a: 1 })
  validateValue({ type: 'struct', fields: [], optional: true }, null)
})

const of = (schema: string, type: string, was: string, place: string) =>
  `Invalid Java object for schema${schema} with type ${type}: class ${was} for ${place}`

test.each([
  [{ type: 'int32' }, null, 'Invalid value: null used for required value, schema type: INT32'],
  [{ type: 'int32' }, 'x', of('', 'INT32', 'java.lang.String', 'value')],
  [{ type: 'int8' }, 128, of('', 'INT8', 'java.lang.Long', 'value')],
  [{ type: 'int64' }, 2n ** 63n, of('', 'INT64', 'java.lang.Long', 'value')],
  [{ type: 'int64' }, 1.5, of('', 'INT64', 'java.lang.Double', 'value')],
  [{ type: 'string' }, 1, of('', 'STRING', 'java.lang.Long', 'value')],
  [{ type: 'bytes' }, [1], of('', 'BYTES', 'java.util.ArrayList', 'value')],
  [TIMESTAMP, 1, of(` "${TIMESTAMP.name}"`, 'INT64', 'java.lang.Long', 'value')],
  [TIMESTAMP, new Date(Number.NaN), of(` "${TIMESTAMP.name}"`, 'INT64', 'java.util.Date', 'value')],
  [{ type: 'bytes' }, new Decimal(1n, 2), of('', 'BYTES', 'java.math.BigDecimal', 'value')],
  [decimalSchema(2), Buffer.of(1), of(` "${decimalSchema(2).name}"`, 'BYTES', '[B', 'value')],
  [row, {}, 'Invalid value: null used for required field: "a", schema type: INT32 (field a)'],
  [row, { a: 1, x: 2 }, 'x is not a valid field name'],
  [rows, new Map([['k', { a: 1, x: 2 }]]), 'x is not a valid field name (field [k])'],
  [row, [], of(' "row"', 'STRUCT', 'java.util.ArrayList', 'value')],
  [strings, ['x', null], 'null used for required element of array value, schema type: STRING (field [1])'],
  [
    row,
    { a: 1, b: ['x', 1] },
    `${of('', 'STRING', 'java.lang.Long', 'element of array field: "b"')} (field b[1])`,
  ],
  [rows, new Map([[1, { a: 1 }]]), `${of('', 'STRING', 'java.lang.Long', 'key of map value')} (field [1])`],
  [rows, new Map([['k', { a: 1, b: [2] }]]), '(field [k].b[0])'],
] as [Schema, Value, string][])('%j refuses %s', (schema, value, message) => {
  expect(() => validateValue(schema, value)).toThrow(message)
})

test('the field of the value is named', () => {
  expect(() => validateValue(TIMESTAMP, 1, 'when')).toThrow('class java.lang.Long for field: "when"')
})
