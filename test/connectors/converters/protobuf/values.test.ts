import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../../../connectors/sdk/value.ts'
import { arbitraryStruct } from './arbitrary-typed.ts'
import { encoded, field, message, proto3, reads, roundTrip } from './format.ts'

const fieldOf = (value: Value): Value => (value as { readonly f: Value }).f

const comesBack = (schema: Schema, value: Value, config: Record<string, string> = {}): Value =>
  fieldOf(roundTrip(field(schema), { f: value }, config).value)

const map = (keys: Schema, values: Schema): Schema => ({ type: 'map', keys, values })
const STRING: Schema = { type: 'string' }

describe('what is written is read', () => {
  test.each<[string, Schema, Value]>([
    ['int8', { type: 'int8' }, -128],
    ['int16', { type: 'int16' }, 32767],
    ['int32', { type: 'int32' }, -(2 ** 31)],
    ['int64', { type: 'int64' }, 9223372036854775807n],
    ['int64 below', { type: 'int64' }, -9223372036854775808n],
    ['int64 that is safe', { type: 'int64' }, -(2 ** 53 - 1)],
    ['float32', { type: 'float32' }, Math.fround(1.1)],
    ['float32 that is not a number', { type: 'float32' }, Number.NaN],
    ['float64', { type: 'float64' }, 5e-324],
    ['float64 −0', { type: 'float64' }, -0],
    ['boolean', { type: 'boolean' }, true],
    ['string', STRING, 'žluťoučký \uFFFD 🐎\u0000'],
    ['bytes', { type: 'bytes' }, Uint8Array.of(0, 255)],
    ['decimal', decimalSchema(3), new Decimal(-12345678901234567890123n, 3)],
    ['decimal of another scale', decimalSchema(3), new Decimal(5n, -2)],
    ['date', DATE, new Date('0001-01-01T00:00:00Z')],
    ['time', TIME, new Date(86_399_999)],
    ['timestamp', TIMESTAMP, new Date('1969-12-31T23:59:59.999Z')],
    ['array', { type: 'array', items: { type: 'int32' } }, [1, 0, -1]],
    ['array of strings', { type: 'array', items: STRING }, ['', 'a']],
    ['array of dates', { type: 'array', items: DATE }, [new Date(0)]],
    ['map', map(STRING, { type: 'int64' }), new Map([['', 0]])],
    ['map with other keys', map({ type: 'int32' }, { type: 'boolean' }), new Map([[-7, true]])],
    ['map with keys that are dates', map(DATE, STRING), new Map([[new Date(0), 'x']])],
    [
      'map of structs',
      map(STRING, { type: 'struct', name: 'V', fields: [{ name: 'x', schema: { type: 'bytes' } }] }),
      new Map([['k', { x: Uint8Array.of(1) }]]),
    ],
  ])('%s', (_, schema, value) => {
    expect(comesBack(schema, value)).toEqual(value)
  })

  test('any struct', () => {
    fc.assert(
      fc.property(arbitraryStruct(false), ({ schema, value }) => {
        expect(roundTrip(schema, value).value).toEqual(value)
      }),
    )
  })

  test.each([['optional.for.nullables'], ['wrapper.for.nullables']])(
    'any struct with nulls, with %s',
    key => {
      fc.assert(
        fc.property(arbitraryStruct(true), ({ schema, value }) => {
          expect(roundTrip(schema, value, { [key]: 'true' }).value).toEqual(value)
        }),
      )
    },
  )

  test('a primitive as the whole value', () => {
    expect(roundTrip(STRING, 'x', {})).toEqual({ schema: STRING, value: 'x' })
    expect(roundTrip({ type: 'int8' }, 0)).toEqual({ schema: { type: 'int32' }, value: 0 })
    expect([...encoded({ type: 'int64' }, 1)]).toEqual([2, 4, 8, 1])
  })

  test('recursive structs', () => {
    const fields: { name: string; schema: Schema }[] = []
    const node: Schema = { type: 'struct', name: 'Node', fields }
    fields.push(
      { name: 'n', schema: { type: 'int32' } },
      { name: 'next', schema: { ...node, optional: true } },
    )
    const value = { n: 1, next: { n: 2, next: null } }
    expect(roundTrip(node, value).value).toEqual(value)
  })

  test('structs that contain each other', () => {
    const [tree, leaf]: { name: string; schema: Schema }[][] = [[], []]
    const branch: Schema = { type: 'struct', name: 'Leaf', fields: leaf ?? [], optional: true }
    const root: Schema = { type: 'struct', name: 'Tree', fields: tree ?? [] }
    tree?.push({ name: 'leaf', schema: branch })
    leaf?.push({ name: 'trees', schema: { type: 'array', items: root } })
    const value = { leaf: { trees: [{ leaf: null }, { leaf: { trees: [] } }] } }
    expect(roundTrip(root, value).value).toEqual(value)
  })

  test('a variant', () => {
    const fields = ['metadata', 'value'].map(name => ({ name, schema: { type: 'bytes' } as const }))
    const variant: Schema = { type: 'struct', name: 'org.apache.kafka.connect.data.Variant', fields }
    const value = { metadata: Uint8Array.of(1), value: Uint8Array.of(2, 3) }
    const { schema, value: read } = roundTrip(field(variant), { f: value })
    expect(schema).toMatchObject({ fields: [{ name: 'f', schema: { ...variant, optional: true } }] })
    expect(read).toEqual({ f: value })
  })

  test('enums and unions that are marked as all formats of a registry do', () => {
    const mark = 'org.apache.kafka.connect.data'
    const color: Schema = {
      ...{ type: 'string', name: 'Color' },
      parameters: { [`${mark}.Enum`]: 'Color', [`${mark}.Enum.RED`]: '0', [`${mark}.Enum.BLUE`]: '1' },
    }
    const either: Schema = {
      ...{ type: 'struct', parameters: { [`${mark}.Union`]: 'either' }, optional: true },
      fields: [
        { name: 'c', schema: color },
        { name: 's', schema: STRING },
      ],
    }
    const schema: Schema = { type: 'struct', name: 'M', fields: [{ name: 'either_0', schema: either }] }
    const value = { either_0: { c: 'BLUE', s: null } }
    const config = { 'generalized.sum.type.support': 'true' }
    expect(roundTrip(schema, value, config).value).toEqual(value)
    expect(roundTrip(schema, { either_0: null }, config).value).toEqual({ either_0: null })
  })
})

describe('null', () => {
  const nullable = (schema: Schema): Schema => ({ ...schema, optional: true })

  test('is zero where a message does not tell it from zero', () => {
    expect(comesBack(nullable({ type: 'int32' }), null)).toBe(0)
    expect(comesBack(nullable(STRING), null)).toBe('')
    expect(comesBack(nullable({ type: 'array', items: STRING }), null)).toEqual([])
  })

  test('stays null where it does', () => {
    expect(comesBack(nullable(TIMESTAMP), null)).toBeNull()
    expect(comesBack(nullable(STRING), null, { 'optional.for.nullables': 'true' })).toBeNull()
    expect(comesBack(nullable(STRING), null, { 'wrapper.for.nullables': 'true' })).toBeNull()
    expect(comesBack(nullable(STRING), '', { 'optional.for.nullables': 'true' })).toBe('')
    expect(comesBack(nullable(STRING), '', { 'wrapper.for.nullables': 'true' })).toBe('')
  })

  test('is the default of its field, unless configured', () => {
    const schema: Schema = { ...STRING, optional: true, default: 'd' }
    expect(comesBack(schema, null)).toBe('d')
    expect(comesBack(schema, null, { 'ignore.default.for.nullables': 'true' })).toBe('')
  })

  test('as the whole value is a tombstone', () => {
    expect(() => encoded(field(STRING), null)).toThrow('A tombstone')
  })

  test('a value of a map stays null when it is a message', () => {
    const value = new Map([['a', null]])
    expect(comesBack(map(STRING, nullable(DATE)), value)).toEqual(value)
    expect(comesBack(map(STRING, nullable(STRING)), value)).toEqual(new Map([['a', '']]))
    for (const key of ['optional.for.nullables', 'wrapper.for.nullables'])
      expect(comesBack(map(STRING, nullable(STRING)), value, { [key]: 'true' })).toEqual(value)
  })
})

describe('messages of others', () => {
  const text = proto3(`message M {
    int32 a = 1;
    oneof pick { string p = 2; M q = 3; }
    map<string, M> m = 4;
    optional int32 o = 5;
    repeated sint64 r = 6;
    enum E { ZERO = 0; ONE = 1; }
    repeated E es = 7;
    fixed64 u = 8;
  }`)
  const empty = { pick_0: null, a: 0, m: new Map(), o: null, r: [], es: [], u: 0 }
  const read = reads(text)

  test('are read', () => {
    const bytes = message(text, 'M', {
      ...{ a: 1, q: { a: 2, o: 0 }, m: { k: { p: '' } }, r: [1, -2], es: ['ONE', 'ZERO', 7] },
      u: '18446744073709551615',
    })
    expect(read(bytes).value).toEqual({
      pick_0: { p: null, q: { ...empty, a: 2, o: 0 } },
      a: 1,
      m: new Map([['k', { ...empty, pick_0: { p: '', q: null } }]]),
      o: null,
      r: [1, -2],
      es: ['ONE', 'ZERO', 'UNKNOWN_ENUM_VALUE_E_7'],
      u: -1,
    })
  })

  test('an empty message has defaults', () => {
    expect(read(Uint8Array.of(0)).value).toEqual(empty)
  })

  test('fields that the schema does not have are skipped, groups too', () => {
    const group = [0x83, 1, 0x08, 1, 0x84, 1]
    expect(read(Uint8Array.of(0, ...group, 0x7a, 1, 65, 0x08, 5)).value).toEqual({ ...empty, a: 5 })
  })

  test('repeated scalars are read packed and not packed', () => {
    expect(read(Uint8Array.of(0, 0x30, 2, 0x32, 2, 4, 6)).value).toEqual({ ...empty, r: [1, 2, 3] })
  })

  test('a message that is there twice is one', () => {
    const [first, second] = [
      [0x1a, 2, 0x08, 1],
      [0x1a, 2, 0x28, 2],
    ]
    expect(read(Uint8Array.of(0, ...first, ...second)).value).toEqual({
      ...empty,
      pick_0: { p: null, q: { ...empty, a: 1, o: 2 } },
    })
    expect(read(Uint8Array.of(0, ...first, 0x12, 0, ...second)).value).toEqual({
      ...empty,
      pick_0: { p: null, q: { ...empty, o: 2 } },
    })
  })

  test('of an edition, where presence is the rule', () => {
    const edition =
      'edition = "2023"; message M { int32 a = 1; int32 b = 2 [features.field_presence = IMPLICIT]; }'
    expect(reads(edition)(Uint8Array.of(0)).value).toEqual({ a: null, b: 0 })
  })

  test('the message is the one that the indexes say', () => {
    const files = proto3('message A {} message B { message C {} message D { int32 d = 1; } }')
    expect(reads(files)(Uint8Array.of(4, 2, 2, 0x08, 5))).toMatchObject({
      schema: { name: 'D' },
      value: { d: 5 },
    })
  })
})

describe('what would be changed is refused', () => {
  test.each<[string, Schema, Value]>([
    ['Invalid value for INT8: an integer that needs more bits (field f)', { type: 'int8' }, 128],
    ['Invalid value for INT64: an integer that needs more bits (field f)', { type: 'int64' }, 2n ** 63n],
    [
      'Invalid value for uint32: an integer that needs more bits (field f)',
      { type: 'int64', parameters: { 'io.confluent.connect.protobuf.Type': 'uint32' } },
      -1,
    ],
    ['Invalid value for FLOAT32: a number that needs more bits (field f)', { type: 'float32' }, 0.1 + 1e-12],
    ['Invalid type for STRING: integer (field f)', STRING, 1],
    ['has no UTF-8 form', STRING, '\uD800'],
    ['Invalid value: null used for required field: "f", schema type: STRING (field f)', STRING, null],
    ['null used for an item of type STRING (field f[1])', { type: 'array', items: STRING }, ['', null]],
    ['null used for an item of type STRING (field f[null])', map(STRING, STRING), new Map([[null, '']])],
    ['Time values must use number of millis', TIME, new Date(86_400_000)],
    ['Kafka Connect Date type should not have any time fields', DATE, new Date(1)],
    ['before the year 1', DATE, new Date('0000-12-31T00:00:00Z')],
    ['of the years 1 to 9999', TIMESTAMP, new Date('+010000-01-01T00:00:00Z')],
    ['expected BigDecimal but was string (field f)', decimalSchema(0), '1'],
  ])('%s', (problem, schema, value) => {
    expect(() => comesBack(schema, value)).toThrow(problem)
  })
})
