import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { debeziumJdbcSink, jdbcSink } from '../../../connectors/jdbc/jdbc-sink.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import type { SinkRecord } from '../../../connectors/sdk/record.ts'
import { DATE, decimalSchema, type Schema, TIME, TIMESTAMP } from '../../../connectors/sdk/schema.ts'
import type { SinkPartition } from '../../../connectors/sdk/sink.ts'
import { Decimal, type Value } from '../../../connectors/sdk/value.ts'
import {
  datum,
  INT32,
  INT64,
  none,
  OPTIONAL_TEXT,
  partition,
  record,
  structOf,
  TEXT,
} from '../../connectors/jdbc/sink/sink-scene.ts'
import { type Database, ownDatabase } from './own-database.ts'

describe.each(['postgres', 'mariadb'] as const)('the JDBC sink on %s', kind => {
  const address = inject(kind)
  const quote = (name: string) => (kind === 'postgres' ? `"${name}"` : `\`${name}\``)
  let database: Database
  beforeAll(async () => {
    if (address) database = await ownDatabase(kind, address)
  })
  afterAll(() => database?.close())

  interface Opening {
    readonly epoch?: number
    readonly partitions?: readonly SinkPartition[]
  }

  const open = async (keys: Readonly<Record<string, string>> = {}, opening: Opening = {}) =>
    jdbcSink.open({
      config: parseConfig(jdbcSink.config, { ...database.keys, 'retry.backoff.ms': '100', ...keys }),
      ...{ connector: 'sink', task: 0, partitions: [], lineage: 0, epoch: 1, callTimeout: 5_000, ...opening },
      reject: () => {},
      requestFlush: () => {},
      mayWrite: () => true,
      signal: new AbortController().signal,
    })

  const write = async (keys: Readonly<Record<string, string>>, ...records: readonly SinkRecord[]) => {
    const writer = await open(keys)
    try {
      await writer.write(records)
    } finally {
      await writer.close()
    }
  }

  const day = Date.UTC(2024, 1, 29)
  const kinds: readonly (readonly [name: string, schema: Schema, values: readonly [Value, string][]])[] = [
    [
      'i8',
      { type: 'int8' },
      [
        [-128, '-128'],
        [127, '127'],
      ],
    ],
    [
      'i16',
      { type: 'int16' },
      [
        [-32768, '-32768'],
        [32767, '32767'],
      ],
    ],
    [
      'i32',
      INT32,
      [
        [-2147483648, '-2147483648'],
        [2147483647, '2147483647'],
      ],
    ],
    [
      'i64',
      INT64,
      [
        [-(2n ** 63n), '-9223372036854775808'],
        [2n ** 63n - 1n, '9223372036854775807'],
      ],
    ],
    [
      'f64',
      { type: 'float64' },
      [
        [0.1, '0.1'],
        [-1.5e300, '-1.5e300'],
      ],
    ],
    [
      'txt',
      TEXT,
      [
        ['it\'s \\ "quoted" 😀 \n?', 'it\'s \\ "quoted" 😀 \n?'],
        ['', ''],
      ],
    ],
    [
      'amount',
      decimalSchema(2),
      [
        [new Decimal(-12345678901234567890n, 2), '-123456789012345678.90'],
        [new Decimal(100n, 2), '1.00'],
      ],
    ],
    [
      'born',
      DATE,
      [
        [new Date(day), '2024-02-29'],
        [new Date(Date.UTC(1969, 6, 20)), '1969-07-20'],
      ],
    ],
    [
      'wake',
      TIME,
      [
        [new Date(3_723_004), '01:02:03.004'],
        [new Date(0), kind === 'postgres' ? '00:00:00' : '00:00:00.000'],
      ],
    ],
    [
      'seen',
      TIMESTAMP,
      [
        [new Date(day + 86_399_999), '2024-02-29 23:59:59.999'],
        [new Date(-1), '1969-12-31 23:59:59.999'],
      ],
    ],
  ]

  test.runIf(address)('creates a table of every type, and values arrive exactly', async () => {
    const schema = structOf(Object.fromEntries(kinds.map(([name, type]) => [name, type])))
    const row = (i: 0 | 1) =>
      datum(schema, Object.fromEntries(kinds.map(([name, , values]) => [name, values[i]?.[0] ?? null])))
    await write(
      { 'auto.create': 'true' },
      record(0, row(0), { topic: 'types' }),
      record(1, row(1), { topic: 'types' }),
    )
    const columns = kinds.map(([name]) => name).join(', ')
    const [first = [], second = []] = await database.rows(`SELECT ${columns} FROM types ORDER BY i8`)
    const numbers = (row: readonly (string | null)[]) =>
      row.map((text, i) => (kinds[i]?.[0] === 'f64' ? String(Number(text)) : text))
    const wanted = (i: 0 | 1) =>
      kinds.map(([name, , values]) => (name === 'f64' ? String(Number(values[i]?.[1])) : values[i]?.[1]))
    expect(numbers(first)).toEqual(wanted(0))
    expect(numbers(second)).toEqual(wanted(1))
  })

  test.runIf(address)('booleans and bytes arrive, and nulls of every type', async () => {
    const schema = structOf({
      yes: { type: 'boolean' },
      raw: { type: 'bytes' },
      ...Object.fromEntries(kinds.map(([name, type]) => [name, { ...type, optional: true }])),
    })
    const nothing = Object.fromEntries(kinds.map(([name]) => [name, null]))
    const value = datum(schema, { ...nothing, yes: true, raw: Uint8Array.of(0, 255, 39, 92) })
    await write({ 'auto.create': 'true' }, record(0, value, { topic: 'nulls' }))
    const hex = kind === 'postgres' ? "encode(raw, 'hex')" : 'lower(hex(raw))'
    const yes = kind === 'postgres' ? 'yes::int' : 'yes'
    expect(await database.rows(`SELECT ${yes}, ${hex}, i64, amount, seen, txt FROM nulls`)).toEqual([
      ['1', '00ff275c', null, null, null, null],
    ])
  })

  test.runIf(address)(
    'times are in the zones of db.timezone and date.timezone; listed fields become timestamps',
    async () => {
      const schema = structOf({ seen: TIMESTAMP, born: DATE, micros: INT64, text: TEXT })
      const micros = 1_700_000_000_123_456
      const value = datum(schema, { seen: new Date(day), born: new Date(day), micros, text: String(micros) })
      const zoned = {
        'db.timezone': 'America/New_York',
        'timestamp.fields.list': 'micros,text',
        'auto.create': 'true',
      }
      await write(zoned, record(0, value, { topic: 'zoned' }))
      await write({ ...zoned, 'date.timezone': 'UTC' }, record(1, value, { topic: 'zoned' }))
      const fine = '2023-11-14 17:13:20.123456'
      expect(await database.rows('SELECT seen, born, micros, text FROM zoned ORDER BY born')).toEqual([
        [kind === 'postgres' ? '2024-02-28 19:00:00' : '2024-02-28 19:00:00.000', '2024-02-28', fine, fine],
        [kind === 'postgres' ? '2024-02-28 19:00:00' : '2024-02-28 19:00:00.000', '2024-02-29', fine, fine],
      ])
    },
  )

  const order = structOf({ id: INT32, item: OPTIONAL_TEXT })
  const key = structOf({ id: INT32 })
  const put = (offset: number, id: number, item: string | null, topic = 'orders') =>
    record(offset, datum(order, { id, item }), { topic, key: datum(key, { id }) })

  test.runIf(address)('upserts end with the last of a key, deletes and inserts stay in order', async () => {
    const keys = {
      'insert.mode': 'upsert',
      'pk.mode': 'record_key',
      'delete.enabled': 'true',
      'auto.create': 'true',
    }
    const gone = (offset: number, id: number) =>
      record(offset, none, { topic: 'upserts', key: datum(key, { id }) })
    await write(
      keys,
      ...Array.from({ length: 50 }, (_, i) => put(i, i % 5, `v${i}`, 'upserts')),
      gone(50, 1),
      gone(51, 2),
      put(52, 2, 'again', 'upserts'),
      put(53, 3, null, 'upserts'),
      gone(54, 99),
    )
    expect(await database.rows('SELECT id, item FROM upserts ORDER BY id')).toEqual([
      ['0', 'v45'],
      ['2', 'again'],
      ['3', null],
      ['4', 'v49'],
    ])
    const only = structOf({ id: INT32 })
    const keyOnly = (id: number) =>
      record(id, datum(only, { id }), { topic: 'upserts', key: datum(key, { id }) })
    await write(keys, keyOnly(0), keyOnly(7), keyOnly(7))
    expect((await database.rows('SELECT id FROM upserts ORDER BY id')).flat()).toEqual([
      '0',
      '2',
      '3',
      '4',
      '7',
    ])
  })

  test.runIf(address)(
    'texts are keys, updates change what is there, and a key may be of several columns',
    async () => {
      const pair = structOf({ a: TEXT, b: INT64, c: OPTIONAL_TEXT })
      const of = (offset: number, a: string, b: number, c: string) =>
        record(offset, datum(pair, { a, b, c }), { topic: 'pairs' })
      const keys = { 'pk.mode': 'record_value', 'pk.fields': 'a,b', 'auto.create': 'true' }
      await write(
        { ...keys, 'insert.mode': 'upsert' },
        of(0, 'x', 1, 'one'),
        of(1, 'x', 2, 'two'),
        of(2, 'y', 1, 'three'),
      )
      await write(
        { ...keys, 'insert.mode': 'update' },
        of(3, 'x', 2, 'TWO'),
        of(4, 'z', 9, 'nowhere'),
        of(5, 'x', 2, 'Two'),
      )
      expect(await database.rows('SELECT a, b, c FROM pairs ORDER BY a, b')).toEqual([
        ['x', '1', 'one'],
        ['x', '2', 'Two'],
        ['y', '1', 'three'],
      ])
    },
  )

  test.runIf(address)(
    'thousands of rows of a write are there, in one order, also in small statements',
    async () => {
      const many = (topic: string) => Array.from({ length: 7_001 }, (_, i) => put(i, i, `row ${i}`, topic))
      await write({ 'auto.create': 'true' }, ...many('many'))
      await write(
        { 'auto.create': 'true', 'batch.size': '100', 'pk.mode': 'kafka', 'insert.mode': 'upsert' },
        ...many('kafka'),
        ...many('kafka'),
      )
      expect(await database.rows('SELECT count(*), min(id), max(id) FROM many')).toEqual([
        ['7001', '0', '7000'],
      ])
      expect(await database.rows('SELECT count(*), min(id), max(id) FROM kafka')).toEqual([
        ['7001', '0', '7000'],
      ])
    },
  )

  test.runIf(address)(
    'columns come with new fields, with their defaults, and tables by names with dots and quotes',
    async () => {
      const wider = structOf({
        id: INT32,
        item: OPTIONAL_TEXT,
        size: { type: 'int32', optional: true, default: 3 },
      })
      const keys = {
        'auto.create': 'true',
        'auto.evolve': 'true',
        'table.name.format': quote('odd.name "x"'.replaceAll('"', '')),
      }
      await write(
        keys,
        put(0, 1, 'a'),
        record(1, datum(wider, { id: 2, item: 'b', size: null })),
        put(2, 3, 'c'),
      )
      expect(await database.rows(`SELECT * FROM ${quote('odd.name x')} ORDER BY id`)).toEqual([
        ['1', 'a', '3'],
        ['2', 'b', '3'],
        ['3', 'c', '3'],
      ])
    },
  )

  test.runIf(address)('what does not fit fails as data, names the cause, and leaves nothing', async () => {
    await database.exec('CREATE TABLE narrow (id smallint NOT NULL, item varchar(3))')
    const failing = async (...records: readonly SinkRecord[]) => {
      const failed = write({}, ...records)
      await expect(failed).rejects.toMatchObject({ code: 'DATA', retriable: false })
      return failed.catch((error: Error) => error.message)
    }
    const good = put(0, 1, 'abc', 'narrow')
    expect(await failing(good, put(1, 70_000, 'abc', 'narrow'))).toMatch(/out of range/i)
    expect(await failing(good, put(1, 2, 'abcd', 'narrow'))).toMatch(/too long/i)
    const optional = structOf({ id: { type: 'int32', optional: true }, item: TEXT })
    expect(
      await failing(good, record(1, datum(optional, { id: null, item: 'a' }), { topic: 'narrow' })),
    ).toMatch(/null/i)
    await database.exec('CREATE TABLE single (id int PRIMARY KEY, item varchar(30))')
    expect(await failing(put(0, 1, 'a', 'single'), put(1, 1, 'b', 'single'))).toMatch(/duplicate/i)
    expect(await database.rows('SELECT * FROM narrow')).toEqual([])
    expect(await database.rows('SELECT * FROM single')).toEqual([])
  })

  test.runIf(address)('a nested struct has no column: the error names the field', async () => {
    const nested = structOf({ id: INT32, inner: order })
    const value = datum(nested, { id: 1, inner: datum(order, { id: 1, item: 'a' }).value })
    await expect(write({ 'auto.create': 'true' }, record(0, value, { topic: 'nested' }))).rejects.toThrow(
      'inner',
    )
  })

  test.runIf(address)('names that are not quoted fold as the database does it', async () => {
    const keys = { 'quote.sql.identifiers': 'never', 'auto.create': 'true', 'table.name.format': 'Folded' }
    await write(keys, put(0, 1, 'a'))
    await write(keys, put(1, 2, 'b'))
    const table = kind === 'postgres' ? 'folded' : 'Folded'
    expect(await database.rows(`SELECT id, item FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ])
  })

  test.runIf(address)('a killed connection and a dropped table are got over', async () => {
    const writer = await open({ 'auto.create': 'true' })
    await writer.write([put(0, 1, 'a', 'again')])
    await database.disconnectAll()
    await writer.write([put(1, 2, 'b', 'again')])
    expect((await database.rows('SELECT id FROM again ORDER BY id')).flat()).toEqual(['1', '2'])
    await database.exec('DROP TABLE again')
    await writer.write([put(2, 3, 'c', 'again')])
    expect((await database.rows('SELECT id FROM again')).flat()).toEqual(['3'])
    await writer.close()
  })

  test.runIf(address)('a deadlock passes: the write is made again', async () => {
    await database.exec(
      'CREATE TABLE locked (id int PRIMARY KEY, item varchar(30))',
      "INSERT INTO locked VALUES (1, 'a'), (2, 'b')",
    )
    const keys = { 'insert.mode': 'update', 'pk.mode': 'record_value', 'pk.fields': 'id', 'batch.size': '1' }
    const [one, two] = [await open(keys), await open(keys)]
    for (let round = 0; round < 5; round++)
      await Promise.all([
        one.write([put(0, 1, `one${round}`, 'locked'), put(1, 2, `one${round}`, 'locked')]),
        two.write([put(0, 2, `two${round}`, 'locked'), put(1, 1, `two${round}`, 'locked')]),
      ])
    const items = (await database.rows('SELECT item FROM locked')).flat()
    expect(new Set(items).size).toBe(1)
    await one.close()
    await two.close()
  })

  test.runIf(address)("Debezium's change events and times are written with its keys", async () => {
    const zonedType = kind === 'postgres' ? 'timestamptz' : 'timestamp(6)'
    await database.exec(
      `CREATE TABLE changes (id int PRIMARY KEY, fine ${kind === 'postgres' ? 'timestamp' : 'datetime(6)'}, zoned ${zonedType})`,
    )
    const row = structOf({
      id: INT32,
      fine: { type: 'int64', name: 'io.debezium.time.MicroTimestamp' },
      zoned: { type: 'string', name: 'io.debezium.time.ZonedTimestamp' },
    })
    const envelope = { ...structOf({ after: row, op: TEXT }), name: 'server.changes.Envelope' }
    const after = datum(row, {
      id: 1,
      fine: 1_700_000_000_123_456,
      zoned: '2024-02-29T12:00:00.25+01:00',
    }).value
    const writer = await debeziumJdbcSink.open({
      config: parseConfig(debeziumJdbcSink.config, {
        'connection.url': database.url,
        'connection.username': address.user,
        'connection.password': address.password,
        'insert.mode': 'upsert',
        'primary.key.mode': 'record_key',
      }),
      ...{ connector: 'sink', task: 0, partitions: [], lineage: 0, epoch: 1, callTimeout: 5_000 },
      reject: () => {},
      requestFlush: () => {},
      mayWrite: () => true,
      signal: new AbortController().signal,
    })
    const event = (offset: number) =>
      record(offset, datum(envelope, { after, op: 'c' }), { topic: 'changes', key: datum(key, { id: 1 }) })
    await writer.write([event(0), event(1)])
    await writer.close()
    const seconds = kind === 'postgres' ? 'extract(epoch FROM zoned)' : 'unix_timestamp(zoned)'
    const [[id, fine, zoned] = []] = await database.rows(`SELECT id, fine, ${seconds} FROM changes`)
    expect([id, fine, Number(zoned)]).toEqual(['1', '2023-11-14 22:13:20.123456', 1_709_204_400.25])
  })

  test.runIf(address)(
    'offsets stand with the rows; an older run is refused, in the same transaction',
    async () => {
      const keys = {
        'exactly.once': 'true',
        'auto.create': 'true',
        'exactly.once.offsets.table': 'positions',
      }
      const of = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, i) => put(from + i, from + i, 'x', 'orders'))
      const older = await open(keys, { partitions: [partition(0)] })
      await older.write(of(0, 3))
      const newer = await open(keys, { partitions: [partition(0)], epoch: 2 })
      await expect(older.write(of(3, 5))).rejects.toThrow('Another run has taken over orders-0')
      await newer.write(of(0, 6))
      await older.close()
      expect((await database.rows('SELECT id FROM orders ORDER BY id')).flat()).toEqual([
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
      ])
      expect(
        await database.rows('SELECT connector, topic, lineage, epoch, next_offset, gaps FROM positions'),
      ).toEqual([['sink', 'orders', '0', '2', '6', '']])
      await database.disconnectAll()
      await newer.write(of(6, 7))
      expect(await database.rows('SELECT count(*) FROM orders')).toEqual([['7']])
      await newer.close()
    },
  )
})

describe('the JDBC sink on PostgreSQL', () => {
  const address = inject('postgres')

  test.runIf(address)('writes arrays, uuid, json and enums', async () => {
    const database = await ownDatabase('postgres', address)
    try {
      await database.exec(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        'CREATE TABLE special (id uuid PRIMARY KEY, doc jsonb, feeling mood, tags text[], sizes int[])',
      )
      const schema = structOf({
        id: TEXT,
        doc: OPTIONAL_TEXT,
        feeling: TEXT,
        tags: { type: 'array', items: OPTIONAL_TEXT },
        sizes: { type: 'array', items: INT32 },
      })
      const id = '01234567-89ab-cdef-0123-456789abcdef'
      const value = { id, doc: '{"a": [1]}', feeling: 'good', tags: ['a,b', null, '"q"'], sizes: [1, 2] }
      const writer = await jdbcSink.open({
        config: parseConfig(jdbcSink.config, {
          ...database.keys,
          'insert.mode': 'upsert',
          'pk.mode': 'record_value',
          'pk.fields': 'id',
          'table.name.format': 'special',
        }),
        ...{ connector: 'sink', task: 0, partitions: [], lineage: 0, epoch: 1, callTimeout: 5_000 },
        reject: () => {},
        requestFlush: () => {},
        mayWrite: () => true,
        signal: new AbortController().signal,
      })
      await writer.write([
        record(0, datum(schema, value)),
        record(1, datum(schema, { ...value, feeling: 'bad', doc: null })),
      ])
      await writer.close()
      expect(await database.rows('SELECT * FROM special')).toEqual([
        [id, null, 'bad', '{"a,b",NULL,"\\"q\\""}', '{1,2}'],
      ])
    } finally {
      await database.close()
    }
  })
})
