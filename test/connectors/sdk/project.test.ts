import fc from 'fast-check'
import { expect, test } from 'vitest'
import { project } from '../../../connectors/sdk/project.ts'
import { decimalSchema, type Schema } from '../../../connectors/sdk/schema.ts'
import type { Value } from '../../../connectors/sdk/value.ts'
import { typedDatum } from './arbitrary-values.ts'

const struct = (fields: Record<string, Schema>): Schema => ({
  type: 'struct',
  fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })),
})
const int = { type: 'int32' } as const
const optionalInt = { type: 'int32', optional: true } as const

test('to an equal schema nothing changes', () => {
  fc.assert(
    fc.property(typedDatum, datum => {
      expect(project(datum, structuredClone(datum.schema) ?? int)).toEqual(datum.value)
    }),
  )
})

test.each([
  [{ type: 'int8' }, 5, { type: 'int64' }, 5],
  [{ type: 'int64' }, 2n ** 62n, { type: 'float64' }, 2 ** 62],
  [{ type: 'float32' }, Math.fround(0.1), { type: 'float64' }, 0.10000000149011612],
  [optionalInt, null, { type: 'int64', default: 5 }, 5],
  [optionalInt, 3, { type: 'int64', default: 5 }, 3],
  [optionalInt, null, { type: 'int64', optional: true, default: 5 }, null],
  [struct({ x: int, gone: int }), { x: 1, gone: 2 }, struct({ x: { type: 'float64' } }), { x: 1 }],
  [
    struct({ x: int }),
    { x: 1 },
    struct({ y: { type: 'int8', default: 7 }, z: { type: 'int8', default: 7, optional: true } }),
    { y: 7, z: null },
  ],
  [struct({ x: { ...optionalInt, default: 7 } }), {}, struct({ x: optionalInt }), { x: 7 }],
  [{ type: 'array', items: int }, [1, 2], { type: 'array', items: { type: 'int64' } }, [1, 2]],
  [
    { type: 'map', keys: { type: 'string' }, values: optionalInt },
    new Map([['a', null]]),
    { type: 'map', keys: { type: 'string' }, values: { type: 'int32', default: 9 } },
    new Map([['a', 9]]),
  ],
] as [Schema, Value, Schema, Value][])('%j %s as %j is %s', (schema, value, target, expected) => {
  expect(project({ schema, value }, target)).toEqual(expected)
})

const noDefault = 'Writer schema is optional, however, target schema does not provide a default value.'

test.each([
  [optionalInt, 1, int, noDefault],
  [{ type: 'int64' }, 1, int, 'Schema type mismatch. source type: INT64 and target type: INT32'],
  [{ type: 'boolean' }, true, { type: 'string' }, 'source type: BOOLEAN and target type: STRING'],
  [int, 1, { ...int, name: 'n' }, 'Schema name mismatch. source name: null and target name: n'],
  [
    decimalSchema(2),
    null,
    { ...decimalSchema(2), parameters: {} },
    'Schema parameters not equal. source parameters: {scale=2} and target parameters: null',
  ],
  [struct({ x: optionalInt }), { x: 1 }, struct({ x: int }), `${noDefault} (field x)`],
  [
    struct({ y: int }),
    { y: 1 },
    struct({ x: int }),
    'Required field `x` is missing from source schema: Schema{STRUCT}',
  ],
  [
    struct({ a: { type: 'array', items: { type: 'int64' } } }),
    { a: [1, 9007199254740993n] },
    struct({ a: { type: 'array', items: { type: 'float64' } } }),
    '9007199254740993 has no FLOAT64 of the same value (field a[1])',
  ],
  [int, 16777217, { type: 'float32' }, '16777217 has no FLOAT32 of the same value'],
] as [Schema, Value, Schema, string][])('%j %s is not to be had as %j', (schema, value, target, message) => {
  expect(() => project({ schema, value }, target)).toThrow(message)
})

test('without a schema nothing is projected', () => {
  expect(() => project({ schema: undefined, value: 1 }, int)).toThrow('Without a schema')
})
