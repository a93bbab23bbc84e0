import { describe, expect, test } from 'vitest'
import {
  DATE,
  decimalSchema,
  type Field,
  type Schema,
  TIME,
  TIMESTAMP,
} from '../../../../connectors/sdk/schema.ts'
import { openFormat, written } from './format.ts'

const STRING: Schema = { type: 'string' }
const INT32: Schema = { type: 'int32' }

const struct = (fields: Readonly<Record<string, Schema>>, name?: string): Schema => ({
  type: 'struct',
  ...(name === undefined ? {} : { name }),
  fields: Object.entries(fields).map(([each, schema]) => ({ name: each, schema })),
})

const tagged = (schema: Schema, tag: number): Schema => ({
  ...schema,
  parameters: { ...schema.parameters, 'io.confluent.connect.protobuf.Tag': String(tag) },
})

const status: Schema = {
  type: 'string',
  name: 'Status',
  parameters: {
    'io.confluent.connect.protobuf.Enum': 'Status',
    'io.confluent.connect.protobuf.Enum.ACTIVE': '0',
    'io.confluent.connect.protobuf.Enum.INACTIVE': '1',
  },
}

const union: Schema = {
  type: 'struct',
  name: 'io.confluent.connect.protobuf.Union.pick',
  optional: true,
  fields: [
    { name: 'a', schema: tagged(STRING, 3) },
    { name: 'b', schema: tagged(INT32, 5) },
  ],
}

describe('the text of a schema', () => {
  test('has the package, types, and what types do not say as options', () => {
    const schema = struct(
      {
        i8: { type: 'int8' },
        i64: { type: 'int64' },
        f: { type: 'float32' },
        d: { type: 'float64' },
        ok: { type: 'boolean' },
        raw: { type: 'bytes' },
        price: {
          ...decimalSchema(2),
          parameters: { scale: '2', 'connect.decimal.precision': '9' },
        },
        day: DATE,
        at: TIME,
        stamp: TIMESTAMP,
        tags: { type: 'array', items: STRING },
      },
      'shop.orders.Order',
    )
    expect(written(schema)).toBe(`syntax = "proto3";
package shop.orders;

import "confluent/type/decimal.proto";
import "google/type/date.proto";
import "google/type/timeofday.proto";
import "google/protobuf/timestamp.proto";

message Order {
  int32 i8 = 1 [(confluent.field_meta) = {
    params: [
      {
        key: "connect.type",
        value: "int8"
      }
    ]
  }];
  int64 i64 = 2;
  float f = 3;
  double d = 4;
  bool ok = 5;
  bytes raw = 6;
  confluent.type.Decimal price = 7 [(confluent.field_meta) = {
    params: [
      {
        value: "9",
        key: "precision"
      },
      {
        value: "2",
        key: "scale"
      }
    ]
  }];
  google.type.Date day = 8;
  google.type.TimeOfDay at = 9;
  google.protobuf.Timestamp stamp = 10;
  repeated string tags = 11;
}
`)
  })

  test('names what has no name, and nests it; maps are repeated entries', () => {
    const schema = struct({
      inner: struct({ x: INT32 }),
      named: struct({ y: INT32 }, 'a.b.named'),
      map: { type: 'map', keys: STRING, values: INT32 },
      by_name: { type: 'map', keys: INT32, values: struct({ z: INT32 }), name: 'by_name' },
    })
    expect(written(schema)).toBe(`syntax = "proto3";

message ConnectDefault1 {
  ConnectDefault2 inner = 1;
  namedMessage named = 2;
  repeated ConnectDefault3Entry map = 3;
  repeated ByNameEntry by_name = 4;

  message ConnectDefault2 {
    int32 x = 1;
  }
  message namedMessage {
    int32 y = 1;
  }
  message ConnectDefault3Entry {
    string key = 1;
    int32 value = 2;
  }
  message ByNameEntry {
    int32 key = 1;
    ConnectDefault4 value = 2;
${'  '}
    message ConnectDefault4 {
      int32 z = 1;
    }
  }
}
`)
  })

  test('has enums and oneofs, and the numbers that fields were read with', () => {
    const schema = struct({ pick_0: union, status: tagged(status, 2), other: INT32 }, 'M')
    expect(written(schema)).toBe(`syntax = "proto3";

message M {
  Status status = 2;
  int32 other = 4;

  oneof pick {
    string a = 3;
    int32 b = 5;
  }

  enum Status {
    ACTIVE = 0;
    INACTIVE = 1;
  }
}
`)
  })

  test.each<[Record<string, string>, string]>([
    [{}, 'string f = 1;'],
    [{ 'optional.for.nullables': 'true' }, 'optional string f = 1;'],
    [{ 'wrapper.for.nullables': 'true' }, 'google.protobuf.StringValue f = 1;'],
  ])('what is nullable, with %j', (config, line) => {
    const text = written(struct({ f: { ...STRING, optional: true }, g: STRING }, 'M'), config)
    expect(text).toContain(`\n  ${line}\n`)
    expect(text).toContain('\n  string g = 2;\n')
  })

  test('refers to a struct that contains itself', () => {
    const fields: Field[] = [{ name: 'n', schema: INT32 }]
    const node: Schema = { type: 'struct', name: 'Node', fields }
    fields.push({ name: 'next', schema: { ...node, optional: true } })
    expect(written(struct({ first: node }, 'List'))).toContain(`  message Node {
    int32 n = 1;
    Node next = 2;
  }`)
  })

  test('scrubs names, when configured', () => {
    const schema = struct({ 'invalid field-name': STRING, '0+': INT32 }, 'org.acme-corp.invalid record-name')
    expect(written(schema, { 'scrub.invalid.names': 'true' })).toBe(`syntax = "proto3";
package org.acme_corp;

message invalid_record_name {
  string invalid_field_name = 1;
  int32 x0_2B = 2;
}
`)
    expect(() => written(schema)).toThrow(
      '"acme-corp" is not a valid identifier; scrub.invalid.names=true makes it one',
    )
  })

  test('marks of other formats make enums and unions, too', () => {
    const mark = 'org.apache.kafka.connect.data'
    const schema = struct({
      e: { ...STRING, parameters: { [`${mark}.Enum`]: 'a.Color', [`${mark}.Enum.RED`]: '0' } },
      u: { ...struct({ s: STRING }), parameters: { [`${mark}.Union`]: 'u' } },
    })
    const text = written(schema, { 'generalized.sum.type.support': 'true' })
    expect(text).toContain('Color e = 1;')
    expect(text).toContain('oneof u {\n    string s = 3;\n  }')
  })
})

test('a primitive is a message of wrappers.proto', () => {
  const { schema, recordName } = openFormat().writer(STRING)
  expect(recordName).toBe('google.protobuf.StringValue')
  expect(schema.references).toEqual([])
  expect(schema.schema).toMatch(/^syntax = "proto3";\npackage google.protobuf;\n\noption java_package/)
  expect(schema.schema).toContain('\nmessage StringValue {\n  string value = 1;\n}\n')
})

test.each<[string, Schema | undefined]>([
  ['Protobuf needs a schema, schemaless data have none', undefined],
  ['Unsupported root schema of type ARRAY', { type: 'array', items: STRING }],
  ['Unsupported root schema of type INT64 named org.apache.kafka.connect.data.Timestamp', TIMESTAMP],
  [
    'Array cannot be nested (field f)',
    struct({ f: { type: 'array', items: { type: 'array', items: INT32 } } }),
  ],
  [
    'Items of an ARRAY may not be of type MAP (field f)',
    struct({ f: { type: 'array', items: { type: 'map', keys: STRING, values: INT32 } } }),
  ],
  [
    'Keys of a MAP may not be of type ARRAY (field f)',
    struct({ f: { type: 'map', keys: { type: 'array', items: STRING }, values: INT32 } }),
  ],
  ['Two fields have the number 1, one is b', struct({ a: tagged(STRING, 1), b: tagged(STRING, 1) })],
  [
    'Invalid parameter io.confluent.connect.protobuf.Tag of field a: 19000',
    struct({ a: tagged(STRING, 19_000) }),
  ],
  [
    'Two different types in one message are named S (field b)',
    struct({ a: struct({ x: INT32 }, 'S'), b: struct({ x: STRING }, 'S') }),
  ],
  ['more than 100 levels', Array.from({ length: 101 }).reduce<Schema>(inner => struct({ f: inner }), STRING)],
])('%s', (problem, schema) => {
  expect(() => openFormat().writer(schema)).toThrow(problem)
})
