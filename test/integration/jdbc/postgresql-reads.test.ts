import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Reading } from '../../../connectors/jdbc/dialect.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../connectors/sdk/value.ts'
import { addExtensions, openSchema, readAll, readValue } from '../../helpers/postgresql.ts'

const address = inject('postgres')
const optional = (schema: Schema): Schema => ({ ...schema, optional: true })
const of = (
  type: 'int8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64' | 'boolean' | 'string' | 'bytes',
) => optional({ type })
const decimal = (precision: number, scale: number): Schema =>
  optional({
    ...decimalSchema(scale),
    parameters: { scale: String(scale), 'connect.decimal.precision': String(precision) },
  })
const date = (iso: string) => new Date(iso)

type Case = readonly [sql: string, schema: Schema, value: unknown]

const cases: readonly Case[] = [
  ['true', of('boolean'), true],
  ["B'1'::bit(1)", of('boolean'), true],
  ["B'101'::bit(3)", of('int8'), 5],
  ["B'11111111'::bit(8)", of('int8'), -1],
  ["B'110000000'::bit(9)", of('bytes'), Uint8Array.of(1, 128)],
  ['(-32768)::int2', of('int16'), -32_768],
  ['2147483647::int4', of('int32'), 2_147_483_647],
  ['9007199254740991::int8', of('int64'), 9_007_199_254_740_991],
  ['9223372036854775807::int8', of('int64'), 9_223_372_036_854_775_807n],
  ['(-9223372036854775808)::int8', of('int64'), -9_223_372_036_854_775_808n],
  ['4294967295::oid', of('int64'), 4_294_967_295],
  ['0.1::float4', of('float32'), Math.fround(0.1)],
  ["'NaN'::float8", of('float64'), Number.NaN],
  ["'-Infinity'::float8", of('float64'), Number.NEGATIVE_INFINITY],
  ["'-0'::float8", of('float64'), -0],
  ['0.1::float8 + 0.2::float8', of('float64'), 0.1 + 0.2],
  ["'-1234.56'::money", of('float64'), -1234.56],
  [
    "'12345678901234567890.1234567890'::numeric(30,10)",
    decimal(30, 10),
    new Decimal(123456789012345678901234567890n, 10),
  ],
  ["'-0.05'::numeric(4,2)", decimal(4, 2), new Decimal(-5n, 2)],
  ["'12300'::numeric(3,-2)", decimal(3, -2), new Decimal(123n, -2)],
  ["'1.5'::numeric", decimal(0, 127), new Decimal(15n * 10n ** 126n, 127)],
  ["'ab '::char(4)", of('string'), 'ab  '],
  ["'ä😀'::varchar(9)", of('string'), 'ä😀'],
  ["E'a\\nb'::text", of('string'), 'a\nb'],
  ["'n'::name", of('string'), 'n'],
  ['\'x\'::"char"', of('string'), 'x'],
  ["'<a/>'::xml", of('string'), '<a/>'],
  [`'{"b": 1.0, "a": 12345678901234567890}'::json`, of('string'), '{"b": 1.0, "a": 12345678901234567890}'],
  [`'{"b": 1.0}'::jsonb`, of('string'), '{"b": 1.0}'],
  ["'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", of('string'), 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ["'sad'::mood", of('string'), 'sad'],
  ["'\\x00ff10'::bytea", of('bytes'), Buffer.from([0, 255, 16])],
  ["''::bytea", of('bytes'), Buffer.alloc(0)],
  ["'2024-02-29'::date", optional(DATE), date('2024-02-29T00:00:00Z')],
  ["'0044-03-15 BC'::date", optional(DATE), date('-000043-03-15T00:00:00Z')],
  ["'1500-06-01'::date", optional(DATE), date('1500-06-01T00:00:00Z')],
  ["'23:59:59.999'::time", optional(TIME), date('1970-01-01T23:59:59.999Z')],
  ["'01:30:00+02'::timetz", optional(TIME), date('1970-01-01T23:30:00Z')],
  ["'2024-03-31 02:30:00.123'::timestamp", optional(TIMESTAMP), date('2024-03-31T02:30:00.123Z')],
  ["'2024-03-31 02:30:00.5+05:30'::timestamptz", optional(TIMESTAMP), date('2024-03-30T21:00:00.5Z')],
  ["'1969-12-31 23:59:59.5'::timestamp", optional(TIMESTAMP), date('1969-12-31T23:59:59.5Z')],
  ["'12345-06-07 08:09:10'::timestamp", optional(TIMESTAMP), date('+012345-06-07T08:09:10Z')],
  ["'a'::short_text", of('string'), 'a'],
  ['7::positive', of('int32'), 7],
]

/** Types that Connect's JDBC source leaves out: as text, then natively. */
const others: readonly (readonly [sql: string, text: string, schema: Schema, value: unknown])[] = [
  ["'{1,NULL,-3}'::int4[]", '{1,NULL,-3}', { type: 'array', items: of('int32') }, [1, null, -3]],
  ["'{}'::text[]", '{}', { type: 'array', items: of('string') }, []],
  [
    `ARRAY['a,b', 'NULL', NULL, '', 'q"\\', '{x}']`,
    `{"a,b","NULL",NULL,"","q\\"\\\\","{x}"}`,
    { type: 'array', items: of('string') },
    ['a,b', 'NULL', null, '', 'q"\\', '{x}'],
  ],
  [
    "ARRAY['1.50'::numeric(5,2)]::numeric(5,2)[]",
    '{1.50}',
    { type: 'array', items: decimal(5, 2) },
    [new Decimal(150n, 2)],
  ],
  [
    "ARRAY['2024-01-01 00:00:00.5'::timestamp]",
    '{"2024-01-01 00:00:00.5"}',
    { type: 'array', items: optional(TIMESTAMP) },
    [date('2024-01-01T00:00:00.5Z')],
  ],
  ["ARRAY['sad'::mood]", '{sad}', { type: 'array', items: of('string') }, ['sad']],
  ["ARRAY['\\x01'::bytea]", '{"\\\\x01"}', { type: 'array', items: of('bytes') }, [Buffer.from([1])]],
  ["ARRAY['10.0.0.1'::inet]", '{10.0.0.1}', { type: 'array', items: of('string') }, ['10.0.0.1']],
  [
    `hstore(ARRAY['a','q"\\','n'], ARRAY['1','x => y', NULL])`,
    `"a"=>"1", "n"=>NULL, "q\\"\\\\"=>"x => y"`,
    { type: 'map', keys: { type: 'string' }, values: of('string') },
    new Map([
      ['a', '1'],
      ['n', null],
      ['q"\\', 'x => y'],
    ]),
  ],
  ["'192.168.0.0/16'::inet", '192.168.0.0/16', { type: 'string' }, '192.168.0.0/16'],
  [
    "'1 year 2 days 03:04:05.000006'::interval",
    '1 year 2 days 03:04:05.000006',
    { type: 'string' },
    '1 year 2 days 03:04:05.000006',
  ],
  ["'[1,5)'::int4range", '[1,5)', { type: 'string' }, '[1,5)'],
  ["'(1.5,-2)'::point", '(1.5,-2)', { type: 'string' }, '(1.5,-2)'],
  ["B'10110'::varbit", '10110', { type: 'string' }, '10110'],
  ["'a fat cat'::tsvector", "'a' 'cat' 'fat'", { type: 'string' }, "'a' 'cat' 'fat'"],
]

describe.runIf(address)('PostgreSQL, reading', () => {
  let opened: Awaited<ReturnType<typeof openSchema>>
  beforeAll(async () => {
    opened = await openSchema(address)
    await addExtensions(opened.connection, 'hstore')
    await opened.connection.execute({
      sql: `CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE DOMAIN short_text AS varchar(3); CREATE DOMAIN positive AS int CHECK (value > 0)`,
    })
  })
  afterAll(() => opened.close())

  const selected = async (sqls: readonly string[]) => {
    const list = sqls.map((sql, i) => `${sql} AS c${i}`).join(', ')
    const { columns, rows } = await readAll(opened.connection, `SELECT ${list}`)
    return columns.map((column, i) => ({ column, raw: rows[0]?.[i] }))
  }
  const readOne = async (sql: string, changed: Partial<Reading> = {}) => {
    const [one] = await selected([sql])
    if (one === undefined) throw new Error('no column')
    return readValue(one.column, one.raw, changed)
  }

  test('every type that Connect has is read exactly', async () => {
    const got = await selected(cases.map(([sql]) => sql))
    for (const [i, { column, raw }] of got.entries()) {
      const [sql, schema, value] = cases[i] ?? []
      expect({ sql, ...readValue(column, raw) }).toEqual({ sql, schema, value })
    }
  })

  test('other types are left out, texts, or native', async () => {
    const got = await selected(others.map(([sql]) => sql))
    for (const [i, { column, raw }] of got.entries()) {
      const [sql, text, schema, value] = others[i] ?? []
      expect({ sql, read: readValue(column, raw) }).toEqual({ sql, read: undefined })
      const asText = { sql, schema: of('string'), value: text }
      expect({ sql, ...readValue(column, raw, { otherTypes: 'text' }) }).toEqual(asText)
      const native = { sql, schema: optional(schema as Schema), value }
      expect({ sql, ...readValue(column, raw, { otherTypes: 'native' }) }).toEqual(native)
    }
  })

  test.each([
    ["'infinity'::timestamp", 'has the value infinity'],
    ["'-infinity'::date", 'has the value -infinity'],
    ["'294276-01-01'::timestamp", 'beyond what a Timestamp holds'],
    ["'24:00:00'::time", 'has the value 24:00:00'],
    ["'NaN'::numeric(5,2)", 'has the value NaN'],
    ["'Infinity'::numeric", 'has the value Infinity'],
    ["'92233720368547758.07'::money", 'no FLOAT64 is exactly as much'],
  ])('%s, which no value of Connect is, fails and is named', async (sql, message) => {
    await expect(readOne(sql)).rejects.toMatchObject({
      code: 'DATA',
      message: expect.stringContaining(message),
    })
  })

  test.each([
    ["'{{1,2},{3,4}}'::int[]", 'several dimensions'],
    ["'[2:3]={1,2}'::int[]", 'count from 1'],
  ])('%s is no Connect array', async (sql, message) => {
    await expect(readOne(sql, { otherTypes: 'native' })).rejects.toThrow(message)
    expect(await readOne(sql, { otherTypes: 'text' })).toMatchObject({ schema: of('string') })
  })

  test('numeric.mapping', async () => {
    const mapped = async (sql: string) => {
      const each = async (numericMapping: Reading['numericMapping']) => {
        const read = await readOne(sql, { numericMapping })
        const { type } = read?.schema ?? {}
        return type === 'bytes' ? 'decimal' : `${type} ${read?.value}`
      }
      return [await each('precision_only'), await each('best_fit'), await each('best_fit_eager_double')]
    }
    expect(await mapped('12::numeric(2)')).toEqual(['int8 12', 'int8 12', 'int8 12'])
    expect(await mapped('123::numeric(3)')).toEqual(['int16 123', 'int16 123', 'int16 123'])
    expect(await mapped('123456789::numeric(9)')).toEqual(Array(3).fill('int32 123456789'))
    const large = '999999999999999999'
    expect(await mapped(`${large}::numeric(18)`)).toEqual(Array(3).fill(`int64 ${large}`))
    expect(await mapped('1::numeric(19)')).toEqual(['decimal', 'decimal', 'decimal'])
    expect(await mapped('1.25::numeric(5,2)')).toEqual(['decimal', 'float64 1.25', 'float64 1.25'])
    expect(await mapped('1.25::numeric(25,2)')).toEqual(['decimal', 'decimal', 'float64 1.25'])
    expect(await mapped('1.25::numeric')).toEqual(['decimal', 'decimal', 'float64 1.25'])
    expect(await mapped("'12300'::numeric(3,-2)")).toEqual(['decimal', 'int32 12300', 'int32 12300'])
  })

  test('timestamp.granularity and db.timezone', async () => {
    const at = (timestampGranularity: string, timeZone: string, type = 'timestamp') =>
      readOne(`'2024-07-01 12:00:00.123456'::${type}`, { timestampGranularity, timeZone })
    expect(await at('micros_long', 'UTC')).toEqual({ schema: of('int64'), value: 1_719_835_200_123_456 })
    expect(await at('nanos_long', 'UTC')).toEqual({ schema: of('int64'), value: 1_719_835_200_123_456_000n })
    expect(await at('micros_string', 'Europe/Paris')).toMatchObject({ value: '1719828000123456' })
    expect(await at('nanos_string', 'Europe/Paris', 'timestamptz')).toMatchObject({
      value: '1719835200123456000',
    })
    expect(await at('micros_iso_datetime_string', 'Europe/Paris')).toMatchObject({
      value: '2024-07-01T12:00:00.123456',
    })
    expect(await at('nanos_iso_datetime_string', 'Europe/Paris', 'timestamptz')).toMatchObject({
      value: '2024-07-01T14:00:00.123456000',
    })
    expect(await at('connect_logical', 'Europe/Paris')).toMatchObject({
      value: date('2024-07-01T10:00:00.123Z'),
    })
  })

  test('texts do not depend on what the server or the role prefers', async () => {
    const properties = {
      options:
        '-c DateStyle=German -c IntervalStyle=sql_standard -c TimeZone=Asia/Tokyo -c extra_float_digits=-3 -c bytea_output=escape',
    }
    const other = await openSchema(address, { properties })
    try {
      const sql = `SELECT '2024-01-02 03:04:05'::timestamp, '1 day'::interval, '2024-01-01 00:00+00'::timestamptz, 0.1::float8 + 0.2, '\\x00'::bytea`
      const { rows } = await readAll(other.connection, sql)
      const texts = ['2024-01-02 03:04:05', '1 day', '2024-01-01 00:00:00+00', '0.30000000000000004', '\\x00']
      expect(rows).toEqual([texts])
    } finally {
      await other.close()
    }
  })
})
