import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { openRoundTrips, type RoundTrips, test } from './round-trip-scene.ts'

let trips: RoundTrips
beforeAll(async () => {
  trips = await openRoundTrips()
})
afterAll(() => trips?.close())

const there = { postgres: 'mariadb', mariadb: 'postgres' } as const
const kinds = ['postgres', 'mariadb'] as const

const seed = Number(process.env.SEED ?? 20_240_501)

const types = {
  postgres: 'i bigint, s text, n numeric(38,12), f float8, b bytea, d date, t timestamp(3)',
  mariadb: 'i bigint, s longtext, n decimal(38,12), f double, b varbinary(99), d date, t datetime(3)',
}

const literal = {
  postgres: {
    text: (text: string) => `'${text.replaceAll("'", "''")}'`,
    bytes: (hex: string) => `'\\x${hex}'`,
  },
  mariadb: {
    text: (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`,
    bytes: (hex: string) => `x'${hex}'`,
  },
}

const iso = (ms: number) => new Date(ms).toISOString().replace('T', ' ').slice(0, -1)
const moments = { min: Date.parse('1000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') }

const values = fc.record({
  i: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  s: fc.string({ unit: 'binary', maxLength: 40 }).map(text => text.replaceAll('\0', ' ').toWellFormed()),
  n: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  // MariaDB has no -0
  f: fc.double({ noNaN: true, noDefaultInfinity: true }).map(each => each + 0),
  b: fc.uint8Array({ maxLength: 99 }),
  d: fc.integer(moments),
  t: fc.integer(moments),
})

describe.each(kinds)('rows of %s', kind => {
  test('drawn at random are the same when they come back', async () => {
    const { text, bytes } = literal[kind]
    const rows = fc.sample(values, { seed, numRuns: 300 }).map(({ i, s, n, f, b, d, t }, id) => {
      const whole = `${n < 0n ? '-' : ''}${String(n < 0n ? -n : n).padStart(13, '0')}`
      const number = `${whole.slice(0, -12)}.${whole.slice(-12)}`
      const double = text(String(f))
      const moment = [text(iso(d).slice(0, 10)), text(iso(t))]
      return `(${[id + 1, i, text(s), number, double, bytes(Buffer.from(b).toString('hex')), ...moment].join(', ')})`
    })
    const [table, back] = [`drawn_${kind}`, `drawn_${kind}_back`]
    for (const name of [table, back])
      await trips[kind].exec(`CREATE TABLE ${name} (id int PRIMARY KEY, ${types[kind]})`)
    await trips[kind].exec(`INSERT INTO ${table} VALUES ${rows.join(', ')}`)
    const { topic } = await trips.from(kind, table, { 'batch.max.rows': '70' })
    await trips.into(there[kind], topic, table)
    await trips.untilCount(there[kind], table, rows.length)
    const inTopic = await trips.from(there[kind], table, { 'batch.max.rows': '70' })
    await trips.into(kind, inTopic.topic, back)
    await trips.untilCount(kind, back, rows.length)
    const b = kind === 'postgres' ? 'b' : 'hex(b)'
    const all = (name: string) =>
      trips[kind].rows(`SELECT id, i, s, n, f, ${b}, d, t FROM ${name} ORDER BY id`)
    expect(await all(back), `seed ${seed}`).toEqual(await all(table))
  })

  test('under keys that differ in little are rows of their own', async () => {
    const table = `keyed_${kind}`
    const keys = ['a', 'A', 'a ', 'ä', 'a\u0308', 'ß', 'ss', '', '😀', '😁']
    const type = kind === 'postgres' ? 'text' : 'varchar(99) COLLATE utf8mb4_nopad_bin'
    await trips[kind].exec(
      `CREATE TABLE ${table} (k ${type} PRIMARY KEY, id int NOT NULL)`,
      `INSERT INTO ${table} VALUES ${keys.map((key, id) => `(${literal[kind].text(key)}, ${id + 1})`).join(', ')}`,
    )
    const { topic } = await trips.from(kind, table)
    await trips.into(there[kind], topic, table, { 'pk.fields': 'k' })
    await trips.untilCount(there[kind], table, keys.length)
    const rows = await trips[there[kind]].rows(`SELECT k, id FROM ${table} ORDER BY id`)
    expect(rows).toEqual(keys.map((key, id) => [key, String(id + 1)]))
  })

  test('get a column, lose one, and have wider numbers, while they go', async () => {
    const table = `grown_${kind}`
    const { [kind]: here, [there[kind]]: other } = trips
    const texts = kind === 'postgres' ? 'text' : 'varchar(99)'
    const retype = (name: string, type: string) =>
      kind === 'postgres' ? `ALTER COLUMN ${name} TYPE ${type}` : `MODIFY ${name} ${type}`
    await here.exec(
      `CREATE TABLE ${table} (id int PRIMARY KEY, a ${texts}, n int, gone ${texts} NOT NULL)`,
      `INSERT INTO ${table} VALUES (1, 'one', 1, 'x')`,
    )
    const { topic } = await trips.from(kind, table)
    const sink = await trips.into(there[kind], topic, table, { 'auto.evolve': 'true' })
    await trips.untilCount(there[kind], table, 1)
    await here.exec(
      `ALTER TABLE ${table} ADD COLUMN added decimal(9,2), ADD COLUMN preset int NOT NULL DEFAULT 7`,
      `INSERT INTO ${table} (id, a, n, gone, added) VALUES (2, 'two', 2, 'y', 2.50)`,
    )
    // a required column without a default is a matter for people
    await trips.untilFailing(sink, /Cannot ALTER TABLE .*grown.* to add missing field .*name='preset'/)
    await other.exec(`ALTER TABLE ${table} ADD COLUMN preset int`)
    await trips.untilCount(there[kind], table, 2)
    await here.exec(
      `ALTER TABLE ${table} DROP COLUMN gone, ${retype('n', 'bigint')}`,
      `INSERT INTO ${table} (id, a, n) VALUES (3, 'three', 3)`,
    )
    // the column that is gone is required there, as it was here
    await trips.untilFailing(sink, /gone/)
    await other.exec(
      kind === 'postgres'
        ? `ALTER TABLE ${table} MODIFY gone text`
        : `ALTER TABLE ${table} ALTER COLUMN gone DROP NOT NULL`,
    )
    await trips.untilCount(there[kind], table, 3)
    await here.exec(`INSERT INTO ${table} (id, a, n) VALUES (4, 'four', 4000000000)`)
    // nothing but columns is ever added
    await trips.untilFailing(sink, /[Oo]ut of range/)
    await other.exec(
      kind === 'postgres'
        ? `ALTER TABLE ${table} MODIFY n bigint`
        : `ALTER TABLE ${table} ALTER COLUMN n TYPE bigint`,
    )
    await trips.untilCount(there[kind], table, 4)
    expect(await other.rows(`SELECT id, a, n, gone, added, preset FROM ${table} ORDER BY id`)).toEqual([
      ['1', 'one', '1', 'x', null, null],
      ['2', 'two', '2', 'y', '2.50', '7'],
      ['3', 'three', '3', null, null, '7'],
      ['4', 'four', '4000000000', null, null, '7'],
    ])
  })
})
