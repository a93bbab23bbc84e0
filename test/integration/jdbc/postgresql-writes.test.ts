import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Column, INSTANT, type WriteShape } from '../../../connectors/jdbc/dialect.ts'
import {
  type ArraySchema,
  DATE,
  decimalSchema,
  type PrimitiveSchema,
  type Schema,
  STRING,
  TIME,
  TIMESTAMP,
} from '../../../connectors/sdk/schema.ts'
import { Decimal, newStruct } from '../../../connectors/sdk/value.ts'
import { addExtensions, dialect, openSchema, readAll, readValue } from '../../helpers/postgresql.ts'

const address = inject('postgres')
const UTC = { timestamps: 'UTC', dates: 'UTC' }
const int32: PrimitiveSchema = { type: 'int32' }
const int64: PrimitiveSchema = { type: 'int64' }
const bytes: PrimitiveSchema = { type: 'bytes' }
const date = (iso: string) => new Date(iso)
const array = (items: Schema): ArraySchema => ({ type: 'array', items })
const filled = (fields: Record<string, never>) => Object.assign(newStruct(), fields)

describe.runIf(address)('PostgreSQL, writing', () => {
  let opened: Awaited<ReturnType<typeof openSchema>>
  beforeAll(async () => {
    opened = await openSchema(address)
    await addExtensions(opened.connection, 'hstore', 'citext')
    const sql = `CREATE TYPE "Mo""od" AS ENUM ('sad', 'ok'); CREATE DOMAIN positive AS int CHECK (value > 0)`
    await opened.connection.execute({ sql })
  })
  afterAll(() => opened.close())

  let tables = 0
  const create = async (columns: string) => {
    const table = `a "table" ${++tables}`
    await opened.connection.execute({ sql: `CREATE TABLE ${dialect.quote(table)} (${columns})` })
    return table
  }

  const columnsOf = async (table: string): Promise<Map<string, Column>> => {
    const columns = await opened.connection.columns({ table })
    return new Map(columns?.map(column => [column.name, column]))
  }

  interface Shape {
    readonly mode: WriteShape['mode']
    readonly keys?: Readonly<Record<string, Schema>>
    readonly columns?: Readonly<Record<string, Schema>>
  }

  const shapeOf = async (table: string, { mode, keys = {}, columns = {} }: Shape): Promise<WriteShape> => {
    const known = await columnsOf(table)
    const written = (schemas: Readonly<Record<string, Schema>>) =>
      Object.entries(schemas).map(([name, schema]) => {
        const column = known.get(name)
        if (column === undefined) throw new Error(`no column ${name}`)
        return { column, schema }
      })
    return { mode, table: { table }, keys: written(keys), columns: written(columns) }
  }

  const write = async (table: string, shape: Shape, rows: readonly (readonly unknown[])[], zones = UTC) => {
    const statements = dialect.writes(await shapeOf(table, shape), rows, zones)
    const { connection } = opened
    return connection.transaction(async () => {
      let count = 0
      for (const statement of statements) count += (await connection.execute(statement)).count
      return count
    })
  }

  const all = async (table: string, order = '1') =>
    (await readAll(opened.connection, `SELECT * FROM ${dialect.quote(table)} ORDER BY ${order}`)).rows

  test.each<readonly [type: string, schema: Schema, value: unknown, text: string]>([
    ['int8', int64, 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['smallint', { type: 'int8' }, -128, '-128'],
    ['float4', { type: 'float32' }, Math.fround(0.1), '0.1'],
    ['float8', { type: 'float64' }, -0, '-0'],
    ['float8', { type: 'float64' }, Number.NEGATIVE_INFINITY, '-Infinity'],
    ['float8', { type: 'float64' }, Number.NaN, 'NaN'],
    ['float8', { type: 'float64' }, 5e-324, '5e-324'],
    ['boolean', { type: 'boolean' }, false, 'f'],
    ['boolean', { type: 'int8' }, 1, 't'],
    [
      'numeric(30,10)',
      decimalSchema(10),
      new Decimal(-123456789012345678901234567890n, 10),
      '-12345678901234567890.1234567890',
    ],
    ['numeric', decimalSchema(-2), new Decimal(123n, -2), '12300'],
    ['money', decimalSchema(2), new Decimal(123456n, 2), '$1,234.56'],
    ['text', STRING, 'q"\\,{}\'\n\tä😀 NULL', 'q"\\,{}\'\n\tä😀 NULL'],
    ['text', STRING, '', ''],
    ['text', STRING, 'NULL', 'NULL'],
    ['char(4)', STRING, 'ab', 'ab  '],
    ['bytea', bytes, Uint8Array.of(0, 255, 92), '\\x00ff5c'],
    ['bytea', bytes, new Uint8Array(), '\\x'],
    ['bit(1)', { type: 'boolean' }, true, '1'],
    ['bit(3)', { type: 'int8' }, 5, '101'],
    ['bit(8)', { type: 'int8' }, -1, '11111111'],
    ['bit(9)', bytes, Uint8Array.of(1, 128), '110000000'],
    ['date', DATE, date('0001-01-01T00:00:00Z'), '0001-01-01'],
    ['date', DATE, date('-000043-03-15T00:00:00Z'), '0044-03-15 BC'],
    ['time', TIME, date('1970-01-01T23:59:59.999Z'), '23:59:59.999'],
    ['timestamp', TIMESTAMP, date('1969-12-31T23:59:59.999Z'), '1969-12-31 23:59:59.999'],
    ['timestamp', TIMESTAMP, date('+012345-06-07T08:09:10Z'), '12345-06-07 08:09:10'],
    ['timestamptz', TIMESTAMP, date('-000043-03-15T00:00:00Z'), '0044-03-15 00:00:00+00 BC'],
    ['timestamp', INSTANT, { ms: 1_719_835_200_123, nanos: 123_456_000 }, '2024-07-01 12:00:00.123456'],
    ['uuid', STRING, 'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [
      'uuid',
      bytes,
      Buffer.from('a0eebc999c0b4ef8bb6d6bb9bd380a11', 'hex'),
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    ],
    ['json', STRING, '{"a": 1.0}', '{"a": 1.0}'],
    ['jsonb', STRING, '[12345678901234567890]', '[12345678901234567890]'],
    [
      'jsonb',
      {
        type: 'struct',
        fields: [
          { name: 'n', schema: int64 },
          { name: 'd', schema: DATE },
        ],
      },
      Object.assign(newStruct(), { n: 9_007_199_254_740_993n, d: date('2024-01-01T00:00:00Z') }),
      '{"d": "2024-01-01", "n": 9007199254740993}',
    ],
    ['"Mo""od"', STRING, 'sad', 'sad'],
    ['positive', int32, 7, '7'],
    ['inet', STRING, '10.0.0.1/8', '10.0.0.1/8'],
    ['xml', STRING, '<a b="c"/>', '<a b="c"/>'],
    ['interval', STRING, '1 day 00:00:01', '1 day 00:00:01'],
    ['int4range', STRING, '[1,5)', '[1,5)'],
    ['int4', STRING, '42', '42'],
    [
      'hstore',
      { type: 'map', keys: STRING, values: { ...STRING, optional: true } },
      new Map([
        ['a "', null],
        ['b', 'x=>y'],
      ]),
      '"b"=>"x=>y", "a \\""=>NULL',
    ],
    ['int4[]', array(int32), [1, null, -3], '{1,NULL,-3}'],
    ['int8[]', array(array(int64)), [[1], [9_223_372_036_854_775_807n]], '{{1},{9223372036854775807}}'],
    ['text[]', array(STRING), ['a,b', 'NULL', null, '', 'q"\\'], '{"a,b","NULL",NULL,"","q\\"\\\\"}'],
    ['bytea[]', array(bytes), [Uint8Array.of(1)], '{"\\\\x01"}'],
    ['"Mo""od"[]', array(STRING), ['ok'], '{ok}'],
    ['timestamp[]', array(TIMESTAMP), [date('2024-01-01T00:00:00Z')], '{"2024-01-01 00:00:00"}'],
    ['numeric(5,2)[]', array(decimalSchema(2)), [new Decimal(150n, 2)], '{1.50}'],
    ['point', STRING, '(1,2)', '(1,2)'],
  ])('into %s', async (type, schema, value, text) => {
    const table = await create(`id int, v ${type}`)
    const shape = { mode: 'insert', columns: { id: int32, v: { ...schema, optional: true } } } as const
    expect(
      await write(table, shape, [
        [1, value],
        [2, null],
        [3, value],
      ]),
    ).toBe(3)
    expect(await all(table)).toEqual([
      ['1', text],
      ['2', null],
      ['3', text],
    ])
  })

  test('timestamps and dates are in the zones that are said', async () => {
    const table = await create('ts timestamp, tz timestamptz, d date')
    const columns = { ts: TIMESTAMP, tz: TIMESTAMP, d: DATE }
    const zones = { timestamps: 'Europe/Paris', dates: 'America/New_York' }
    // an hour that the clocks of Paris show twice
    const moments = ['2024-10-27T00:30:00Z', '2024-10-27T01:30:00Z'].map(date)
    await write(
      table,
      { mode: 'insert', columns },
      moments.map(at => [at, at, date('2024-01-02T00:00:00Z')]),
      zones,
    )
    expect(await all(table, 'tz')).toEqual([
      ['2024-10-27 02:30:00', '2024-10-27 00:30:00+00', '2024-01-01'],
      ['2024-10-27 02:30:00', '2024-10-27 01:30:00+00', '2024-01-01'],
    ])
  })

  test('what was read can be written, and is the same', async () => {
    const text = fc.string({ unit: 'grapheme' }).map(each => each.replaceAll('\0', '').toWellFormed())
    const row = fc.tuple(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      text,
      fc.double(),
      fc.bigInt({ min: -(10n ** 30n) + 1n, max: 10n ** 30n - 1n }),
      fc.uint8Array({ maxLength: 40 }),
      fc.integer({ min: -2e14, max: 2e14 }),
      fc.array(fc.option(text), { maxLength: 4 }),
      fc.boolean(),
    )
    const table = await create(
      'id int primary key, i int8, t text, f float8, n numeric(30,7), b bytea, ts timestamptz(3), a text[], o bool',
    )
    const columns = {
      i: int64,
      t: STRING,
      f: { type: 'float64' },
      n: decimalSchema(7),
      b: bytes,
      ts: TIMESTAMP,
      a: array({ ...STRING, optional: true }),
      o: { type: 'boolean' },
    } as const
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 50 }), async rows => {
        const values = rows.map(([i, t, f, n, b, ts, a, o], id) => {
          const integer = BigInt(Number(i)) === i && Number.isSafeInteger(Number(i)) ? Number(i) : i
          return [id, integer, t, f, new Decimal(n, 7), Buffer.from(b), new Date(ts), a, o]
        })
        await write(table, { mode: 'upsert', keys: { id: int32 }, columns }, values)
        const read = await readAll(opened.connection, `SELECT * FROM ${dialect.quote(table)} ORDER BY id`)
        const back = read.rows.map(each =>
          each.map((raw, i) => {
            const column = read.columns[i]
            return column && readValue(column, raw, { otherTypes: 'native' })?.value
          }),
        )
        expect(back.slice(0, rows.length)).toEqual(values)
      }),
      { numRuns: 30 },
    )
  })

  test('an upsert keeps the last row of a key, also within one statement', async () => {
    const table = await create('k text, n int, v text, PRIMARY KEY (k, n)')
    const shape = { mode: 'upsert', keys: { k: STRING, n: int32 }, columns: { v: STRING } } as const
    await write(table, shape, [
      ['a', 1, 'old'],
      ['b', 1, 'kept'],
    ])
    await write(table, shape, [
      ['a', 1, 'x'],
      ['a', 2, 'y'],
      ['a', 1, 'z'],
    ])
    expect(await all(table, 'k, n')).toEqual([
      ['a', '1', 'z'],
      ['a', '2', 'y'],
      ['b', '1', 'kept'],
    ])
  })

  test('keys that are the same for the server alone are the same', async () => {
    const table = await create('k citext primary key, v int')
    const shape = { mode: 'upsert', keys: { k: STRING }, columns: { v: int32 } } as const
    await write(table, shape, [
      ['a', 1],
      ['A', 2],
      ['b', 3],
    ])
    expect(await all(table)).toEqual([
      ['A', '2'],
      ['b', '3'],
    ])
    await write(table, { ...shape, mode: 'update' }, [
      ['B', 4],
      ['b', 5],
      ['none', 6],
    ])
    expect(await all(table)).toEqual([
      ['A', '2'],
      ['b', '5'],
    ])
  })

  test('an upsert of keys alone inserts what is missing', async () => {
    const table = await create('k int primary key, v int default 7')
    const shape = { mode: 'upsert', keys: { k: int32 } } as const
    expect(await write(table, shape, [[1], [2], [1]])).toBe(2)
    expect(await write(table, shape, [[2], [3]])).toBe(1)
    expect(await all(table)).toEqual([
      ['1', '7'],
      ['2', '7'],
      ['3', '7'],
    ])
  })

  test('updates and deletes take rows by their keys', async () => {
    const table = await create('k int primary key, "V ""1" text, a int[]')
    const columns = { 'V "1': STRING, a: array(int32) }
    await write(
      table,
      { mode: 'insert', keys: { k: int32 }, columns },
      [1, 2, 3].map(k => [k, `v${k}`, [k]]),
    )
    expect(
      await write(table, { mode: 'update', keys: { k: int32 }, columns }, [
        [1, 'x', [9, 9]],
        [1, 'y', null],
        [9, 'z', []],
      ]),
    ).toBe(1)
    expect(await write(table, { mode: 'delete', keys: { k: int32 } }, [[2], [2], [9]])).toBe(1)
    expect(await all(table)).toEqual([
      ['1', 'y', null],
      ['3', 'v3', '{3}'],
    ])
  })

  test.each<readonly [type: string, schema: Schema, value: unknown, message: string]>([
    ['int2', int32, 40_000, 'out of range'],
    ['varchar(2)', STRING, 'abc', 'too long'],
    ['numeric(3,1)', decimalSchema(1), new Decimal(12_345n, 1), 'overflow'],
    ['int not null', int32, null, 'not-null'],
    ['positive', int32, -1, 'check constraint'],
    ['json', STRING, '{', 'json'],
    ['"Mo""od"', STRING, 'happy', 'enum'],
    ['text', STRING, 'a\0b', 'invalid byte sequence'],
    ['text', STRING, 'half \ud800', 'lone surrogate'],
    ['text', bytes, Uint8Array.of(1), 'BYTES cannot be written to column v'],
    ['bytea', STRING, 'abc', 'A STRING cannot be written to column v'],
    ['bit(2)', { type: 'int8' }, 5, 'cannot be written to column v of type bit(2)'],
    ['text', { type: 'struct', fields: [] }, filled({}), 'cannot be written to column v'],
  ])('what %s refuses is the fault of the data', async (type, schema, value, message) => {
    const table = await create(`id int, v ${type}`)
    const done = write(table, { mode: 'insert', columns: { id: int32, v: schema } }, [[1, value]])
    await expect(done).rejects.toMatchObject({
      code: 'DATA',
      retriable: false,
      message: expect.stringContaining(message),
    })
  })

  test('a batch of much text is several statements', async () => {
    const table = await create('id int primary key, v text')
    const shape = await shapeOf(table, { mode: 'insert', columns: { id: int32, v: STRING } })
    const large = 'x'.repeat(3_000_000)
    const rows = Array.from({ length: 12 }, (_, id) => [id, large])
    const statements = dialect.writes(shape, rows, UTC)
    expect(statements.length).toBeGreaterThan(1)
    for (const statement of statements) await opened.connection.execute(statement)
    const { rows: counted } = await readAll(
      opened.connection,
      `SELECT count(*), sum(length(v)) FROM ${dialect.quote(table)}`,
    )
    expect(counted).toEqual([['12', '36000000']])
  })

  test('tables are created and extended as the schema says', async () => {
    const table = { schema: opened.schema, table: 'made "here"' }
    const optional = { optional: true } as const
    const key = { name: 'id', schema: int64, key: true }
    const schemas: Readonly<Record<string, Schema>> = {
      i8: { type: 'int8', ...optional },
      f: { type: 'float32', ...optional },
      d: { ...decimalSchema(2), ...optional },
      day: { ...DATE, default: date('2024-01-02T00:00:00Z') },
      t: { ...TIMESTAMP, ...optional },
      s: { ...STRING, default: "it's" },
      b: { ...bytes, default: Uint8Array.of(1, 2) },
      o: { type: 'boolean', default: true },
      a: { ...array(STRING), ...optional },
      aa: { ...array(array(int32)), ...optional },
      x: { ...INSTANT, ...optional },
    }
    const rest = Object.entries(schemas).map(([name, schema]) => ({ name, schema, key: false }))
    const statements = [
      ...dialect.createTable(table, [key, ...rest.slice(0, 3)]),
      ...dialect.addColumns(table, rest.slice(3)),
      ...dialect.addColumns(table, rest.slice(3)),
    ]
    for (const sql of statements) await opened.connection.execute({ sql })
    const columns = await opened.connection.columns(table)
    expect(columns?.map(({ declared }) => declared)).toEqual([
      'bigint',
      'smallint',
      'real',
      'numeric',
      'date',
      'timestamp without time zone',
      'text',
      'bytea',
      'boolean',
      'text[]',
      'integer[]',
      'timestamp without time zone',
    ])
    expect(columns?.map(({ nullable }) => nullable)).toEqual([false, ...Array(11).fill(true)])
    expect(await opened.connection.primaryKey(table)).toEqual(['id'])
    await write(table.table, { mode: 'insert', columns: { id: int64 } }, [[1]])
    const [row] = await all(table.table)
    expect(row).toEqual(['1', null, null, null, '2024-01-02', null, "it's", '\\x0102', 't', null, null, null])
    expect(() =>
      dialect.columnType({ name: 'm', schema: { type: 'map', keys: STRING, values: STRING }, key: false }),
    ).toThrow("null (MAP) type doesn't have a mapping to the SQL database column type")
  })
})
