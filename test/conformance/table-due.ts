import { describe, expect, it } from 'vitest'
import type { ItemKey, Table, Write } from '../../functions/runtime/ports/table.ts'
import type { Connect } from './table.ts'

const keyOf = (task: number): ItemKey => ({ pk: 'CONNECTOR#a', sk: `TASK#${task}` })
const write = (task: number, set: Write['set'], when: Write['when'] = {}): Write => ({
  kind: 'test',
  key: keyOf(task),
  when,
  set,
})
const due = async (table: Table, before: number, limit = 100) =>
  (await table.due(before, limit)).keys.map(({ sk }) => sk)
/** Waits until the index shows it: what it shows meanwhile is a hint. */
const eventuallyDue = (table: Table, before: number, limit = 100) =>
  expect.poll(() => due(table, before, limit), { timeout: 5000, interval: 20 })

export const tableDue = (connect: Connect) =>
  describe('due', () => {
    it('shows items whose dueAt is reached, oldest first', async () => {
      const table = connect()
      const dueAts = [500, 100, 300.5, 200, 1_795_000_000_000]
      for (const [task, dueAt] of dueAts.entries()) await table.write(write(task, { dueAt, other: 1 }))
      await table.write(write(9, { other: 1 }))
      await eventuallyDue(table, 300.5).toEqual(['TASK#1', 'TASK#3', 'TASK#2'])
      await eventuallyDue(table, 300.4).toEqual(['TASK#1', 'TASK#3'])
      await eventuallyDue(table, 1_795_000_000_000).toHaveLength(5)
      await eventuallyDue(table, 99).toEqual([])
    })

    it('shows no more than the limit, the oldest, over all partitions', async () => {
      const table = connect()
      const writes = Array.from({ length: 60 }, (_, i) => ({
        ...write(0, { dueAt: 1000 - i }),
        key: { pk: `CONNECTOR#${i}`, sk: `TASK#${i}` },
      }))
      await table.transact(writes)
      const oldest = Array.from({ length: 60 }, (_, i) => `TASK#${59 - i}`)
      await eventuallyDue(table, 2000, 7).toEqual(oldest.slice(0, 7))
      await eventuallyDue(table, 2000, 60).toEqual(oldest)
      await eventuallyDue(table, 2000, 1000).toEqual(oldest)
    })

    it('moves and forgets an item with its dueAt, by write and by transaction', async () => {
      const table = connect()
      await table.transact([write(0, { dueAt: 100 }), write(1, { dueAt: 200 }), write(2, { dueAt: 300 })])
      await eventuallyDue(table, 1000).toEqual(['TASK#0', 'TASK#1', 'TASK#2'])
      await table.write(write(0, { dueAt: 250 }, { dueAt: 100 }))
      await table.transact([write(2, { dueAt: undefined }), write(1, { note: 'kept' })])
      await eventuallyDue(table, 1000).toEqual(['TASK#1', 'TASK#0'])
      expect((await table.get(keyOf(2))).item?.attributes).toEqual({})
    })

    it('does not follow a refused write', async () => {
      const table = connect()
      await table.write(write(0, { dueAt: 100 }))
      expect((await table.write(write(0, { dueAt: 900 }, { dueAt: 50 }))).ok).toBe(false)
      await eventuallyDue(table, 500).toEqual(['TASK#0'])
    })

    it('lets each due item be claimed once, however stale what it shows is', async () => {
      const tables = [connect(), connect(), connect()]
      const tasks = Array.from({ length: 20 }, (_, task) => task)
      for (const task of tasks) await tables[0]?.write(write(task, { dueAt: 100 + task, claims: 0 }))
      const claims: string[] = []
      const claimAll = async (table: Table) => {
        for (let empty = 0; empty < 10; ) {
          const { keys } = await table.due(1000, 6)
          empty = keys.length === 0 ? empty + 1 : 0
          for (const key of keys) {
            const task = Number(key.sk.slice('TASK#'.length))
            const { ok } = await table.write(write(task, { dueAt: 5000 }, { dueAt: 100 + task }))
            if (ok) claims.push(key.sk)
          }
          await new Promise(resolve => setTimeout(resolve, 20))
        }
      }
      await Promise.all(tables.map(claimAll))
      expect(claims.toSorted()).toEqual(tasks.map(task => `TASK#${task}`).toSorted())
    }, 60_000)
  })
