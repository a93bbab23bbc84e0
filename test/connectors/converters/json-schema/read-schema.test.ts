import { describe, expect, test } from 'vitest'
import { type ReadOptions, reads } from './format.ts'

const oneOf = 'io.confluent.connect.json.OneOf'
/** The Connect schema of a property, which may be missing. */
const propertyOf = (property: unknown, options: ReadOptions & { definitions?: object } = {}) => {
  const { definitions = {}, ...rest } = options
  const { schema } = reads({ type: 'object', properties: { it: property }, ...definitions }, rest)({})
  return schema?.type === 'struct' ? schema.fields[0]?.schema : undefined
}

describe('types', () => {
  test.each([
    [{ type: 'string' }, { type: 'string' }],
    [{ type: 'boolean' }, { type: 'boolean' }],
    [{ type: 'integer' }, { type: 'int64' }],
    [{ type: 'number' }, { type: 'float64' }],
    [{ type: 'integer', 'connect.type': 'int8' }, { type: 'int8' }],
    [{ type: 'number', 'connect.type': 'float32' }, { type: 'float32' }],
    [{ type: 'number', 'connect.type': 'int64' }, { type: 'int64' }],
    [{ type: 'string', 'connect.type': 'bytes' }, { type: 'bytes' }],
    [{ type: 'integer', format: 'int32' }, { type: 'int64' }],
    [{ type: 'string', format: 'date-time', minLength: 1 }, { type: 'string' }],
    [{ type: ['string', 'null'] }, { type: 'string', optional: true }],
    [
      { type: ['null', 'number'], format: 'double' },
      { type: 'float64', optional: true },
    ],
    [{ oneOf: [{ type: 'null' }, { type: 'integer' }] }, { type: 'int64', optional: true }],
    [{ anyOf: [{ type: 'string' }, { type: 'null', title: 'no' }] }, { type: 'string', optional: true }],
    [{ oneOf: [{ type: 'string' }] }, { type: 'string' }],
    [
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'string' } },
    ],
    [
      { type: ['array', 'null'], items: { type: 'string' }, required: [] },
      { type: 'array', items: { type: 'string' }, optional: true },
    ],
    [{ minimum: 3 }, { type: 'float64' }],
    [{ pattern: 'a' }, { type: 'string' }],
    [{ const: 'money', type: 'string' }, { type: 'string' }],
    [{ const: 123, type: 'integer' }, { type: 'int64' }],
    [{ enum: [1, 2], type: 'integer' }, { type: 'int64' }],
    [{ allOf: [{ type: 'integer' }, { minimum: 0 }] }, { type: 'int64' }],
  ])('%j', (property, schema) => {
    expect(propertyOf(property)).toEqual(schema)
  })

  test('what a schema says of itself', () => {
    expect(
      propertyOf({
        type: 'integer',
        title: 'T',
        description: 'D',
        'connect.type': 'int32',
        'connect.version': 7,
        'connect.parameters': { a: 'b' },
        default: 3,
      }),
    ).toEqual({ type: 'int32', name: 'T', doc: 'D', version: 7, parameters: { a: 'b' }, default: 3 })
  })

  test('an enum, and a constant, by parameters', () => {
    const mark = 'io.confluent.connect.json.Enum'
    const parameters = { [mark]: '', [`${mark}.a`]: 'a', [`${mark}.<NULL>`]: '<NULL>' }
    expect(propertyOf({ enum: ['a', null] })).toEqual({ type: 'string', parameters })
    expect(propertyOf({ type: 'string', enum: ['a', null] })).toEqual({ type: 'string', parameters })
    expect(propertyOf({ const: 'a' })).toEqual({
      type: 'string',
      parameters: { [mark]: '', [`${mark}.a`]: 'a' },
    })
    const general = 'org.apache.kafka.connect.data.Enum'
    expect(propertyOf({ enum: ['a', 'b'] }, { config: { 'generalized.sum.type.support': 'true' } })).toEqual({
      type: 'string',
      parameters: { [general]: '', [`${general}.a`]: '0', [`${general}.b`]: '1' },
    })
  })

  test('maps', () => {
    expect(
      propertyOf({ type: 'object', 'connect.type': 'map', additionalProperties: { type: 'integer' } }),
    ).toEqual({ type: 'map', keys: { type: 'string' }, values: { type: 'int64' } })
    const entry = { type: 'object', properties: { key: { type: 'integer' }, value: { type: 'string' } } }
    expect(propertyOf({ type: 'array', 'connect.type': 'map', items: entry, title: 'm' })).toEqual({
      type: 'map',
      keys: { type: 'int64' },
      values: { type: 'string' },
      name: 'm',
    })
  })

  test('fields stand where their indexes say', () => {
    const { schema } = reads({
      type: 'object',
      properties: {
        b: { type: 'string', 'connect.index': 1 },
        a: { type: 'string', 'connect.index': 0 },
      },
    })({})
    expect(schema).toMatchObject({ fields: [{ name: 'a' }, { name: 'b' }] })
  })

  test('no field is lost to another of the same index', () => {
    const { schema } = reads({
      type: 'object',
      properties: { a: { type: 'string', 'connect.index': 1 }, b: { type: 'string' } },
    })({})
    expect(schema).toMatchObject({ fields: [{ name: 'a' }, { name: 'b' }] })
  })

  test('the version of the subject, where the schema says none', () => {
    expect(reads({ type: 'string' }, { version: 4 })('"x"').schema).toEqual({ type: 'string', version: 4 })
    const versioned = { type: 'string', 'connect.version': 2 }
    expect(reads(versioned, { version: 4 })('"x"').schema).toEqual({ type: 'string', version: 2 })
  })

  test('use.optional.for.nonrequired', () => {
    const schema = {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'string' }, b: { type: 'string' } },
    }
    const { schema: read } = reads(schema, { config: { 'use.optional.for.nonrequired': 'true' } })({ a: 'x' })
    expect(read).toEqual({
      type: 'struct',
      fields: [
        { name: 'a', schema: { type: 'string' } },
        { name: 'b', schema: { type: 'string', optional: true } },
      ],
    })
  })
})

describe('unions', () => {
  test('of several schemas are structs', () => {
    expect(propertyOf({ oneOf: [{ type: 'string' }, { type: 'null' }, { type: 'integer' }] })).toEqual({
      type: 'struct',
      name: oneOf,
      optional: true,
      fields: [
        { name: `${oneOf}.field.0`, schema: { type: 'string', optional: true } },
        { name: `${oneOf}.field.1`, schema: { type: 'int64', optional: true } },
      ],
    })
    expect(propertyOf({ type: ['string', 'integer'] })).toMatchObject({ name: oneOf })
  })

  test('with generalized.sum.type.support are numbered', () => {
    expect(
      propertyOf(
        { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        { config: { 'generalized.sum.type.support': 'true' } },
      ),
    ).toMatchObject({
      name: 'connect_union_0',
      parameters: { 'org.apache.kafka.connect.data.Union': 'connect_union_0' },
      fields: [{ name: 'connect_union_field_0' }, { name: 'connect_union_field_1' }],
    })
  })

  test('of one schema stay unions with flatten.singleton.unions=false', () => {
    const union = { oneOf: [{ type: 'string' }] }
    expect(propertyOf(union, { config: { 'flatten.singleton.unions': 'false' } })).toMatchObject({
      name: oneOf,
      fields: [{ name: `${oneOf}.field.0` }],
    })
  })

  test('beside an object without properties come first', () => {
    const branch = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string' } } })
    expect(
      propertyOf({ title: 'Product', type: 'object', anyOf: [branch('keycode'), branch('itemCode')] }),
    ).toMatchObject({ name: oneOf, fields: [{}, {}] })
  })

  test('allOf puts the properties of all together, also of those it refers to', () => {
    const { schema } = reads({
      title: 'IdentifyUser',
      allOf: [{ $ref: '#/definitions/Base' }, { $ref: '#/$defs/Base2' }],
      type: 'object',
      properties: { newUserId: { type: 'string' } },
      definitions: {
        Base: { properties: { id: { type: 'string' } } },
        Base2: { allOf: [{ properties: { id2: { type: 'integer' } } }] },
      },
    })({})
    expect(schema).toEqual({
      type: 'struct',
      fields: [
        { name: 'id', schema: { type: 'string' } },
        { name: 'id2', schema: { type: 'int64' } },
        { name: 'newUserId', schema: { type: 'string' } },
      ],
    })
  })
})

describe('references', () => {
  const definitions = { definitions: { 'a/b': { type: 'object', title: 'AB', properties: {} } } }

  test('within a schema', () => {
    expect(propertyOf({ $ref: '#/definitions/a~1b' }, { definitions })).toEqual({
      type: 'struct',
      name: 'AB',
      fields: [],
    })
    expect(propertyOf({ $ref: '#/$defs/a~1b' }, { definitions })).toMatchObject({ name: 'AB' })
  })

  test('that are optional in one place are not in another', () => {
    const { schema } = reads({
      type: 'object',
      properties: {
        a: { oneOf: [{ type: 'null' }, { $ref: '#/definitions/D' }] },
        b: { $ref: '#/definitions/D' },
      },
      definitions: { D: { type: 'object', properties: { x: { type: 'string' } } } },
    })({})
    const struct = { type: 'struct', fields: [{ name: 'x', schema: { type: 'string' } }] }
    expect(schema).toMatchObject({ fields: [{ schema: { ...struct, optional: true } }, { schema: struct }] })
    expect(schema).not.toMatchObject({ fields: [{}, { schema: { optional: true } }] })
  })

  test.each([
    ['other.json', undefined],
    ['./other.json', undefined],
    ['other.json', 'http://example.com/root.json'],
    ['http://example.com/other.json', 'http://example.com/root.json'],
    ['other.json#/definitions/Inner', undefined],
  ])('to another schema of the registry: %s under %s', (reference, $id) => {
    const other = {
      type: 'object',
      properties: { x: { $ref: '#/definitions/Inner' } },
      definitions: { Inner: { type: 'object', properties: { y: { type: 'boolean' } } } },
    }
    const root = {
      ...($id === undefined ? {} : { $id }),
      type: 'object',
      properties: { it: { $ref: reference } },
    }
    const { value } = reads(root, { dependencies: { 'other.json': other } })({
      it: { x: { y: true }, y: true },
    })
    const inner = reference.includes('Inner') ? { y: true } : { x: { y: true } }
    expect(value).toEqual({ it: inner })
  })

  test('an object that contains itself leads back to its own fields', () => {
    const schema = {
      type: 'object',
      title: 'Task',
      properties: {
        parent: { oneOf: [{ type: 'null' }, { $ref: '#' }] },
        children: { type: 'array', items: { $ref: '#' } },
        title: { type: 'string' },
      },
    }
    const { schema: read, value } = reads(schema)({
      title: 'a',
      parent: { title: 'b', parent: null, children: [] },
      children: [{ title: 'c', children: [{ title: 'd', children: [] }] }],
    })
    const fields = read?.type === 'struct' ? read.fields : []
    expect(fields[0]?.schema).toMatchObject({ optional: true, name: 'Task' })
    expect(fields[0]?.schema).toHaveProperty('fields', fields)
    expect(value).toMatchObject({
      parent: { title: 'b', parent: null },
      children: [{ title: 'c', parent: null, children: [{ title: 'd' }] }],
    })
  })

  test('are followed once, however often they are made', () => {
    const level = (n: number) => ({ type: ['string', 'array'], items: { $ref: `#/definitions/D${n + 1}` } })
    const twice = (n: number) => ({
      oneOf: [level(n), { type: 'array', items: { $ref: `#/definitions/D${n + 1}` } }],
    })
    const definitions = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`D${n}`, twice(n)]))
    const all = { definitions: { definitions: { ...definitions, D100: { type: 'string' } } } }
    expect(propertyOf({ $ref: '#/definitions/D0' }, all)).toMatchObject({ type: 'struct' })
  })

  test('anything else that contains itself is refused', () => {
    expect(() => reads({ type: 'array', items: { $ref: '#' } })([])).toThrow('contains itself')
    expect(() => reads({ $ref: '#' })({})).toThrow('contains itself')
  })

  test('that lead nowhere are refused', () => {
    expect(() => propertyOf({ $ref: '#/definitions/none' })).toThrow(
      'Could not resolve the reference "#/definitions/none" of a JSON Schema (field it)',
    )
    expect(() => propertyOf({ $ref: 'http://example.com/x.json' })).toThrow('Could not resolve')
  })
})

describe('drafts', () => {
  const modern = 'https://json-schema.org/draft/2020-12/schema'
  const beside = { $ref: '#/$defs/D', title: 'ignored', required: ['a'] }
  const $defs = { D: { type: 'object', title: 'D', properties: { a: { type: 'string' } } } }

  test('before 2019-09 look at nothing beside a reference', () => {
    expect(propertyOf(beside, { definitions: { $defs } })).toMatchObject({ name: 'D' })
  })

  test('2020-12 takes all together, unless ignore.modern.dialects', () => {
    const definitions = { $schema: modern, $defs }
    expect(propertyOf(beside, { definitions })).toEqual({
      type: 'struct',
      fields: [{ name: 'a', schema: { type: 'string' } }],
    })
    expect(propertyOf(beside, { definitions, config: { 'ignore.modern.dialects': 'true' } })).toMatchObject({
      name: 'D',
    })
  })

  test('anchors', () => {
    const definitions = { $schema: modern, $defs: { D: { $anchor: 'here', ...$defs.D } } }
    expect(propertyOf({ $ref: '#here' }, { definitions })).toMatchObject({ name: 'D' })
  })
})

test.each([
  [{ type: 'array' }, 'Array schema did not specify the items type'],
  [{ type: 'array', items: [{ type: 'string' }] }, 'Array schema did not specify the items type'],
  [{ type: 'null' }, 'Unsupported schema type org.everit.json.schema.NullSchema'],
  [{}, 'Unsupported schema type org.everit.json.schema.EmptySchema'],
  [true, 'Unsupported schema type org.everit.json.schema.TrueSchema'],
  [false, 'Unsupported schema type org.everit.json.schema.FalseSchema'],
  [{ not: {} }, 'Unsupported schema type org.everit.json.schema.NotSchema'],
  [{ type: 'number', 'connect.type': 'int128' }, 'Unsupported type int128'],
  [{ type: 'text' }, 'unknown type: [text]'],
  [5, 'A JSON Schema must be an object or a boolean, got NUMBER'],
  [{ type: 'object', 'connect.type': 'map' }, 'Map schema did not specify'],
  [{ type: 'integer', default: 'x' }, 'Invalid type for INT64: STRING'],
])('a property that cannot be mapped is refused by name: %j', (property, problem) => {
  expect(() => propertyOf(property)).toThrow(problem)
  expect(() => propertyOf(property)).toThrow(/\(field it[).]/)
})
