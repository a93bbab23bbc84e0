import { describe, expect, it } from 'vitest'
import type { Write } from '../../functions/runtime/ports/table.ts'
import type { Connect } from './table.ts'

const pk = 'CONNECTOR#a'
const write = (sk: string, when: Write['when'], set: Write['set']): Write => ({
  kind: 'test',
  key: { pk, sk },
  when,
  set,
})

export const tableTransactions = (connect: Connect) =>
  describe('transact', () => {
    it('applies all', async () => {
      const table = connect()
      await table.write(write('CONFIG', {}, { epoch: 7 }))
      const answer = await table.transact([
        write('CONFIG', { epoch: 7 }, {}),
        write('TASK#0', { epoch: undefined }, { epoch: 1, map: { a: [1] } }),
        { kind: 'test', key: { pk: 'CONNECTOR#b', sk: 'CONFIG' }, when: {}, set: { wanted: 'RUNNING' } },
      ])
      expect(answer).toMatchObject({ ok: true })
      expect((await table.query(pk)).items).toStrictEqual([
        { pk, sk: 'CONFIG', attributes: { epoch: 7 } },
        { pk, sk: 'TASK#0', attributes: { epoch: 1, map: { a: [1] } } },
      ])
      expect((await table.query('CONNECTOR#b')).items).toHaveLength(1)
    })

    it.each([0, 1, 2])('applies nothing when condition %i does not hold', async failing => {
      const table = connect()
      await table.transact([0, 1, 2].map(i => write(`TASK#${i}`, {}, { epoch: 1 })))
      const before = (await table.query(pk)).items
      const writes = [0, 1, 2].map(i => write(`TASK#${i}`, { epoch: i === failing ? 2 : 1 }, { epoch: 2 }))
      const fresh = write('OFFSET#x', { offset: undefined }, { offset: '{}' })
      expect(await table.transact([...writes, fresh])).toMatchObject({ ok: false })
      expect((await table.query(pk)).items).toStrictEqual(before)
    })

    it('changes nothing when it is sent again, if it is conditional on what it changes', async () => {
      const table = connect()
      const fold = [write('TASK#0', { seq: undefined }, { seq: 1 }), write('OFFSET#x', {}, { offset: 'a' })]
      expect((await table.transact(fold)).ok).toBe(true)
      await table.write(write('OFFSET#x', {}, { offset: 'b' }))
      expect((await table.transact(fold)).ok).toBe(false)
      expect((await table.get({ pk, sk: 'OFFSET#x' })).item?.attributes).toEqual({ offset: 'b' })
    })

    it('loses no increment when 20 transactions and 20 writes race over the same items', async () => {
      const handles = [connect(), connect(), connect(), connect()]
      await handles[0]?.transact([write('A', {}, { n: 0 }), write('B', {}, { n: 0 })])
      const counter = async (i: number) => {
        const table = handles[i % 4] ?? connect()
        for (;;) {
          const [a, b] = (await table.query(pk)).items.map(item => Number(item.attributes.n))
          if (a === undefined || b === undefined) throw new Error('A and B were written above')
          const increment = [write('A', { n: a }, { n: a + 1 }), write('B', { n: b }, { n: b + 1 })]
          const only = increment[0]
          const { ok } = i < 20 || !only ? await table.transact(increment) : await table.write(only)
          if (ok) return
        }
      }
      await Promise.all(Array.from({ length: 40 }, (_, i) => counter(i)))
      const counts = (await connect().query(pk)).items.map(({ attributes }) => attributes.n)
      expect(counts).toEqual([40, 20])
    }, 60_000)

    it('takes 100 writes', async () => {
      const table = connect()
      const writes = Array.from({ length: 100 }, (_, i) => write(`OFFSET#${i}`, { n: undefined }, { n: i }))
      expect((await table.transact(writes)).ok).toBe(true)
      expect((await table.query(pk, 'OFFSET#')).items).toHaveLength(100)
    })

    it.each([
      ['no writes', 0, /has 0 writes/],
      ['101 writes', 101, /has 101 writes/],
    ])('rejects %s', async (_what, count, message) => {
      const writes = Array.from({ length: count }, (_, i) => write(`OFFSET#${i}`, {}, { n: i }))
      const rejected = connect().transact(writes)
      await expect(rejected).rejects.toMatchObject({ code: 'STATE', retriable: false })
      await expect(rejected).rejects.toThrow(message)
    })

    it('rejects two writes of one item, and applies neither', async () => {
      const table = connect()
      const rejected = table.transact([write('A', {}, { n: 1 }), write('A', {}, { n: 2 })])
      await expect(rejected).rejects.toMatchObject({ code: 'STATE', retriable: false })
      expect((await table.get({ pk, sk: 'A' })).item).toBeUndefined()
    })

    it('applies nothing when one item becomes too large', async () => {
      const table = connect()
      const rejected = table.transact([
        write('A', {}, { n: 1 }),
        write('B', {}, { text: 'x'.repeat(410_000) }),
      ])
      await expect(rejected).rejects.toMatchObject({ code: 'STATE', retriable: false })
      expect((await table.query(pk)).items).toEqual([])
    })
  })
