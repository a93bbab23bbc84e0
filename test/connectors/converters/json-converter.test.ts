import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonConverter } from '../../../connectors/converters/json-converter.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { decimalSchema, type Schema } from '../../../connectors/sdk/schema.ts'
import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import { jsonValue, typedDatum } from '../sdk/arbitrary-values.ts'

const open = (config: Record<string, string> = {}) =>
  jsonConverter.open(parseConfig(jsonConverter.config, config), { isKey: false })

const textOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString())

describe('with schemas', () => {
  test.each(['BASE64', 'NUMERIC'])('any value comes back as it was, decimals as %s', format => {
    const converter = open({ 'decimal.format': format })
    fc.assert(
      fc.property(typedDatum, datum => {
        const bytes = converter.fromConnect('t', datum)
        expect(converter.toConnect('t', bytes)).toEqual(datum)
        // once more, with the schema known
        expect(converter.toConnect('t', bytes)).toEqual(datum)
      }),
      {
        examples: [
          [{ schema: { type: 'float32' }, value: -0 }],
          [{ schema: { type: 'float64' }, value: -0 }],
        ],
      },
    )
  })

  test('the same schema is the same object', () => {
    const converter = open()
    const read = (payload: number) =>
      converter.toConnect('t', Buffer.from(`{"schema":{"type":"int64"},"payload":${payload}}`)).schema
    expect(read(1)).toBe(read(2))
  })

  test.each([
    '{"schema":{"type":"int32"},"payload":1,"more":2}',
    '{"schema":{"type":"int32"},"payload":1,"schema":null,"x":1}',
    '{"payload":1}',
  ])('%s is no envelope, also after one of the same schema', text => {
    const converter = open()
    converter.toConnect('t', Buffer.from('{"schema":{"type":"int32"},"payload":1}'))
    expect(() => converter.toConnect('t', Buffer.from(text))).toThrow(
      'requires "schema" and "payload" fields',
    )
  })

  test.each(['', ' ', 'null', '5', '[]', '{}'])('%j is no envelope', text => {
    expect(() => open().toConnect('t', Buffer.from(text))).toThrow('requires "schema" and "payload" fields')
  })

  test('blanks and the order of the two fields do not matter', () => {
    const converter = open()
    const texts = [
      '{ "schema" : {"type":"int32"} , "payload" : 7 } ',
      '{"payload":7,"schema":{"type":"int32"}}',
    ]
    for (const text of [...texts, ...texts])
      expect(converter.toConnect('t', Buffer.from(text))).toEqual({ schema: { type: 'int32' }, value: 7 })
  })

  const row: Schema = {
    type: 'struct',
    fields: [
      {
        name: 'a',
        schema: {
          type: 'array',
          items: { type: 'struct', fields: [{ name: 'b', schema: { type: 'int8' } }] },
        },
      },
    ],
  }

  test.each([
    [{ type: 'int32' }, 2 ** 31, 'Invalid value for INT32: an integer that needs more bits'],
    [{ type: 'int64' }, 2n ** 63n, 'Invalid value for INT64: an integer that needs more bits'],
    [{ type: 'int32' }, 'abc', 'Invalid type for INT32: class java.lang.String'],
    [
      { type: 'int32' },
      null,
      'Conversion error: null value for field that is required and has no default value',
    ],
    [row, { a: [{ b: 1 }, { b: 128 }] }, 'an integer that needs more bits (field a[1].b)'],
    [row, { a: [{ b: 1 }, { b: 1, c: 2 }] }, 'c is not a valid field name (field a[1])'],
    [row, { a: [{}] }, 'required and has no default value (field a[0].b)'],
    [decimalSchema(2), new Decimal(1234n, 3), 'Schema has scale 2, value has scale 3'],
  ] as [Schema, Value, string][])('%j refuses %s', (schema, value, message) => {
    expect(() => open().fromConnect('t', { schema, value })).toThrow(message)
  })

  test.each([
    ['{"type":"int32"}', '2147483648', '2147483648 is not an INT32'],
    ['{"type":"int64"}', '9223372036854775808', '9223372036854775808 is not an INT64'],
    ['{"type":"bytes"}', '"!!"', 'Invalid bytes field'],
    ['{"type":"string","default":5}', 'null', 'Invalid default value'],
    [
      '{"type":"struct","fields":[{"field":"a","type":"int8"},{"field":"a","type":"int8"}]}',
      '{}',
      'Cannot create field because of field name duplication a',
    ],
    [
      '{"type":"int32","name":"org.apache.kafka.connect.data.Date"}',
      '2147483648',
      'Invalid type for Date, underlying representation should be integer but was NUMBER',
    ],
    [
      '{"type":"int64","name":"org.apache.kafka.connect.data.Timestamp"}',
      '8640000000000001',
      '8640000000000001 is beyond what a Timestamp can hold here',
    ],
    [
      '{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal"}',
      '"AJw="',
      'Invalid bytes for Decimal field',
    ],
    ['{"type":"int32"}', '"abc"', 'Invalid type for INT32: STRING'],
    [
      '{"type":"struct","fields":[{"field":"a","type":"boolean"}]}',
      '{"a":1}',
      'Invalid type for BOOLEAN: NUMBER (field a)',
    ],
  ])('%s refuses to read %s', (schema, payload, message) => {
    expect(() => open().toConnect('t', Buffer.from(`{"schema":${schema},"payload":${payload}}`))).toThrow(
      message,
    )
  })

  test('decimals keep their digits, also as defaults', () => {
    const schema = { ...decimalSchema(2), default: new Decimal(150n, 2) }
    for (const format of ['BASE64', 'NUMERIC']) {
      const converter = open({ 'decimal.format': format, 'replace.null.with.default': 'false' })
      const datum = { schema: { ...schema, optional: true }, value: null }
      expect(converter.toConnect('t', converter.fromConnect('t', datum))).toEqual(datum)
    }
    const numeric = open({ 'decimal.format': 'NUMERIC' })
    expect(textOf(numeric.fromConnect('t', { schema, value: null }))).toContain('"payload":1.50')
  })

  test('numbers with a billion digits are refused at once', () => {
    const text = `{"schema":{"type":"bytes","name":"org.apache.kafka.connect.data.Decimal","parameters":{"scale":"2"}},"payload":1e999999999}`
    expect(() => open().toConnect('t', Buffer.from(text))).toThrow('Invalid type for Decimal')
  })
})

describe('structs as converters print them, which are read without parsing', () => {
  const types = {
    int64: '{"field":"a","type":"int64","optional":true}',
    float64: '{"field":"a","type":"float64","default":0.5}',
    decimal: `{"field":"a","type":"bytes","name":"${decimalSchema(2).name}","parameters":{"scale":"2"}}`,
    text: '{"field":"a","type":"string","optional":true}',
    flag: '{"field":"a","type":"boolean"}',
    struct: '{"field":"a","type":"struct","fields":[{"field":"b","type":"int8"}]}',
  }
  const nines = '9'.repeat(1000)
  const tokens = [
    ...[
      '0',
      '-0',
      '0.0',
      '-0.0',
      '1.0',
      '1.50',
      '-12.3450',
      '1e3',
      '1.5E-7',
      '1e400',
      '1e-400',
      '1e999999999',
    ],
    ...['9007199254740993', '-9223372036854775808', '9223372036854775808', '123456789012345.67'],
    ...[
      '0.1234567890123456789',
      '12345678901234567890.10',
      nines,
      `${nines}9`,
      `0.${nines}`,
      '01',
      '-',
      '1.',
    ],
    ...[
      '.5',
      '+1',
      '1.e5',
      'true',
      'false',
      'null',
      'nul',
      'truex',
      '"NaN"',
      '"Infinity"',
      '"AJw="',
      '""',
      '"',
    ],
    ...[
      '"a b é 😀"',
      '"\\u0041\\n"',
      '"\\""',
      '"\t"',
      '"\u007f"',
      '{"b":1}',
      '{"b":128}',
      '{"b":1,"c":2}',
      '{}',
    ],
    ...['[]', '1,"a":2', '1,"z":2', '1}', ''],
  ]
  const outcome = (converter: ReturnType<typeof open>, text: string) => {
    try {
      return converter.toConnect('t', Buffer.from(text)).value
    } catch (error) {
      return String(error)
    }
  }

  test.each(Object.entries(types))('%s: each token is what it is when parsed', (_, field) => {
    const envelope = (payload: string) =>
      `{"schema":{"type":"struct","fields":[${field},{"field":"z","type":"int8"}]},"payload":${payload}}`
    for (const token of tokens) {
      const known = open()
      outcome(known, envelope('{}'))
      const texts = [`{"a":${token},"z":5}`, ` {\n"a" :\t${token} , "z": 5\r} `, `{"a":\v${token},"z":5}`]
      // whose schema is new is parsed as a whole
      for (const text of texts.map(envelope)) expect(outcome(known, text)).toEqual(outcome(open(), text))
    }
  })

  test('fields may be in another order, be missing, or have names that objects inherit', () => {
    const converter = open()
    const names = ['constructor', '__proto__', 'é']
    const fields = names.map(field => `{"field":"${field}","type":"int8","optional":true}`)
    const read = (payload: string) =>
      outcome(converter, `{"schema":{"type":"struct","fields":[${fields}]},"payload":${payload}}`)
    for (const payload of [
      '{"constructor":1,"__proto__":2,"é":3}',
      '{"é":3,"__proto__":2,"constructor":1}',
      '{"constructor":1,"__proto__":2,"\\u00e9":3}',
    ])
      expect(Object.entries(read(payload) ?? {})).toEqual([...names].map((name, i) => [name, i + 1]))
    expect(Object.values(read('{"__proto__":2}') ?? {})).toEqual([null, 2, null])
  })
})

describe('without schemas', () => {
  const converter = open({ 'schemas.enable': 'false' })

  test('any JSON comes back as it was', () => {
    fc.assert(
      fc.property(jsonValue, value => {
        const bytes = converter.fromConnect('t', { schema: undefined, value })
        expect(converter.toConnect('t', bytes)).toEqual({ schema: undefined, value })
      }),
    )
  })

  test('an integer beyond int64 is kept', () => {
    const bytes = Buffer.from('{"a":9223372036854775808}')
    expect(textOf(converter.fromConnect('t', converter.toConnect('t', bytes)))).toBe(String(bytes))
  })

  test('a byte order mark is no part of it', () => {
    expect(converter.toConnect('t', Buffer.from('\ufeff{"a":1}')).value).toEqual({ a: 1 })
  })

  test('numbers may begin with zeros', () => {
    expect(converter.toConnect('t', Buffer.from('{"a":007,"b":-01.50,"c":"007"}')).value).toEqual({
      a: 7,
      b: -1.5,
      c: '007',
    })
  })

  test('a null with a schema is JSON null, without one no bytes', () => {
    expect(
      textOf(converter.fromConnect('t', { schema: { type: 'string', optional: true }, value: null })),
    ).toBe('null')
    expect(converter.fromConnect('t', { schema: undefined, value: null })).toBeNull()
  })

  test('a message of no bytes is null', () => {
    expect(converter.toConnect('t', Buffer.alloc(0))).toEqual({ schema: undefined, value: null })
  })

  test('bytes that are not UTF-8 are refused', () => {
    expect(() => converter.toConnect('t', Buffer.from([0x22, 0xff, 0x22]))).toThrow(
      '3 bytes are not UTF-8 text',
    )
  })
})
