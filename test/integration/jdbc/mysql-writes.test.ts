import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import {
  type Connection,
  INSTANT,
  type NewColumn,
  type WriteShape,
} from '../../../connectors/jdbc/dialect.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../connectors/sdk/value.ts'
import { dialect, openDatabase, readAll, readValues, writtenColumns } from '../../helpers/mysql.ts'

const address = inject('mariadb')
const UTC = { timestamps: 'UTC', dates: 'UTC' }
const LAST = Date.parse('9999-12-31T23:59:59.999Z')
const FIRST = Date.parse('1000-01-01T00:00:00Z')
const DAY = 86_400_000

const int = (bits: number) =>
  fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }).map(value => {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  })
const isNoZero = (value: number) => !Object.is(value, -0)

/** Every schema that a column can be made of, with its values. */
const kinds: Readonly<Record<string, readonly [Schema, fc.Arbitrary<unknown>]>> = {
  i8: [{ type: 'int8' }, int(8)],
  i16: [{ type: 'int16' }, int(16)],
  i32: [{ type: 'int32' }, int(32)],
  i64: [{ type: 'int64' }, int(64)],
  // MariaDB has no -0
  f32: [{ type: 'float32' }, fc.float({ noNaN: true, noDefaultInfinity: true }).filter(isNoZero)],
  f64: [{ type: 'float64' }, fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isNoZero)],
  bool: [{ type: 'boolean' }, fc.boolean()],
  text: [{ type: 'string' }, fc.string({ unit: 'binary' })],
  quoted: [
    { type: 'string' },
    fc.string({ unit: fc.constantFrom("'", '\\', '\0', '"', '`', '%', '\n', '?') }),
  ],
  bytes: [{ type: 'bytes' }, fc.uint8Array().map(bytes => Buffer.from(bytes))],
  d30: [
    decimalSchema(30),
    fc.bigInt({ min: -(10n ** 65n) + 1n, max: 10n ** 65n - 1n }).map(value => new Decimal(value, 30)),
  ],
  d0: [
    decimalSchema(0),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(value => new Decimal(value, 0)),
  ],
  date: [
    DATE,
    fc.integer({ min: FIRST / DAY, max: Math.floor(LAST / DAY) }).map(days => new Date(days * DAY)),
  ],
  time: [TIME, fc.integer({ min: 0, max: DAY - 1 }).map(ms => new Date(ms))],
  at: [TIMESTAMP, fc.integer({ min: FIRST, max: LAST }).map(ms => new Date(ms))],
}
const names = Object.keys(kinds)
const optional = (schema: Schema): Schema => ({ ...schema, optional: true })
const row = fc.tuple(...Object.values(kinds).map(([, values]) => fc.option(values)))

describe.runIf(address)('writes to MariaDB', () => {
  let own: Awaited<ReturnType<typeof openDatabase>>
  let connection: Connection

  beforeAll(async () => {
    own = await openDatabase(address)
    connection = own.connection
  })
  afterAll(() => own.close())

  const create = async (table: string, columns: readonly NewColumn[]) => {
    for (const sql of dialect.createTable({ table }, columns)) await connection.execute({ sql })
  }

  const write = async (shape: WriteShape, rows: readonly (readonly unknown[])[], zones = UTC) => {
    let count = 0
    await connection.transaction(async () => {
      for (const statement of dialect.writes(shape, rows, zones))
        count += (await connection.execute(statement)).count
    })
    return count
  }

  const shapeOf = async (
    mode: WriteShape['mode'],
    table: string,
    [keys, columns]: readonly [Readonly<Record<string, Schema>>, Readonly<Record<string, Schema>>],
  ): Promise<WriteShape> => ({
    mode,
    table: { table },
    keys: await writtenColumns(connection, table, keys),
    columns: await writtenColumns(connection, table, columns),
  })

  test('values come back as they were, in whatever way they are written', async () => {
    const schemas = Object.fromEntries(
      Object.entries(kinds).map(([name, [schema]]) => [name, optional(schema)]),
    )
    const key: Schema = { type: 'int64' }
    await create('every_type', [
      { name: 'id', schema: key, key: true },
      ...names.map(name => ({ name, schema: schemas[name] ?? key, key: false })),
    ])
    const shape = (mode: WriteShape['mode']) => shapeOf(mode, 'every_type', [{ id: key }, schemas])
    const [insert, upsert, update] = [await shape('insert'), await shape('upsert'), await shape('update')]
    // a TINYINT is read as what it is
    const stored = (rows: readonly (readonly unknown[])[]) =>
      rows.map(each => each.map(value => (typeof value === 'boolean' ? Number(value) : value)))
    const read = async () =>
      (await readValues(connection, 'select * from every_type order by id')).values.map(([, ...each]) => each)
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async rows => {
        const keyed = (values: readonly (readonly unknown[])[]) => values.map((each, i) => [i - 3, ...each])
        await connection.execute({ sql: 'truncate every_type' })
        await write(insert, keyed(rows))
        expect(await read()).toEqual(stored(rows))
        const turned = rows.toReversed()
        await write(upsert, keyed(turned))
        expect(await read()).toEqual(stored(turned))
        await write(update, keyed(rows))
        expect(await read()).toEqual(stored(rows))
      }),
      { numRuns: 40 },
    )
  })

  test('moments keep what the column has digits for, and are in the zone that is wanted', async () => {
    await connection.execute({
      sql: 'create table moments(d6 datetime(6), d0 datetime, t6 timestamp(6) null, day date, local datetime(3))',
    })
    const schemas = { d6: INSTANT, d0: INSTANT, t6: INSTANT, day: DATE, local: TIMESTAMP }
    const shape = await shapeOf('insert', 'moments', [{}, schemas])
    const moment = { ms: Date.parse('2024-07-01T10:59:59.999Z'), nanos: 999_999_999 }
    const at = new Date('2024-07-01T10:00:00.123Z')
    await write(shape, [[moment, moment, moment, new Date('2024-07-01'), at]], {
      timestamps: 'Europe/Paris',
      dates: 'UTC',
    })
    const { rows } = await connection.execute({
      sql: 'select concat(d6), concat(d0), concat(t6), concat(day), concat(local) from moments',
    })
    expect(rows).toEqual([
      [
        '2024-07-01 12:59:59.999999',
        '2024-07-01 12:59:59',
        '2024-07-01 10:59:59.999999',
        '2024-07-01',
        '2024-07-01 12:00:00.123',
      ],
    ])
  })

  describe('by their keys', () => {
    const text: Schema = { type: 'string' }
    const number: Schema = { type: 'int32', optional: true }
    const single = [{ k: { type: 'int32' } }, { v: number }] as const
    const several = [{ a: text, b: decimalSchema(2) }, { v: number }] as const

    beforeAll(async () => {
      await create('single', [
        { name: 'k', schema: { type: 'int32' }, key: true },
        { name: 'v', schema: number, key: false },
      ])
      await create('several', [
        { name: 'a', schema: text, key: true },
        { name: 'b', schema: decimalSchema(2), key: true },
        { name: 'v', schema: number, key: false },
      ])
    })

    const all = async (table: string) =>
      (await readValues(connection, `select * from ${table} order by 1, 2`)).values

    test('the last of several with one key wins', async () => {
      await write(await shapeOf('upsert', 'single', single), [
        [1, 1],
        [2, 1],
        [1, 2],
        [1, 3],
      ])
      expect(await all('single')).toEqual([
        [1, 3],
        [2, 1],
      ])
      await write(await shapeOf('update', 'single', single), [
        [1, 4],
        [2, 5],
        [1, 6],
        [3, 9],
        [2, 5],
      ])
      expect(await all('single')).toEqual([
        [1, 6],
        [2, 5],
      ])
      // those that match are counted, changed or not
      const { count } = await connection.execute({ sql: 'update single set v = ?', params: [5] })
      expect(count).toBe(2)
    })

    test('rows are deleted, inserted unless they are there, and keys compare exactly', async () => {
      const decimal = (value: bigint) => new Decimal(value, 2)
      const shape = await shapeOf('upsert', 'several', several)
      await write(shape, [
        ['a', decimal(100n), 1],
        ['A', decimal(100n), 2],
        ["q'\\", decimal(10n ** 40n), 3],
        ["q'\\", decimal(10n ** 40n + 1n), 4],
      ])
      await write(await shapeOf('update', 'several', several), [["q'\\", decimal(10n ** 40n), 5]])
      await write({ ...shape, columns: [] }, [
        ['a', decimal(100n)],
        ['new', decimal(1n)],
      ])
      const deleting = { ...shape, mode: 'delete' as const, columns: [] }
      await write(deleting, [
        ['a', decimal(100n)],
        ["q'\\", decimal(10n ** 40n + 1n)],
        ['none', decimal(0n)],
      ])
      expect(await all('several')).toEqual([
        ['A', decimal(100n), 2],
        ['new', decimal(1n), null],
        ["q'\\", decimal(10n ** 40n), 5],
      ])
      const one = await shapeOf('delete', 'single', [{ k: { type: 'int32' } }, {}])
      await write(one, [[1], [2], [7]])
      expect(await all('single')).toEqual([])
    })

    test('many rows are few statements, each of bounded size', async () => {
      const rows = Array.from({ length: 5_000 }, (_, i) => [i, i])
      const upsert = await shapeOf('upsert', 'single', single)
      expect(dialect.writes(upsert, rows, UTC)).toHaveLength(1)
      expect(await write(upsert, rows)).toBe(5_000)
      const wide = [{ k: { type: 'int32' } }, { v: { type: 'string' } }] as const
      await connection.execute({ sql: 'create table wide(k int primary key, v longtext)' })
      const shape = await shapeOf('insert', 'wide', wide)
      const large = Array.from({ length: 5 }, (_, i) => [i, `${i}`.repeat(400_000)])
      const statements = dialect.writes(shape, large, UTC)
      expect(statements.map(({ sql }) => sql.length < 1_000_100)).toEqual([true, true, true])
      await write(shape, large)
      const deleting = await shapeOf('delete', 'single', [{ k: { type: 'int32' } }, {}])
      expect(dialect.writes(deleting, rows, UTC)).toHaveLength(5)
    })
  })

  const text: Schema = { type: 'string' }
  const refused: readonly (readonly [declared: string, schema: Schema, value: unknown, problem: RegExp])[] = [
    ['tinyint', { type: 'int32' }, 128, /Out of range/],
    ['int unsigned', { type: 'int32' }, -1, /Out of range/],
    ['int', { type: 'float64' }, 1.5, /Column v.*1.5 is no integer/],
    ['int', decimalSchema(1), new Decimal(15n, 1), /Column v.*1.5 is no integer/],
    ['int', text, 'x', /Incorrect integer/],
    ['decimal(5,2)', decimalSchema(3), new Decimal(1235n, 3), /1.235 has more digits/],
    ['decimal(5,2)', decimalSchema(2), new Decimal(100_000n, 2), /Out of range/],
    ['decimal(5,2)', text, '1.001', /1.001 has more digits/],
    ['varchar(3)', text, 'abcd', /4 characters is too long for varchar\(3\)/],
    ['varchar(3)', text, 'abc ', /too long/],
    ['varchar(3) character set latin1', text, '語', /Incorrect string value/],
    ['varchar(3)', text, '\ud800', /surrogate/],
    ['varbinary(2)', { type: 'bytes' }, Buffer.alloc(3), /too long/],
    ['double', { type: 'float64' }, Number.NaN, /NaN cannot be stored/],
    ['double', { type: 'float64' }, Number.POSITIVE_INFINITY, /Infinity cannot be stored/],
    ["enum('a','b')", text, 'c', /truncated/],
    ['json', text, '{', /CONSTRAINT/],
    ['uuid', text, 'x', /Incorrect uuid/],
    ['year', { type: 'int32' }, 70, /70 is no YEAR/],
    ['date', text, '2024-02-30', /Incorrect date/],
    ['int not null', { type: 'int32', optional: true }, null, /cannot be null/],
    ['int check (v > 5)', { type: 'int32' }, 5, /CONSTRAINT/],
  ]

  test.each(refused)('%s refuses what would change: %o %o', async (declared, schema, value, problem) => {
    await connection.execute({ sql: `create or replace table refusing(v ${declared}) charset utf8mb4` })
    const shape = await shapeOf('insert', 'refusing', [{}, { v: schema }])
    const written = (async () => write(shape, [[value]]))()
    await expect(written).rejects.toMatchObject({ code: 'DATA', message: expect.stringMatching(problem) })
    expect((await readAll(connection, 'select * from refusing')).rows).toEqual([])
  })

  const taken: readonly (readonly [declared: string, schema: Schema, value: unknown, text: string])[] = [
    ['decimal(5,2)', decimalSchema(3), new Decimal(1230n, 3), '1.23'],
    ['decimal(5,1)', { type: 'float64' }, 0.25, '0.3'],
    ['year', DATE, new Date('1999-01-01'), '1999'],
    ['year', { type: 'int32' }, 0, '0000'],
    ['varchar(9)', { type: 'int64' }, 12n, '12'],
    ['varchar(9)', { type: 'float64' }, 0.1, '0.1'],
    ["enum('2','1')", { type: 'int32' }, 1, '1'],
    ['time(3)', TIME, new Date(1), '00:00:00.001'],
    ['bit(9)', { type: 'bytes' }, Buffer.from([1, 0x55]), '341'],
    ['bigint unsigned', text, '18446744073709551615', '18446744073709551615'],
    ['datetime', text, '2024-02-29 01:02:03', '2024-02-29 01:02:03'],
    ['json', text, '{"a": 1.0}', '{"a": 1.0}'],
    ['uuid', text, '123E4567-e89b-12d3-a456-426614174000', '123e4567-e89b-12d3-a456-426614174000'],
    ['inet6', text, '0::1', '::1'],
  ]

  test.each(taken)('%s takes %o %o', async (declared, schema, value, expected) => {
    await connection.execute({ sql: `create or replace table taking(v ${declared})` })
    await write(await shapeOf('insert', 'taking', [{}, { v: schema }]), [[value]])
    const { rows } = await connection.execute({
      sql: `select concat(${declared.startsWith('bit') ? 'v + 0' : 'v'}) from taking`,
    })
    expect(String(rows[0]?.[0])).toBe(expected)
  })

  test('a geometry goes back as it came, and a 0 for AUTO_INCREMENT stays one', async () => {
    await connection.execute({ sql: 'create table shapes(id int auto_increment primary key, g geometry)' })
    const bytes: Schema = { type: 'bytes' }
    const shape = await shapeOf('insert', 'shapes', [{ id: { type: 'int32' } }, { g: bytes }])
    const point = Buffer.from('e61000000101000000000000000000f03f0000000000000040', 'hex')
    await write(shape, [[0, point]])
    const { rows } = await connection.execute({ sql: 'select id, st_astext(g), st_srid(g) from shapes' })
    expect(rows).toEqual([[0, 'POINT(1 2)', 4326]])
  })

  test('tables are created and extended, with defaults', async () => {
    const columns: readonly NewColumn[] = [
      ...['a', 'b', 'c', 'd'].map(name => ({ name, schema: text, key: true })),
      { name: 'e', schema: { type: 'bytes' }, key: true },
      { name: 'v', schema: { type: 'string', default: "it's" }, key: false },
    ]
    await create('made', columns)
    const id: Schema = { type: 'int64' }
    await create('`odd` name', [{ name: '`id`', schema: id, key: true }])
    expect(await connection.primaryKey({ table: 'made' })).toEqual(['a', 'b', 'c', 'd', 'e'])
    await connection.execute({ sql: "insert into made(a, b, c, d, e) values ('1', '2', '3', '4', '5')" })
    const added: readonly NewColumn[] = [
      { name: 'n', schema: { type: 'int32', default: 7 }, key: false },
      { name: 'at', schema: { ...TIMESTAMP, default: new Date('2024-01-01T00:00:00.5Z') }, key: false },
      { name: 'o', schema: { type: 'float64', optional: true }, key: false },
      { name: 'm', schema: { ...decimalSchema(2), default: new Decimal(150n, 2) }, key: false },
    ]
    for (const sql of dialect.addColumns({ table: 'made' }, added)) await connection.execute({ sql })
    const { values } = await readValues(connection, 'select v, n, at, o, m from made')
    expect(values).toEqual([["it's", 7, new Date('2024-01-01T00:00:00.5Z'), null, new Decimal(150n, 2)]])
  })
})
