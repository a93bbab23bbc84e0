import { describe, expect, it } from 'vitest'
import type { ItemKey, Table } from '../../functions/runtime/ports/table.ts'
import type { Connect } from './table.ts'

const key: ItemKey = { pk: 'CONNECTOR#a', sk: 'TASK#0' }
const write = { kind: 'test', key, when: {}, set: { n: 1 } }
const refused = { kind: 'test', key, when: { n: 2 }, set: { n: 3 } }

const calls: Record<string, (table: Table) => Promise<{ readonly at: number }>> = {
  get: table => table.get(key),
  query: table => table.query(key.pk),
  write: table => table.write(write),
  'refused write': table => table.write(refused),
  transact: table => table.transact([write]),
  'refused transact': table => table.transact([refused]),
  due: table => table.due(0, 1),
}

export const tableClock = (connect: Connect) =>
  describe('at', () => {
    it.each(Object.entries(calls))(
      'of %s is never ahead of the time and not further behind than it says',
      async (_name, call) => {
        const table = connect()
        for (let i = 0; i < 5; i++) {
          const sent = Date.now()
          const { at } = await call(table)
          expect(at).toBeLessThanOrEqual(Date.now())
          expect(at).toBeGreaterThanOrEqual(sent - table.clockError)
          await new Promise(resolve => setTimeout(resolve, 30))
        }
      },
    )
  })
