import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import { runs } from '../../../helpers/runs.ts'
import { arbitraryStruct } from './arbitrary-typed.ts'
import { encoded, proto3, reads, written } from './format.ts'

const text = proto3(`import "google/protobuf/timestamp.proto"; import "confluent/type/decimal.proto";
  import "google/type/date.proto"; import "google/type/timeofday.proto";
  message M { int32 a = 1; string s = 2; M m = 3; repeated int32 r = 4; map<string, M> p = 5; repeated M ms = 6;
    google.protobuf.Timestamp t = 7; confluent.type.Decimal d = 8; google.type.Date day = 9;
    google.type.TimeOfDay at = 10; fixed64 x = 11; bytes b = 12; }`)
const read = reads(text)

describe('a message is refused', () => {
  test.each<[string, readonly number[]]>([
    ['The message indexes are cut off', []],
    ['The message indexes are cut off', [2]],
    ['The message indexes are malformed', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['Invalid message indexes: -1 of them', [1]],
    ['Invalid message indexes: 1000000 of them', [0x80, 0x89, 0x7a]],
    ['Invalid message indexes: [5]', [2, 10]],
    ['Invalid message indexes: [-1]', [2, 1]],
    ['The message indexes are cut off', [0x7a, 0]],
    ['cut off or malformed: index out of range', [0, 0x08]],
    ['cut off or malformed: index out of range: 3 + 9 > 4 (field s)', [0, 0x12, 9, 65]],
    ['are not UTF-8 text', [0, 0x12, 1, 0xff]],
    ['9 bytes are needed, 1 are there (field m)', [0, 0x1a, 9, 0]],
    [
      '4294967295 bytes are needed, 0 are there (field m.m)',
      [0, 0x1a, 6, 0x1a, 0xff, 0xff, 0xff, 0xff, 0x0f],
    ],
    ['malformed: index out of range: 5 + 1 > 5 (field m.a)', [0, 0x1a, 2, 0x08, 0x80]],
    ['The message does not fit its schema: wire type 2, 0 is needed (field a)', [0, 0x0a, 0]],
    ['The message does not fit its schema: wire type 0, 2 is needed (field s)', [0, 0x10, 0]],
    ['(field r[1])', [0, 0x22, 2, 1, 0x80]],
    ['(field ms[1].s)', [0, 0x32, 0, 0x32, 3, 0x12, 1, 0xff]],
    ['(field p[0].s)', [0, 0x2a, 5, 0x12, 3, 0x12, 1, 0xff]],
    [
      'Invalid Timestamp: seconds 0, nanos 1000000000; it is of the years 1 to 9999 (field t)',
      [0, 0x3a, 6, 0x10, 0x80, 0x94, 0xeb, 0xdc, 0x03],
    ],
    ['Invalid Decimal: Zero length BigInteger (field d)', [0, 0x42, 0]],
    [
      'Invalid Decimal: scale 2147483647, it is within ±10000',
      [0, 0x42, 9, 0x0a, 1, 1, 0x18, 0xff, 0xff, 0xff, 0xff, 7],
    ],
    [
      'Invalid Date: year 2021, month 2, day 29 (field day)',
      [0, 0x4a, 7, 0x08, 0xe5, 0x0f, 0x10, 2, 0x18, 29],
    ],
    ['Invalid TimeOfDay: hours 24, minutes 0, seconds 0, nanos 0 (field at)', [0, 0x52, 2, 0x08, 24]],
    ['(field x)', [0, 0x59, 1, 2]],
    ['a field has the number 0', [0, 0x00]],
    ['field 15 has the wire type 7', [0, 0x7f]],
    ['cut off', [0, 0x7a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('%s', (problem, bytes) => {
    expect(() => read(Uint8Array.from(bytes))).toThrow(problem)
  })

  test('more than 100 levels, of fields that are known and of those that are not', () => {
    const nested = (levels: number): Uint8Array =>
      levels === 0
        ? new Uint8Array(0)
        : (inner => Buffer.concat([Buffer.of(0x1a), varint(inner.length), inner]))(nested(levels - 1))
    const varint = (n: number) => Buffer.from(n < 128 ? [n] : [(n & 127) | 128, n >> 7])
    expect(() => read(Buffer.concat([Buffer.of(0), nested(99)]))).not.toThrow()
    expect(() => read(Buffer.concat([Buffer.of(0), nested(100)]))).toThrow('too many levels of nesting')
    const groups = Buffer.alloc(100_000, 0x7b)
    expect(() => read(Buffer.concat([Buffer.of(0), groups]))).toThrow('too many levels of nesting')
  })
})

const isData = (run: () => unknown): boolean => {
  try {
    run()
    return true
  } catch (error) {
    return error instanceof ConnectError && error.code === 'DATA'
  }
}

test('any bytes are read, or refused as data', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes =>
      isData(() => read(Buffer.concat([Buffer.of(0), bytes]))),
    ),
    { numRuns: runs(2000) },
  )
})

test('a message with a part cut off, or a byte changed, is read or refused as data', () => {
  fc.assert(
    fc.property(arbitraryStruct(false), fc.nat(), fc.nat({ max: 255 }), ({ schema, value }, at, byte) => {
      const bytes = Buffer.from(encoded(schema, value))
      const again = reads(written(schema))
      const changed = Buffer.from(bytes)
      changed[at % changed.length] = byte
      return isData(() => again(bytes.subarray(0, at % bytes.length))) && isData(() => again(changed))
    }),
  )
})

test('messages that are there many times are merged in linear time', () => {
  const many = Buffer.concat([
    Buffer.of(0),
    ...Array.from({ length: 200_000 }, () => Buffer.of(0x1a, 2, 0x1a, 0)),
  ])
  expect(read(many).value).toMatchObject({ m: { m: { a: 0, m: null } } })
})

describe('a schema is refused', () => {
  test.each<[string, string]>([
    ["Could not parse Protobuf: illegal token '}'", proto3('message M { int32 a }')],
    ['Could not parse Protobuf', 'not a schema'],
    ["Could not parse Protobuf: no such Type or Enum 'Nope'", proto3('message M { Nope a = 1; }')],
    ['The schema has no message', proto3('enum E { A = 0; }')],
    ['Fields named __proto__ are not supported', proto3('message M { string __proto__ = 1; }')],
    ['Could not parse Protobuf: max depth exceeded', proto3('message A {'.repeat(5000) + '}'.repeat(5000))],
    [
      'Unknown Connect schema type: GROUP (field g of M)',
      'message M { optional group G = 1 { optional int32 a = 1; } }',
    ],
    [
      'more than 500 levels of messages',
      proto3(Array.from({ length: 600 }, (_, i) => `message M${i} { M${(i + 1) % 600} m = 1; }`).join('\n')),
    ],
  ])('%s', (problem, schema) => {
    expect(() => reads(schema)(Uint8Array.of(0))).toThrow(problem)
  })

  test('again and again', () => {
    const again = reads(
      proto3('message A { B b = 1; C c = 2; } message B { A a = 1; } message C { D d = 1; } message D {}'),
    )
    expect(again(Uint8Array.of(0)).value).toEqual({ b: null, c: null })
    const bad = reads(
      'message A { optional B b = 1; } message B { optional A a = 1; optional group G = 2 {} }',
    )
    for (const _ of [1, 2]) expect(() => bad(Uint8Array.of(0))).toThrow('GROUP')
  })
})
