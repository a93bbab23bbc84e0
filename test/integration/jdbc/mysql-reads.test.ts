import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Connection, Reading } from '../../../connectors/jdbc/dialect.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../connectors/sdk/value.ts'
import { connect, dialect, openDatabase, readAll, reading, readValues } from '../../helpers/mysql.ts'

const address = inject('mariadb')
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
const bytes = (hex: string) => Buffer.from(hex, 'hex')

type Case = readonly [type: string, literal: string, schema: Schema, value: unknown]

const cases: readonly Case[] = [
  ['tinyint(1)', '1', of('int8'), 1],
  ['tinyint(1)', '-128', of('int8'), -128],
  ['boolean', 'true', of('int8'), 1],
  ['tinyint', '-128', of('int8'), -128],
  ['tinyint unsigned', '255', of('int16'), 255],
  ['tinyint(1) unsigned', '255', of('int16'), 255],
  ['smallint', '-32768', of('int16'), -32_768],
  ['smallint(5) unsigned zerofill', '7', of('int32'), 7],
  ['smallint unsigned', '65535', of('int32'), 65_535],
  ['mediumint', '-8388608', of('int32'), -8_388_608],
  ['mediumint unsigned', '16777215', of('int32'), 16_777_215],
  ['int', '-2147483648', of('int32'), -2_147_483_648],
  ['int unsigned', '4294967295', of('int64'), 4_294_967_295],
  ['bigint', '9007199254740991', of('int64'), 9_007_199_254_740_991],
  ['bigint', '9007199254740993', of('int64'), 9_007_199_254_740_993n],
  ['bigint', '-9223372036854775808', of('int64'), -9_223_372_036_854_775_808n],
  ['bigint unsigned', '9223372036854775807', of('int64'), 9_223_372_036_854_775_807n],
  // a text of it would have six digits
  ['float', '16777216', of('float32'), 16_777_216],
  ['float', '0.1', of('float32'), Math.fround(0.1)],
  ['float', '1.401298464324817e-45', of('float32'), 2 ** -149],
  ['double', '0.1e0+0.2e0', of('float64'), 0.1 + 0.2],
  ['double', '1.7976931348623157e308', of('float64'), Number.MAX_VALUE],
  ['decimal(4,2)', '-0.05', decimal(4, 2), new Decimal(-5n, 2)],
  ['decimal(10,0) unsigned', '1234567890', decimal(10, 0), new Decimal(1_234_567_890n, 0)],
  ['decimal(5,3) zerofill', '1.5', decimal(5, 3), new Decimal(1500n, 3)],
  [
    'decimal(65,30)',
    "'-12345678901234567890123456789012345.123456789012345678901234567890'",
    decimal(65, 30),
    new Decimal(-12345678901234567890123456789012345123456789012345678901234567890n, 30),
  ],
  ['bit', "b'1'", of('int8'), 1],
  ['bit(9)', "b'101010101'", of('bytes'), bytes('0155')],
  ['bit(64)', '18446744073709551615', of('bytes'), bytes('ffffffffffffffff')],
  ['year', '2155', optional(DATE), date('2155-01-01T00:00:00Z')],
  ['year', '0', optional(DATE), date('0000-01-01T00:00:00Z')],
  ['date', "'2024-02-29'", optional(DATE), date('2024-02-29T00:00:00Z')],
  ['date', "'1000-01-01'", optional(DATE), date('1000-01-01T00:00:00Z')],
  ['date', "'9999-12-31'", optional(DATE), date('9999-12-31T00:00:00Z')],
  ['time', "'23:59:59'", optional(TIME), date('1970-01-01T23:59:59Z')],
  ['time(6)', "'00:00:00'", optional(TIME), date('1970-01-01T00:00:00Z')],
  ['time(3)', "'00:00:00.001'", optional(TIME), date('1970-01-01T00:00:00.001Z')],
  ['datetime', "'9999-12-31 23:59:59'", optional(TIMESTAMP), date('9999-12-31T23:59:59Z')],
  ['datetime', "'2024-02-29'", optional(TIMESTAMP), date('2024-02-29T00:00:00Z')],
  ['datetime(6)', "'1000-01-01 00:00:00.001'", optional(TIMESTAMP), date('1000-01-01T00:00:00.001Z')],
  ['timestamp(3) null', "'2038-01-19 03:14:07.999'", optional(TIMESTAMP), date('2038-01-19T03:14:07.999Z')],
  ['char(5)', "'ä '", of('string'), 'ä'],
  ['varchar(20)', "'it''s \\\\ ü '", of('string'), "it's \\ ü "],
  ['varchar(20) character set utf8mb4', "'𝄞 x'", of('string'), '𝄞 x'],
  ['nchar(3)', "'ab'", of('string'), 'ab'],
  ['tinytext', "'t'", of('string'), 't'],
  ['text', "''", of('string'), ''],
  ['mediumtext', "repeat('x', 70000)", of('string'), 'x'.repeat(70_000)],
  ['longtext', "'null'", of('string'), 'null'],
  ["enum('a','ü')", "'ü'", of('string'), 'ü'],
  ["set('x','y','z')", "'z,x'", of('string'), 'x,z'],
  ['json', `'{"b": 1.0, "a": 12345678901234567890}'`, of('string'), '{"b": 1.0, "a": 12345678901234567890}'],
  ['binary(3)', "x'00ff'", of('bytes'), bytes('00ff00')],
  ['varbinary(9)', "x'00'", of('bytes'), bytes('00')],
  ['tinyblob', "x''", of('bytes'), bytes('')],
  ['blob', "x'c3'", of('bytes'), bytes('c3')],
  ['mediumblob', "repeat(x'01', 70000)", of('bytes'), Buffer.alloc(70_000, 1)],
  ['longblob', "x'04'", of('bytes'), bytes('04')],
  [
    'geometry',
    "st_geomfromtext('POINT(1 2)', 4326)",
    of('bytes'),
    bytes('e61000000101000000000000000000f03f0000000000000040'),
  ],
  [
    'point',
    "st_geomfromtext('POINT(1 2)')",
    of('bytes'),
    bytes('000000000101000000000000000000f03f0000000000000040'),
  ],
  ['uuid', "'123E4567-e89b-12d3-a456-426614174000'", of('string'), '123e4567-e89b-12d3-a456-426614174000'],
  ['inet6', "'0::1'", of('string'), '::1'],
  ['inet4', "'1.2.3.4'", of('string'), '1.2.3.4'],
]

describe.runIf(address)('values of MariaDB', () => {
  let own: Awaited<ReturnType<typeof openDatabase>>
  let connection: Connection

  beforeAll(async () => {
    own = await openDatabase(address)
    connection = own.connection
    const columns = cases.map(([type], i) => `c${i} ${type}`)
    const tables = Map.groupBy(columns.keys(), i => Math.floor(i / 40))
    for (const [n, places] of tables) {
      await connection.execute({ sql: `create table t${n}(${places.map(i => columns[i])})` })
      const row = places.map(i => cases[i]?.[1])
      await connection.execute({ sql: `insert into t${n} values (${row})` })
      await connection.execute({ sql: `insert into t${n} values ()` })
    }
  })
  afterAll(() => own.close())

  test('are read exactly, and null is', async () => {
    for (const n of [0, 1]) {
      const { schemas, values } = await readValues(connection, `select * from t${n}`)
      const own = cases.slice(n * 40, n * 40 + 40)
      expect(schemas).toEqual(own.map(([, , schema]) => schema))
      expect(values).toEqual([own.map(([, , , value]) => value), own.map(() => null)])
    }
  })

  test('have columns as the catalogue has them', async () => {
    for (const n of [0, 1]) {
      const { columns } = await readAll(connection, `select * from t${n}`)
      const listed = await connection.columns({ table: `t${n}` })
      const type = ({ type }: { type: string }) => (type === 'json' ? 'longtext' : type)
      expect(columns.map(type)).toEqual(listed?.map(type))
      expect(columns.map(({ unsigned }) => unsigned)).toEqual(listed?.map(({ unsigned }) => unsigned))
      for (const [i, column] of columns.entries()) {
        const schema = dialect.reader(column, reading)?.schema
        expect(schema).toEqual(dialect.reader(listed?.[i] ?? column, reading)?.schema)
      }
    }
  })

  const refused: readonly (readonly [type: string, literal: string, message: RegExp])[] = [
    ['bigint unsigned', '9223372036854775808', /c .*bigint unsigned 9223372036854775808.*beyond/],
    ['time', "'-00:00:01'", /c .*time -00:00:01.*no time of a day/],
    ['time(6)', "'838:59:58.999999'", /c .*838:59:58.999999/],
    ['date', "'0000-00-00'", /c .*date 0000-00-00.*zeroDateTimeBehavior/],
    ['date', "'2024-00-31'", /2024-00-31/],
    ['datetime(6)', "'0000-00-00'", /datetime\(6\) 0000-00-00/],
    ['timestamp null', "'0000-00-00'", /timestamp 0000-00-00/],
  ]

  test.each(refused)('that no record can hold fail: %s %s', async (type, literal, message) => {
    await connection.execute({ sql: `create or replace table refused(c ${type})` })
    await connection.execute({ sql: `insert into refused values (${literal})` })
    const read = readValues(connection, 'select * from refused')
    await expect(read).rejects.toMatchObject({ code: 'DATA', message: expect.stringMatching(message) })
  })

  test('keep their microseconds, in UTC or in the zone of the database', async () => {
    await connection.execute({ sql: 'create table moments(d datetime(6), t timestamp(6))' })
    await connection.execute({
      sql: "insert into moments values ('2024-07-01 12:00:00.123456', '2024-07-01 12:00:00.123456')",
    })
    const read = async (timestampGranularity: string) => {
      const changed: Partial<Reading> = { timestampGranularity, timeZone: 'Europe/Paris' }
      return (await readValues(connection, 'select * from moments', changed)).values[0]
    }
    expect(await read('micros_long')).toEqual([1_719_828_000_123_456, 1_719_835_200_123_456])
    expect(await read('nanos_string')).toEqual(['1719828000123456000', '1719835200123456000'])
    expect(await read('micros_iso_datetime_string')).toEqual([
      '2024-07-01T12:00:00.123456',
      '2024-07-01T14:00:00.123456',
    ])
    expect(await read('connect_logical')).toEqual([
      date('2024-07-01T10:00:00.123Z'),
      date('2024-07-01T12:00:00.123Z'),
    ])
  })

  test('are compared with moments in the zone of their column', async () => {
    const { columns, rows } = await readAll(connection, 'select * from moments')
    for (const [i, column] of columns.entries()) {
      const moment = dialect.instantOf?.(rows[0]?.[i], column, 'Europe/Paris')
      if (moment === undefined) throw new Error(`${column.name} is no moment`)
      const bound = dialect.instantParameter(moment, 'Europe/Paris', column)
      const before = { ...moment, nanos: moment.nanos - 1000 }
      const boundBefore = dialect.instantParameter(before, 'Europe/Paris', column)
      const sql = `select count(*) from moments where ${column.name} = ? and ${column.name} > ?`
      const { rows: found } = await connection.execute({ sql, params: [bound, boundBefore] })
      expect(found).toEqual([[1]])
    }
  })

  test('follow numeric.mapping', async () => {
    const sql = 'select 1.50 a, cast(12 as decimal(4)) b, cast(7 as decimal(19)) c'
    const mapped = async (numericMapping: Reading['numericMapping']) => {
      const { schemas, values } = await readValues(connection, sql, { numericMapping })
      return schemas.map((schema, i) => [schema?.name ? 'decimal' : schema?.type, String(values[0]?.[i])])
    }
    expect(await mapped('best_fit')).toEqual([
      ['float64', '1.5'],
      ['int16', '12'],
      ['decimal', '7'],
    ])
    expect((await mapped('precision_only'))[0]).toEqual(['decimal', '1.50'])
  })

  test('are what the driver properties want them to be', async () => {
    const properties = {
      zeroDateTimeBehavior: 'CONVERT_TO_NULL',
      yearIsDateType: 'false',
      transformedBitIsBoolean: 'true',
    }
    await connection.execute({
      sql: 'create table wanted(d date not null, t datetime not null, y year, b tinyint(1))',
    })
    await connection.execute({ sql: "insert into wanted values ('0000-00-00', '0000-00-00', 1999, 2)" })
    const other = await connect(own.address, { properties })
    const { schemas, values } = await readValues(other, 'select * from wanted')
    expect(values).toEqual([[null, null, 1999, true]])
    expect(schemas.map(schema => schema?.optional)).toEqual([true, true, true, true])
    expect((await other.columns({ table: 'wanted' }))?.map(({ type }) => type)).toEqual([
      'date',
      'datetime',
      'smallint',
      'boolean',
    ])
    await other.close()
    const rounding = await connect(own.address, { properties: { zeroDateTimeBehavior: 'round' } })
    expect((await readValues(rounding, 'select d from wanted')).values).toEqual([
      [date('0001-01-01T00:00:00Z')],
    ])
    await rounding.close()
  })
})
