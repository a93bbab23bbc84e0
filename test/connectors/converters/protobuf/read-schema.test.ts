import { describe, expect, test } from 'vitest'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../../connectors/sdk/schema.ts'
import { message, proto3, type ReadOptions, reads, schemaOf } from './format.ts'

const TAG = 'io.confluent.connect.protobuf.Tag'

const tagged = (schema: Schema, tag: number): Schema => ({
  ...schema,
  optional: true,
  parameters: { ...schema.parameters, [TAG]: String(tag) },
})

const fieldsOf = (text: string, options: ReadOptions = {}): Readonly<Record<string, Schema>> => {
  const schema = schemaOf(text, options)
  if (schema.type !== 'struct') throw new Error(`A struct is expected, got ${schema.type}`)
  return Object.fromEntries(schema.fields.map(field => [field.name, field.schema]))
}

const typed = (type: string): Schema => ({
  type: 'int64',
  parameters: { 'io.confluent.connect.protobuf.Type': type },
})

describe('types', () => {
  test.each<[string, Schema]>([
    ['int32', { type: 'int32' }],
    ['sint32', { type: 'int32', parameters: { 'io.confluent.connect.protobuf.Type': 'sint32' } }],
    ['int64', { type: 'int64' }],
    ['uint32', typed('uint32')],
    ['uint64', typed('uint64')],
    ['fixed64', typed('fixed64')],
    ['float', { type: 'float32' }],
    ['double', { type: 'float64' }],
    ['bool', { type: 'boolean' }],
    ['string', { type: 'string' }],
    ['bytes', { type: 'bytes' }],
  ])('%s', (type, schema) => {
    expect(schemaOf(proto3(`message M { ${type} f = 7; }`))).toEqual({
      type: 'struct',
      name: 'M',
      fields: [{ name: 'f', schema: tagged(schema, 7) }],
    })
  })

  test('options of a field say more', () => {
    const text = proto3(`import "confluent/meta.proto"; import "confluent/type/decimal.proto"; message M {
      int32 a = 1 [(confluent.field_meta) = { params: [{ key: "connect.type", value: "int8" }] }];
      int32 b = 2 [(confluent.field_meta).params = { key: "connect.type", value: "int16" }];
      confluent.type.Decimal c = 3 [(confluent.field_meta) = {
        params: [{ value: "9", key: "precision" }, { value: "2", key: "scale" }] }];
      confluent.type.Decimal d = 4;
    }`)
    const { a, b, c, d } = fieldsOf(text)
    expect([a, b]).toEqual([tagged({ type: 'int8' }, 1), tagged({ type: 'int16' }, 2)])
    const decimal = decimalSchema(2)
    const parameters = { ...decimal.parameters, 'connect.decimal.precision': '9' }
    expect(c).toEqual(tagged({ ...decimal, parameters }, 3))
    expect(d).toEqual(tagged(decimalSchema(0), 4))
  })

  test('well-known messages are logical types', () => {
    const text = proto3(`import "google/type/date.proto"; import "google/type/timeofday.proto";
      import "google/protobuf/timestamp.proto";
      message M { google.type.Date a = 1; google.type.TimeOfDay b = 2; repeated google.protobuf.Timestamp c = 3; }`)
    expect(fieldsOf(text)).toEqual({
      a: tagged(DATE, 1),
      b: tagged(TIME, 2),
      c: tagged({ type: 'array', items: { ...TIMESTAMP, optional: true } }, 3),
    })
  })

  test('enums are strings, or integers, with their values as parameters', () => {
    const text = proto3('package p; message M { E e = 1; } enum E { A = 0; B = -1; }')
    const mark = 'io.confluent.connect.protobuf.Enum'
    const parameters = { [mark]: 'E', [`${mark}.A`]: '0', [`${mark}.B`]: '-1' }
    expect(fieldsOf(text).e).toEqual(tagged({ type: 'string', name: 'E', parameters }, 1))
    const config = { 'int.for.enums': 'true', 'enhanced.protobuf.schema.support': 'true' }
    expect(fieldsOf(text, { config }).e).toEqual(tagged({ type: 'int32', name: 'p.E', parameters }, 1))
  })

  test('maps, and repeated messages that look like their entries', () => {
    const text = proto3(`message M { map<string, int32> map_type = 1; repeated AttributeFieldEntry b = 2; }
      message AttributeFieldEntry { string key = 1; string value = 2; }`)
    expect(fieldsOf(text)).toEqual({
      map_type: tagged(
        {
          ...{ type: 'map', name: 'map_type' },
          keys: tagged({ type: 'string' }, 1),
          values: tagged({ type: 'int32' }, 2),
        },
        1,
      ),
      b: tagged(
        {
          ...{ type: 'map', name: 'attribute_field' },
          keys: tagged({ type: 'string' }, 1),
          values: tagged({ type: 'string' }, 2),
        },
        2,
      ),
    })
  })
})

describe('oneofs', () => {
  const text = proto3('package foo; message M { int32 a = 1; oneof pick { string s = 2; int32 n = 3; } }')
  const members = [
    { name: 's', schema: tagged({ type: 'string' }, 2) },
    { name: 'n', schema: tagged({ type: 'int32' }, 3) },
  ]

  test.each<[Record<string, string>, string, Partial<Schema>]>([
    [{}, 'pick_0', { name: 'io.confluent.connect.protobuf.Union.pick' }],
    [{ 'generate.index.for.unions': 'false' }, 'pick', { name: 'io.confluent.connect.protobuf.Union.pick' }],
    [
      { 'enhanced.protobuf.schema.support': 'true' },
      'pick_0',
      { name: 'io.confluent.connect.protobuf.Union.foo.M.pick' },
    ],
    [
      { 'generalized.sum.type.support': 'true' },
      'pick_0',
      { name: 'pick', parameters: { 'org.apache.kafka.connect.data.Union': 'pick' } },
    ],
  ])('with %j', (config, name, attributes) => {
    const schema = { type: 'struct', fields: members, optional: true, ...attributes }
    expect(Object.entries(fieldsOf(text, { config }))[0]).toEqual([name, schema])
  })

  test('are fields of the struct when flattened, of which the last is set', () => {
    const read = reads(text, { config: { 'flatten.unions': 'true' } })
    const { schema, value } = read(Uint8Array.of(0, 0x12, 1, 65, 0x18, 0))
    expect(schema).toMatchObject({ fields: [...members, { name: 'a' }] })
    expect(value).toEqual({ s: null, n: 0, a: 0 })
  })
})

describe('what is nullable', () => {
  const text = `syntax = "proto2"; message M { required int32 r = 1; optional int32 o = 2 [default = 5]; }`

  test('in proto2', () => {
    const bytes = Uint8Array.of(0, 0x08, 1)
    expect(reads(text)(bytes).value).toEqual({ r: 1, o: null })
    expect(reads(text, { config: { 'optional.for.proto2': 'false' } })(bytes).value).toEqual({ r: 1, o: 5 })
    expect(() => reads(text)(Uint8Array.of(0))).toThrow('Message missing required fields: r')
  })

  test('by its label', () => {
    const config = { 'optional.for.nullables': 'true' }
    const { a, b, c } = fieldsOf(proto3('message M { int32 a = 1; optional int32 b = 2; M c = 3; }'), {
      config,
    })
    expect([a?.optional, b?.optional, c?.optional]).toEqual([undefined, true, true])
  })

  test('by wrappers', () => {
    const imported = proto3(
      'import "google/protobuf/wrappers.proto"; message M { google.protobuf.UInt32Value a = 1; oneof o { google.protobuf.StringValue s = 2; string t = 3; } int32 b = 4; }',
    )
    const config = { 'wrapper.for.nullables': 'true' }
    const { o_0, a, b } = fieldsOf(imported, { config })
    expect(a).toEqual(tagged({ type: 'int64' }, 1))
    expect(b).toEqual({ type: 'int32', parameters: { [TAG]: '4' } })
    expect(o_0).toMatchObject({
      fields: [
        { schema: { parameters: { 'io.confluent.connect.protobuf.Wrapper': 'true' } } },
        { name: 't' },
      ],
    })
    expect(reads(imported, { config })(Uint8Array.of(0, 0x0a, 0)).value).toEqual({ a: 0, b: 0, o_0: null })
    expect(fieldsOf(imported).a).toMatchObject({ type: 'struct', name: 'UInt32Value' })
  })

  test('a message that is missing is a struct of defaults, when configured', () => {
    const nested = proto3('message M { N n = 1; } message N { int32 a = 1; optional string b = 2; }')
    const config = { 'generate.struct.for.nulls': 'true' }
    expect(reads(nested)(Uint8Array.of(0)).value).toEqual({ n: null })
    expect(reads(nested, { config })(Uint8Array.of(0)).value).toEqual({ n: { a: 0, b: '' } })
    const recursive = reads(proto3('message M { M m = 1; }'), { config })
    expect(() => recursive(Uint8Array.of(0))).toThrow('too many levels of nesting')
  })
})

describe('messages', () => {
  test('that are recursive have a schema that is', () => {
    const { schema } = reads(proto3('message M { M m = 1; repeated N ns = 2; } message N { M m = 1; }'))(
      Uint8Array.of(0),
    )
    if (schema?.type !== 'struct') throw new Error('No struct')
    const inner = schema.fields[0]?.schema
    expect(inner).toMatchObject({ type: 'struct', name: 'M', optional: true, parameters: { [TAG]: '1' } })
    expect(inner?.type === 'struct' && inner.fields).toBe(schema.fields)
  })

  test('of one type in two fields differ in their tags', () => {
    const { a, b } = fieldsOf(proto3('message M { N a = 1; N b = 2; } message N { int32 x = 1; }'))
    expect([a?.parameters, b?.parameters]).toEqual([{ [TAG]: '1' }, { [TAG]: '2' }])
  })

  test('have the version of their subject', () => {
    expect(schemaOf(proto3('message M {}'), { version: 3 })).toEqual({
      ...{ type: 'struct', name: 'M', version: 3, fields: [] },
    })
  })

  test('that are wrappers are primitives, unless configured', () => {
    const wrappers = proto3('package google.protobuf; message StringValue { string value = 1; }')
    expect(reads(wrappers)(Uint8Array.of(0, 0x0a, 1, 65))).toEqual({ schema: { type: 'string' }, value: 'A' })
    const config = { 'wrapper.for.raw.primitives': 'false' }
    expect(reads(wrappers, { config })(Uint8Array.of(0)).value).toEqual({ value: '' })
  })
})

describe('imports', () => {
  test('are references, at any depth', () => {
    const text = proto3('package a; import "b.proto"; message M { b.N n = 1; }')
    const dependencies = {
      'c.proto': proto3('package c; enum E { Z = 0; ONE = 1; }'),
      'b.proto': proto3('package b; import public "c.proto"; message N { c.E e = 1; }'),
    }
    expect(reads(text, { dependencies })(Uint8Array.of(0, 0x0a, 2, 0x08, 1)).value).toEqual({
      n: { e: 'ONE' },
    })
    expect(() => reads(text)).toThrow(
      'import "b.proto" is neither a reference of the schema nor a well-known file',
    )
  })

  test('count for no message index', () => {
    const text = proto3('package a; import "b.proto"; message M { N n = 1; }')
    const dependencies = { 'b.proto': proto3('package a; message N {}') }
    expect(reads(text, { dependencies })(Uint8Array.of(0)).schema).toMatchObject({ name: 'M' })
    expect(() => reads(text, { dependencies })(Uint8Array.of(2, 2))).toThrow('Invalid message indexes: [1]')
  })

  test('may be well-known, whatever they define', () => {
    const text = proto3(`import "google/protobuf/struct.proto"; import "google/protobuf/descriptor.proto";
      import "google/type/money.proto"; import "google/type/dayofweek.proto"; import "google/protobuf/any.proto";
      extend google.protobuf.FieldOptions { string note = 50000; }
      message M { google.protobuf.Struct s = 1 [(note) = "x"]; google.type.Money m = 2; google.type.DayOfWeek d = 3;
        google.protobuf.Any a = 4; google.protobuf.FieldDescriptorProto p = 5; }`)
    const { m, p } = fieldsOf(text)
    expect(m).toMatchObject({ name: 'Money', fields: [{ name: 'currency_code' }, {}, {}] })
    expect(p).toMatchObject({ name: 'FieldDescriptorProto' })
    const bytes = Uint8Array.of(0, 0x0a, 10, 0x0a, 8, 0x0a, 1, 97, 0x12, 3, 0x1a, 1, 98, 0x18, 7)
    expect(reads(text)(bytes).value).toMatchObject({
      s: { fields: new Map([['a', { kind_0: expect.objectContaining({ string_value: 'b' }) }]]) },
      d: 'SUNDAY',
    })
  })

  test('cycles of them end', () => {
    const dependencies = { 'b.proto': proto3('import "b.proto"; message N {}') }
    expect(schemaOf(proto3('import "b.proto"; message M { N n = 1; }'), { dependencies })).toMatchObject({
      name: 'M',
    })
  })
})

test('a message of another compiler is read', () => {
  const text = proto3('message M { sfixed64 a = 1; repeated double b = 2; map<int32, string> c = 3; }')
  const bytes = message(text, 'M', { a: '-9007199254740993', b: [0.5], c: { '-1': 'x' } })
  expect(reads(text)(bytes).value).toEqual({ a: -9007199254740993n, b: [0.5], c: new Map([[-1, 'x']]) })
})
