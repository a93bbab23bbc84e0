import { describe, expect, test } from 'vitest'
import { decimalSchema, type Schema, STRING, type StructSchema } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64 } from '../../../connectors/sdk/value.ts'
import { flattenKey, flattenValue } from '../../../connectors/transforms/flatten.ts'
import { fields, object, opened, plain, sinkRecord, structOf, valueFrom } from './transformed.ts'

const flat = valueFrom(flattenValue)
const INT: Schema = { type: 'int32' }

describe('without a schema', () => {
  test('objects inside become fields; arrays stay', () => {
    const value = object({ a: object({ b: new Float64(1), c: object({ d: null }) }), e: [object({ f: 1 })] })
    expect(flat(plain(value))).toEqual(
      plain(object({ 'a.b': new Float64(1), 'a.c.d': null, e: [object({ f: 1 })] })),
    )
  })

  test('names that objects inherit are names', () => {
    const value = fields([['__proto__', fields([['constructor', 1]])]])
    expect(flat(plain(value))).toEqual(plain(fields([['__proto__.constructor', 1]])))
    expect(valueFrom(flattenValue, { delimiter: '_' })(plain(object({ 1: object({ 2: 3 }) })))).toEqual(
      plain(object({ '1_2': 3 })),
    )
  })

  test('no value is lost when two come to one name', () => {
    expect(() => flat(plain(object({ 'a.b': 1, a: object({ b: 2 }) })))).toThrow(
      'Cannot create field because of field name duplication a.b',
    )
  })

  test('what the data model has no type for is blamed on its field', () => {
    const date = plain(object({ a: object({ b: new Date(0) }) }))
    expect(() => flat(date)).toThrow('was passed a value of type date')
    expect(() => flat(date)).toThrow('(field a.b)')
    expect(() => flat(plain(5))).toThrow('in absence of schema for [flattening], found: integer')
  })
})

describe('with a schema', () => {
  const price = { ...decimalSchema(2), doc: 'in euros' }
  const inner = structOf({ price, note: STRING }, { optional: true })
  const schema = structOf({ id: INT, inner }, { name: 'Order', version: 2, doc: 'd', parameters: { p: 'q' } })
  const value = object({ id: 1, inner: object({ price: new Decimal(150n, 2), note: 'n' }) })

  test('what is inside an optional struct is optional; all else stays', () => {
    expect(flat({ schema, value })).toEqual({
      schema: {
        ...schema,
        fields: [
          { name: 'id', schema: INT },
          { name: 'inner.price', schema: { ...price, optional: true } },
          { name: 'inner.note', schema: { ...STRING, optional: true } },
        ],
      },
      value: object({ id: 1, 'inner.price': new Decimal(150n, 2), 'inner.note': 'n' }),
    })
    expect(flat({ schema, value: object({ id: 1, inner: null }) })?.value).toEqual(
      object({ id: 1, 'inner.price': null, 'inner.note': null }),
    )
  })

  test('defaults of a struct become defaults of its fields, unless they have their own', () => {
    const opt = { type: 'string', optional: true, default: 'own' } as const
    const child = structOf({ req: STRING, opt }, { optional: true, default: object({ req: 'r', opt: 'o' }) })
    const changed = flat({ schema: structOf({ child }), value: object({ child: null }) })
    expect(changed?.schema).toEqual(
      structOf({ 'child.req': { ...STRING, optional: true, default: 'r' }, 'child.opt': opt }),
    )
  })

  test('one schema comes of one schema', () => {
    const transform = opened(flattenValue)
    const [a, b] = [1, 2].map(() => transform.apply(sinkRecord({ value: { schema, value } })))
    expect(a?.value.schema).toBe(b?.value.schema)
  })

  test('a map, a missing value and a schema within itself are errors', () => {
    const map: Schema = { type: 'map', keys: STRING, values: INT }
    expect(() => flat({ schema: structOf({ o: structOf({ m: map }) }), value: object({}) })).toThrow(
      'Flatten transformation does not support MAP for record with schemas (for field o.m).',
    )
    expect(() => flat({ schema: structOf({ a: INT }), value: object({}) })).toThrow(
      'Invalid value: null used for required field: "a", schema type: INT32',
    )
    const list: { type: 'struct'; fields: StructSchema['fields'] } = { type: 'struct', fields: [] }
    list.fields = [{ name: 'next', schema: list }]
    expect(() => flat({ schema: list, value: object({ next: null }) })).toThrow('(for field next)')
  })

  test('null goes on as it is', () => {
    const record = sinkRecord({ key: { schema: { ...schema, optional: true }, value: null } })
    expect(opened(flattenKey).apply(record)).toBe(record)
  })
})
