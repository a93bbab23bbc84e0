import { describe, expect, test } from 'vitest'
import { DATE, type Schema } from '../../../../connectors/sdk/schema.ts'
import type { Value } from '../../../../connectors/sdk/value.ts'
import { openFormat, proto3, reads, registered } from './format.ts'

const STRING: Schema = { type: 'string' }
const nothing = new Uint8Array(0)

const structOf = (fields: Readonly<Record<string, Schema>>, name = 'M'): Schema => ({
  ...{ type: 'struct', name },
  fields: Object.entries(fields).map(([each, schema]) => ({ name: each, schema })),
})

/** Writes in a schema that the registry has. */
const writes = (text: string, schema: Schema, config: Record<string, string> = {}) => {
  const { encode } = openFormat(config).writerFor(registered(text), schema, { strict: true })
  return (value: Value): Uint8Array => encode(value, nothing) ?? nothing
}

describe('data are written in a schema that the registry has', () => {
  test('under its numbers and in its types, by the names of fields', () => {
    const text = proto3(`import "google/protobuf/wrappers.proto"; import "google/type/date.proto";
      message M { sint64 n = 9; google.protobuf.StringValue s = 8; map<string, N> m = 7; repeated E es = 6;
        google.type.Date day = 5; oneof pick { string a = 4; int32 b = 3; } int32 more = 2; }
      message N { double x = 3; } enum E { ZERO = 0; ONE = 1; }`)
    const schema = structOf({
      n: { type: 'int32' },
      s: STRING,
      m: { type: 'map', keys: STRING, values: structOf({ x: { type: 'float32' } }, 'Other') },
      es: { type: 'array', items: STRING },
      day: DATE,
      b: { type: 'int8', optional: true },
    })
    const value = {
      n: -5,
      s: '',
      m: new Map([['k', { x: 0.5 }]]),
      es: ['ONE', 'ZERO'],
      day: new Date(0),
      b: 0,
    }
    expect(reads(text)(writes(text, schema)(value)).value).toEqual({
      ...{ ...value, s: { value: '' }, more: 0, pick_0: { a: null, b: 0 } },
      b: undefined,
    })
  })

  test('as the message of their name, else as the first', () => {
    const text = proto3('package p; message A { message M { string s = 1; } } message B { string s = 2; }')
    expect([...writes(text, structOf({ s: STRING }, 'p.A.M'))({ s: 'x' })]).toEqual([4, 0, 0, 0x0a, 1, 120])
    expect([...writes(text, structOf({ s: STRING }, 'p.B'))({ s: 'x' })]).toEqual([2, 2, 0x12, 1, 120])
    const other = () => writes(text, structOf({ s: STRING }, 'q.C'))
    expect(other).toThrow('Cannot find field with name s in message p.A (field s)')
  })

  test('primitives as their wrapper', () => {
    const text = proto3('package google.protobuf; message StringValue { string value = 1; }')
    expect([...writes(text, STRING)('x')]).toEqual([0, 0x0a, 1, 120])
    expect(() => writes(text, { type: 'int32' })).toThrow(
      'The schema has no message google.protobuf.Int32Value',
    )
  })
})

describe('what it cannot hold is refused', () => {
  const INT64: Schema = { type: 'int64' }
  const optional = (schema: Schema): Schema => ({ ...schema, optional: true })

  test.each<[string, string, Schema]>([
    ['Cannot find field with name a in message M (field a)', 'int64 b = 1;', INT64],
    ['INT64 cannot be written as string (field a)', 'string a = 1;', INT64],
    ['INT64 cannot be written as repeated int64 (field a)', 'repeated int64 a = 1;', INT64],
    ['INT64 cannot be written as map of int64 (field a)', 'map<string, int64> a = 1;', INT64],
    ['INT32 named org.apache.kafka.connect.data.Date cannot be written as int32', 'int32 a = 1;', DATE],
    ['ARRAY cannot be written as int64 (field a)', 'int64 a = 1;', { type: 'array', items: INT64 }],
    ['FLOAT64 cannot be written as float (field a)', 'float a = 1;', { type: 'float64' }],
  ])('%s', (problem, fields, schema) => {
    expect(() => writes(proto3(`message M { ${fields} }`), structOf({ a: schema }))).toThrow(problem)
  })

  test('without a field that it requires', () => {
    const text = 'syntax = "proto2"; message M { required int64 a = 1; required int64 b = 2; }'
    expect(() => writes(text, structOf({ a: INT64 }))).toThrow('Message missing required fields: b of M')
    const write = writes(text, structOf({ a: optional(INT64), b: INT64 }))
    expect([...write({ a: 0, b: 1 })]).toEqual([0, 0x08, 0, 0x10, 1])
    expect(() => write({ a: null, b: 1 })).toThrow('null used for required field: "a"')
  })

  test('a value that does not fit', () => {
    const write = writes(proto3('message M { int32 a = 1; }'), structOf({ a: INT64 }))
    expect(() => write({ a: 2 ** 31 })).toThrow(
      'Invalid value for int32: an integer that needs more bits (field a)',
    )
    const text = 'syntax = "proto2"; message M { optional E a = 1; enum E { X = 1; Y = 2; } }'
    expect(() => writes(text, structOf({ a: STRING }))({ a: 'Z' })).toThrow(
      'Invalid value for enum E: Z; allowed are X, Y (field a)',
    )
  })

  test('two values of a oneof', () => {
    const text = proto3('message M { oneof o { string a = 1; string b = 2; } }')
    const write = writes(text, structOf({ a: optional(STRING), b: optional(STRING) }))
    expect([...write({ a: null, b: '' })]).toEqual([0, 0x12, 0])
    expect(() => write({ a: '', b: '' })).toThrow('A union has one value, got a, b')
    const union: Schema = {
      ...structOf({ a: optional(STRING), b: optional(STRING) }, 'io.confluent.connect.protobuf.Union.o'),
      optional: true,
    }
    const writeUnion = writes(text, structOf({ o_0: union }))
    expect([...writeUnion({ o_0: null })]).toEqual([0])
    expect(() => writeUnion({ o_0: { a: '', b: '' } })).toThrow('A union has one value, got a, b (field o_0)')
    expect(() => writeUnion({ o_0: { a: null, b: null } })).toThrow('Cannot find non-null field (field o_0)')
  })
})

test('an enum value that was not known when it was read is written', () => {
  const text = proto3('message M { enum E { ZERO = 0; } E e = 1; repeated E es = 2; }')
  const bytes = Uint8Array.of(0, 0x08, 7, 0x12, 2, 0, 9)
  for (const config of [{}, { 'int.for.enums': 'true' }]) {
    const { schema, value } = reads(text, { config })(bytes)
    if (schema === undefined) throw new Error('No schema')
    expect([...writes(text, schema, config)(value)]).toEqual([...bytes])
  }
})
