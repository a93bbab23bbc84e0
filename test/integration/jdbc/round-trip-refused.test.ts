import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Kind } from './own-database.ts'
import { openRoundTrips, type RoundTrips, test } from './round-trip-scene.ts'

let trips: RoundTrips
beforeAll(async () => {
  trips = await openRoundTrips()
  await trips.mariadb.exec("SET sql_mode = 'STRICT_TRANS_TABLES'")
})
afterAll(() => trips?.close())

const there = { postgres: 'mariadb', mariadb: 'postgres' } as const

/** A table with one row, whose column `c` has that value. */
const create = (kind: Kind, table: string, { type, value }: { type: string; value: string }) =>
  trips[kind].exec(
    `CREATE TABLE ${table} (id int PRIMARY KEY, c ${type})`,
    `INSERT INTO ${table} VALUES (1, ${value})`,
  )

type Case = readonly [type: string, value: string, cause: RegExp]

const unread: Readonly<Record<Kind, readonly Case[]>> = {
  postgres: [
    ['numeric', "'NaN'", /Column c of type numeric has the value NaN/],
    ['timestamp', "'infinity'", /Column c of type timestamp.* has the value infinity/],
    ['date', "'-infinity'", /Column c of type date has the value -infinity/],
    ['time', "'24:00:00'", /Column c of type time.* has the value 24:00:00/],
    ['money', "'92233720368547758.07'", /\$92,233,720,368,547,758.07: no FLOAT64 is exactly as much/],
  ],
  mariadb: [
    ['bigint unsigned', '18446744073709551615', /Column c has the bigint unsigned 18446744073709551615/],
    ['time', "'-00:00:01'", /Column c has the time -00:00:01, which is no time of a day/],
    ['time', "'838:59:59'", /Column c has the time 838:59:59/],
    ['date', "'0000-00-00'", /Column c has the date 0000-00-00, which is no day/],
    ['datetime', "'0000-00-00'", /Column c has the datetime 0000-00-00/],
  ],
}

const unwritten: Readonly<Record<Kind, readonly Case[]>> = {
  postgres: [
    ['numeric', '1.5', /30 digits behind the point, got 127/],
    ['numeric(70,0)', '9'.repeat(70), /Out of range value/],
    ['float8', "'NaN'", /NaN cannot be stored: MySQL has neither infinity nor NaN/],
    ['float8', "'-Infinity'", /-Infinity cannot be stored/],
    ['bytea', "decode(repeat('ab', 1025), 'hex')", /Data too long for column 'c'/],
    ['text', "repeat('x', 65536)", /Data too long for column 'c'/],
    ['date', "'0044-03-15 BC'", /Incorrect date value: '0044-03-15 BC'/],
    ['timestamp', "'10000-01-01'", /Incorrect datetime value/],
    ['int[]', "'{1}'", /Column c: there is no type for values of type array/],
  ],
  mariadb: [['text', "'a\\0b'", /invalid byte sequence|0x00/]],
}

describe.each(['postgres', 'mariadb'] as const)('what %s has, and', kind => {
  test('no record of Kafka Connect can hold stops the source', async () => {
    const sources = []
    for (const [i, [type, value, cause]] of unread[kind].entries()) {
      await create(kind, `unread_${i}`, { type, value })
      sources.push({ ...(await trips.from(kind, `unread_${i}`)), cause })
    }
    for (const { name, cause } of sources) await trips.untilFailed(name, cause)
  })

  test('the other database cannot hold stops the sink', async () => {
    const sinks = []
    for (const [i, [type, value, cause]] of unwritten[kind].entries()) {
      await create(kind, `unwritten_${i}`, { type, value })
      const { topic } = await trips.from(kind, `unwritten_${i}`, { 'other.types': 'native' })
      sinks.push({ name: await trips.into(there[kind], topic, `unwritten_${i}`), cause })
    }
    for (const { name, cause } of sinks) await trips.untilFailed(name, cause)
  })
})

type Properties = Readonly<Record<string, string>>

interface Way {
  readonly kind: Kind
  readonly columns: Readonly<Record<string, readonly [type: string, ...values: string[]]>>
  /** what stands in the query for a column */
  readonly selected?: (name: string) => string
  /** of both sources, and of both sinks */
  readonly source?: Properties
  readonly sink?: Properties
}

/** There and back, exactly. */
const waysThrough: Readonly<Record<string, Way>> = {
  casts: {
    kind: 'mariadb',
    columns: {
      u: ['bigint unsigned', '18446744073709551615', '0'],
      t: ['time(6)', "'-838:59:59.000001'", "'123:00:00.5'"],
      d: ['datetime(6)', "'0000-00-00'", "'2024-03-31 02:30:00.123456'"],
    },
    selected: name => `CAST(${name} AS CHAR) AS ${name}`,
  },
  texts: {
    kind: 'postgres',
    columns: {
      n: ['numeric', "'NaN'", '1e400', '-0.000000000000000000000000000000000000000001'],
      f: ['float8', "'NaN'", "'Infinity'", "'-0'"],
      t: ['timestamp', "'infinity'", "'4713-01-01 BC'", "'294276-12-31 23:59:59.999999'"],
      z: ['timetz', "'24:00:00+02'"],
    },
    selected: name => `${name}::text AS ${name}`,
  },
  microseconds: {
    kind: 'postgres',
    columns: {
      t: ['timestamp', "'2024-03-31 02:30:00.123456'", "'1969-12-31 23:59:59.999999'", "'0001-01-01'"],
      z: ['timestamptz', "'9999-12-31 23:59:59.999999+00'", "'1883-11-18 12:03:58.000001-05'"],
    },
    source: { 'timestamp.granularity': 'micros_long' },
    sink: { 'timestamp.fields.list': 't,z' },
  },
  'microseconds of MariaDB': {
    kind: 'mariadb',
    columns: {
      d: ['datetime(6)', "'9999-12-31 23:59:59.999999'", "'1000-01-01 00:00:00.000001'"],
      t: ['timestamp(6) NULL', "'2038-01-19 03:14:07.999999'"],
    },
    source: { 'timestamp.granularity': 'nanos_string' },
    sink: { 'timestamp.fields.list': 'd,t', 'timestamp.precision.mode': 'nanoseconds' },
  },
}

test.each(Object.entries(waysThrough))('what takes another way is exact: %s', async (title, way) => {
  const { kind, columns, selected = (name: string) => name, source = {}, sink = {} } = way
  const names = Object.keys(columns)
  const table = title.split(' ').join('_').toLowerCase()
  const rows = Math.max(...Object.values(columns).map(column => column.length)) - 1
  for (const each of [table, `${table}_back`])
    await trips[kind].exec(
      `CREATE TABLE ${each} (id int PRIMARY KEY, ${names.map(name => `${name} ${columns[name]?.[0]}`).join(', ')})`,
    )
  for (let row = 1; row <= rows; row++)
    await trips[kind].exec(
      `INSERT INTO ${table} VALUES (${[row, ...names.map(name => columns[name]?.[row] ?? 'NULL')].join(', ')})`,
    )
  const query = `SELECT * FROM (SELECT id, ${names.map(selected).join(', ')} FROM ${table}) AS q`
  const topic = await trips.ask(kind, query, source)
  await trips.into(there[kind], topic, table, sink)
  await trips.untilCount(there[kind], table, rows)
  const back = await trips.from(there[kind], table, source)
  await trips.into(kind, back.topic, `${table}_back`, sink)
  await trips.untilCount(kind, `${table}_back`, rows)
  const all = (each: string) => trips[kind].rows(`SELECT * FROM ${each} ORDER BY id`)
  expect(await all(`${table}_back`)).toEqual(await all(table))
})

test('arrays, maps and numbers that are none go from PostgreSQL to PostgreSQL', async () => {
  const { postgres } = trips
  const columns = 'id int PRIMARY KEY, i int[], t text[], b bytea[], f float8, r real'
  await postgres.exec(
    `CREATE TABLE native (${columns})`,
    'CREATE TABLE native_back (LIKE native INCLUDING INDEXES)',
    `INSERT INTO native VALUES (1, '{1,NULL,-2147483648}', ARRAY['a,b', 'NULL', NULL, '', 'q"', '{x}'], '{"\\x00ff"}', 'NaN', '-Infinity')`,
    "INSERT INTO native VALUES (2, '{}', '{}', NULL, 'Infinity', 'NaN'), (3, NULL, '{ä😀}', '{NULL}', '-0', '-0')",
  )
  const { topic } = await trips.from('postgres', 'native', { 'other.types': 'native' })
  for (const table of ['native_back', 'native_made']) {
    await trips.into('postgres', topic, table)
    await trips.untilCount('postgres', table, 3)
    expect(await postgres.rows(`SELECT * FROM ${table} ORDER BY id`)).toEqual(
      await postgres.rows('SELECT * FROM native ORDER BY id'),
    )
  }
})

test('types that are left out are named', async () => {
  await trips.postgres.exec(
    'CREATE TABLE partly (id int PRIMARY KEY, c text, i inet, a int[])',
    "INSERT INTO partly VALUES (1, 'x', '::1', '{1}')",
  )
  const { name, topic } = await trips.from('postgres', 'partly')
  await trips.into('mariadb', topic, 'partly')
  await trips.untilCount('mariadb', 'partly', 1)
  expect(await trips.mariadb.rows('SELECT * FROM partly')).toEqual([['1', 'x']])
  expect(await trips.trace(name)).toMatch(/NOTE: .*partly.*i \(inet\).*a \(integer\[\]\)/)
})
