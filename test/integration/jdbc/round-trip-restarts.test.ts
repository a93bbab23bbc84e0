import { afterAll, beforeAll, expect, vi } from 'vitest'
import { openRoundTrips, type RoundTrips, soon, test } from './round-trip-scene.ts'

let trips: RoundTrips
beforeAll(async () => {
  // a run ends after a few batches
  trips = await openRoundTrips({ 'slice.max.ms': '150' })
})
afterAll(() => trips?.close())

const total = 600
const rows = {
  postgres: `SELECT s, 'row ' || s FROM generate_series(1, ${total}) AS s`,
  mariadb: `SELECT seq, concat('row ', seq) FROM seq_1_to_${total}`,
}
const modes = {
  upsert: { source: {}, sink: {} },
  once: {
    source: { 'exactly.once.support': 'required' },
    // without a key: a row that came twice would be there twice
    sink: {
      'insert.mode': 'insert',
      'pk.mode': 'none',
      'pk.fields': '',
      'exactly.once': 'true',
      'consumer.override.isolation.level': 'read_committed',
    },
  },
}

const ways = (['upsert', 'once'] as const).flatMap(mode => [
  { mode, from: 'postgres', to: 'mariadb', source: `from_${mode}`, target: `to_${mode}` } as const,
  { mode, from: 'mariadb', to: 'postgres', source: `from_${mode}`, target: `to_${mode}` } as const,
])

test('no row is lost and none is twice, whenever runs end and all is killed', async () => {
  for (const { mode, from, to, source, target } of ways) {
    await trips[from].exec(
      `CREATE TABLE ${source} (id int PRIMARY KEY, v varchar(20))`,
      `INSERT INTO ${source} ${rows[from]}`,
    )
    const { topic } = await trips.from(from, source, { 'batch.max.rows': '20', ...modes[mode].source })
    await trips.into(to, topic, target, { 'batch.size': '20', ...modes[mode].sink })
  }
  const counts = async () => {
    const found: number[] = []
    for (const { to, target } of ways) {
      const rows = await trips[to].rows(`SELECT count(*) FROM ${target}`).catch(() => [])
      found.push(Number(rows[0]?.[0] ?? 0))
    }
    return found
  }
  const written = async () => (await counts()).reduce((sum, count) => sum + count, 0)
  for (const share of [0, 0.3]) {
    await vi.waitFor(async () => expect(await written()).toBeGreaterThan(share * ways.length * total), {
      ...soon,
      interval: 10,
    })
    await trips.killAndRestart()
  }
  await vi.waitFor(async () => expect(await counts()).toEqual(ways.map(() => total)), soon)
  for (const { to, target } of ways)
    expect(await trips[to].rows(`SELECT id, v FROM ${target} ORDER BY id`)).toEqual(
      Array.from({ length: total }, (_, i) => [String(i + 1), `row ${i + 1}`]),
    )
})
