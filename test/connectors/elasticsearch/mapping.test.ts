import { describe, expect, test } from 'vitest'
import { type Mapping, mappingOf } from '../../../connectors/elasticsearch/mapping.ts'
import { additionsTo } from '../../../connectors/elasticsearch/mapping-merge.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal, Float64, newStruct } from '../../../connectors/sdk/value.ts'

const struct = (fields: Readonly<Record<string, Schema>>): Schema => ({
  type: 'struct',
  fields: Object.entries(fields).map(([name, schema]) => ({ name, schema })),
})
const text = { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } }

describe('the mapping of a schema', () => {
  test.each<[Schema, Mapping]>([
    [{ type: 'int8' }, { type: 'byte' }],
    [{ type: 'int16' }, { type: 'short' }],
    [{ type: 'int32', optional: true }, { type: 'integer' }],
    [{ type: 'int64', name: 'my.Long' }, { type: 'long' }],
    [{ type: 'float32' }, { type: 'float' }],
    [{ type: 'float64' }, { type: 'double' }],
    [{ type: 'boolean' }, { type: 'boolean' }],
    [{ type: 'string' }, text],
    [{ type: 'bytes' }, { type: 'binary' }],
    [DATE, { type: 'date' }],
    [TIME, { type: 'date' }],
    [TIMESTAMP, { type: 'date' }],
    [decimalSchema(2), { type: 'double' }],
    [{ type: 'array', items: { type: 'array', items: { type: 'string' } } }, text],
    [struct({ a: { type: 'int8' } }), { properties: { a: { type: 'byte' } } }],
    [{ type: 'array', items: struct({ a: { type: 'int8' } }) }, { properties: { a: { type: 'byte' } } }],
  ])('%j: %j', (schema, mapping) => expect(mappingOf(schema, true)).toEqual(mapping))

  test('is dynamic for maps that are objects, and has key and value for the others', () => {
    const map: Schema = { type: 'map', keys: { type: 'string' }, values: { type: 'int32' } }
    expect(mappingOf(map, true)).toEqual({ type: 'object' })
    expect(mappingOf(map, false)).toEqual({ properties: { key: text, value: { type: 'integer' } } })
    expect(mappingOf({ ...map, keys: { type: 'int8' } }, true)).toEqual({
      properties: { key: { type: 'byte' }, value: { type: 'integer' } },
    })
  })

  test.each<[Schema, Mapping]>([
    [
      { type: 'int64', default: 2n ** 62n },
      { type: 'long', null_value: 2n ** 62n },
    ],
    [
      { type: 'float64', default: new Float64(1) },
      { type: 'double', null_value: 1 },
    ],
    [{ type: 'float64', default: Number.NaN }, { type: 'double' }],
    [
      { type: 'boolean', default: false },
      { type: 'boolean', null_value: false },
    ],
    [
      { ...decimalSchema(1), default: new Decimal(15n, 1) },
      { type: 'double', null_value: 1.5 },
    ],
    [
      { ...TIMESTAMP, default: new Date(5) },
      { type: 'date', null_value: 5 },
    ],
    [{ type: 'string', default: 'x' }, text],
    [{ type: 'bytes', default: Buffer.from('x') }, { type: 'binary' }],
    [{ type: 'int32', optional: true, default: null }, { type: 'integer' }],
  ])('has defaults where there are such: %#', (schema, mapping) =>
    expect(mappingOf(schema, true)).toEqual(mapping),
  )

  test('has fields of any name', () => {
    const { properties } = mappingOf(struct({ ['__proto__']: { type: 'int8' } }), true)
    expect(Object.keys(properties ?? {})).toEqual(['__proto__'])
  })
})

describe('what a mapping lacks', () => {
  const wanted = mappingOf(
    struct({ id: { type: 'int64' }, at: TIMESTAMP, a: struct({ b: { type: 'string' } }) }),
    true,
  )
  const additions = (existing: Mapping, mapping = wanted) => additionsTo(existing, mapping, 'orders')
  const added = { id: { type: 'long' }, at: { type: 'date' }, a: { properties: { b: text } } }

  test('is all, or what is new', () => {
    expect(additions({})).toEqual({ properties: added })
    expect(additions({ properties: added })).toBeUndefined()
    expect(additions({ properties: { id: { type: 'long' }, a: { properties: { c: text } } } })).toEqual({
      properties: { at: added.at, a: added.a },
    })
  })

  test('is nothing where the mapping itself says what becomes of new fields', () => {
    for (const dynamic of [false, 'false', 'strict', 'runtime'])
      expect(additions({ dynamic })).toBeUndefined()
    expect(additions({ dynamic_templates: [{ texts: {} }] })).toBeUndefined()
    expect(additions({ dynamic: 'strict', properties: { a: { dynamic: 'true' } } })).toEqual({
      properties: { a: added.a },
    })
    expect(additions({ dynamic_templates: [], properties: { a: { dynamic: false } } })).toEqual({
      properties: { id: added.id, at: added.at },
    })
  })

  test('is not what is of another type that takes the values', () => {
    const existing = { id: { type: 'keyword' }, at: { type: 'long' }, a: { type: 'flat_object' } }
    expect(additions({ properties: existing })).toBeUndefined()
    const point = mappingOf(struct({ at: struct({ lat: { type: 'float64' } }) }), true)
    expect(additions({ properties: { at: { type: 'geo_point' } } }, point)).toBeUndefined()
  })

  test('follows paths in names', () => {
    const paths = mappingOf(struct({ 'a.b': { type: 'int8' }, 'a.c': { type: 'int8' } }), true)
    expect(additions({ properties: { a: { properties: { b: { type: 'byte' } } } } }, paths)).toEqual({
      properties: { a: { properties: { c: { type: 'byte' } } } },
    })
  })

  test.each<[Mapping, string]>([
    [{ id: { type: 'boolean' } }, 'The field id is of type boolean in orders and of type long'],
    [{ at: { properties: {} } }, 'The field at is of type object in orders and of type date'],
    [{ a: { type: 'text' } }, 'The field a is of type text in orders and of type object'],
    [
      { a: { type: 'nested', properties: { b: { properties: {} } } } },
      'The field a.b is of type object in orders and of type text',
    ],
  ])('is an error for types that never fit: %j', (properties, problem) => {
    expect(() => additions({ properties })).toThrow(`${problem} by the schema of the record: `)
  })

  test('does not take names of objects for fields', () => {
    const named = mappingOf(struct({ ['constructor' as string]: { type: 'int8' } }), true)
    expect(additions({ properties: newStruct() }, named)?.properties).toEqual(named.properties)
    expect(additions({ properties: {} }, named)?.properties).toEqual(named.properties)
  })
})
