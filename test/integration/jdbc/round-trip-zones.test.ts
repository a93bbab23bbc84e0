import { afterAll, beforeAll, expect } from 'vitest'
import { openRoundTrips, type RoundTrips, test } from './round-trip-scene.ts'

let trips: RoundTrips
beforeAll(async () => {
  trips = await openRoundTrips()
})
afterAll(() => trips?.close())

const there = { postgres: 'mariadb', mariadb: 'postgres' } as const
const types = {
  postgres: { local: 'timestamp(3)', zoned: 'timestamptz(3)' },
  mariadb: { local: 'datetime(3)', zoned: 'timestamp(3) NULL' },
}

test.each(['postgres', 'mariadb'] as const)(
  'times without a zone are in db.timezone: %s, there and back',
  async kind => {
    const { local, zoned } = types[kind]
    const [table, back] = [`zoned_${kind}`, `zoned_${kind}_back`]
    for (const name of [table, back])
      await trips[kind].exec(`CREATE TABLE ${name} (id int PRIMARY KEY, t ${local}, z ${zoned}, d date)`)
    // the hour that New York skips, and the one that it has twice, on its clocks and in UTC
    const hours = ['03-10 02:30:00', '03-10 07:30:00', '11-03 01:30:00', '11-03 05:30:00', '11-03 06:30:00']
    const moments = ['07-01 12:00:00', ...hours].map(each => `2024-${each}`)
    const rows = moments.map((at, id) => `(${id + 1}, '${at}', '${at}', '${at.slice(0, 10)}')`)
    await trips[kind].exec(`INSERT INTO ${table} VALUES ${rows.join(', ')}`)
    const zone = { 'db.timezone': 'America/New_York' }
    const { topic } = await trips.from(kind, table, zone)
    // without it a date would be the day before, as in Kafka Connect
    const day = { 'date.timezone': 'UTC' }
    await trips.into(there[kind], topic, table, { ...zone, ...day })
    await trips.untilCount(there[kind], table, rows.length)
    const inTopic = await trips.from(there[kind], table, zone)
    await trips.into(kind, inTopic.topic, back, { ...zone, ...day })
    await trips.untilCount(kind, back, rows.length)
    const text = kind === 'postgres' ? 'text' : 'char'
    const sql = (name: string) =>
      `SELECT cast(t AS ${text}), cast(z AS ${text}), cast(d AS ${text}) FROM ${name} ORDER BY id`
    const given = await trips[kind].rows(sql(table))
    expect(await trips[kind].rows(sql(back))).toEqual(
      given.map(([t, z, d]) => [
        t?.replace('03-10 02:', '03-10 03:'),
        z?.replace('11-03 05:', '11-03 06:'),
        d,
      ]),
    )
  },
)
