import { describe, expect, it } from 'vitest'
import type { SinkRecord } from '../../../../connectors/sdk/record.ts'
import { datum, INT32, openWriter, partition, record, structOf } from './sink-scene.ts'
import { connectionLost, type Database, openDatabase } from './sqlite-dialect.ts'

const order = structOf({ id: INT32 })
const keys = { 'exactly.once': 'true', 'auto.create': 'true', 'max.retries': '0' }
const all = 'SELECT id FROM orders ORDER BY rowid'
const stored = 'SELECT next_offset, gaps FROM connect_sink_offsets ORDER BY kafka_partition'

const numbered = (from: number, to: number, p = 0): SinkRecord[] =>
  Array.from({ length: to - from }, (_, i) =>
    record(from + i, datum(order, { id: 100 * p + from + i }), { partition: p }),
  )

/** Runs over the records from where the checkpoint and the writer say until all are written. */
const runUntilDone = async (database: Database, size: number, end: number, keysOf = keys) => {
  let checkpoint = 0
  for (let epoch = 1; epoch < 200; epoch++) {
    try {
      const writer = await openWriter(database, {
        keys: keysOf,
        epoch,
        partitions: [partition(0, checkpoint)],
      })
      let next = writer.positions?.find(p => p.partition === 0)?.offset ?? checkpoint
      while (next < end) {
        const to = Math.min(next + size, end)
        await writer.write(numbered(next, to))
        next = to
        await writer.flush({ end: false })
        // progress is stored after some flushes only: a crash between them reads again
        if (next % 4 === 0) checkpoint = next
      }
      await writer.close()
      return
    } catch {
      // the next run goes on
    }
  }
  throw new Error('never done')
}

describe('exactly once', () => {
  it.each(['before', 'after'] as const)(
    'no row is missing or twice when any call is lost %s its effect',
    async moment => {
      let calls = 0
      const counting = openDatabase()
      counting.failing(at => {
        if (at === moment) calls++
      })
      await runUntilDone(counting, 3, 10)
      expect(calls).toBeGreaterThan(20)

      for (let failing = 1; failing <= calls; failing++) {
        const database = openDatabase()
        let call = 0
        database.failing(at => {
          if (at === moment && ++call === failing) throw connectionLost()
        })
        await runUntilDone(database, 3, 10)
        expect(database.rows(all).flat()).toEqual(numbered(0, 10).map(({ offset }) => offset))
        expect(database.rows(stored)).toEqual([[10, '']])
      }
    },
  )

  it('a commit whose answer is lost is not repeated by the same run either', async () => {
    const database = openDatabase()
    const writer = await openWriter(database, {
      keys: { ...keys, 'max.retries': '3' },
      partitions: [partition(0)],
    })
    let lost = 0
    database.failing((moment, sql) => {
      if (moment === 'after' && sql === 'COMMIT' && lost++ === 0) throw connectionLost()
    })
    await writer.write(numbered(0, 5))
    expect(lost).toBeGreaterThan(1)
    expect(database.rows(all).flat()).toEqual([0, 1, 2, 3, 4])
  })

  it('an older run is refused by what a newer one has claimed', async () => {
    const database = openDatabase()
    const older = await openWriter(database, { keys, epoch: 1, partitions: [partition(0), partition(1)] })
    await older.write(numbered(0, 2))
    const newer = await openWriter(database, { keys, epoch: 2, partitions: [partition(0), partition(1)] })
    await expect(older.write(numbered(2, 4))).rejects.toThrow('Another run has taken over orders-0')
    await newer.write([...numbered(0, 4), ...numbered(0, 1, 1)])
    expect(database.rows(all).flat()).toEqual([0, 1, 2, 3, 100])
    expect(database.rows(stored)).toEqual([
      [4, ''],
      [1, ''],
    ])
  })

  it('a record that failed is offered again until what became of it is stored, others are not', async () => {
    const database = openDatabase()
    database.exec('CREATE TABLE orders (id INTEGER CHECK (id <> 1))')
    const first = await openWriter(database, { keys, partitions: [partition(0)] })
    await expect(first.write(numbered(0, 3))).rejects.toThrow('CHECK')
    await first.write(numbered(0, 1))
    await expect(first.write(numbered(1, 2))).rejects.toThrow('CHECK')
    await first.write(numbered(2, 3))
    expect(database.rows(stored)).toEqual([[3, '1']])

    const second = await openWriter(database, { keys, epoch: 2, partitions: [partition(0)] })
    await expect(second.write(numbered(0, 3))).rejects.toThrow('CHECK')
    await expect(second.write(numbered(1, 2))).rejects.toThrow('CHECK')
    await second.write([...numbered(0, 1), ...numbered(2, 3)])
    await second.flush({ end: false })
    await second.flush({ end: false })
    await second.write(numbered(3, 4))
    expect(database.rows(stored)).toEqual([[4, '']])
    expect(database.rows(all).flat()).toEqual([0, 2, 3])
  })

  it('goes back with a database that was brought back, and begins anew when offsets were set', async () => {
    const database = openDatabase()
    const first = await openWriter(database, { keys, partitions: [partition(0)] })
    await first.write(numbered(0, 6))
    database.exec('DELETE FROM orders WHERE id >= 4; UPDATE connect_sink_offsets SET next_offset = 4')
    const restored = await openWriter(database, { keys, epoch: 2, partitions: [partition(0, 6)] })
    expect(restored.positions).toEqual([{ topic: 'orders', partition: 0, offset: 4 }])
    await restored.write(numbered(4, 6))
    expect(database.rows(all).flat()).toEqual([0, 1, 2, 3, 4, 5])

    const reset = await openWriter(database, { keys, lineage: 1, partitions: [partition(0, 5)] })
    await reset.write(numbered(5, 6))
    expect(database.rows(all).flat()).toEqual([0, 1, 2, 3, 4, 5, 5])
    await expect(openWriter(database, { keys, lineage: 0, partitions: [partition(0)] })).rejects.toThrow(
      'lineage 1, here 0',
    )
  })
})
