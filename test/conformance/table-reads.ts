import { describe, expect, it } from 'vitest'
import type { Table } from '../../functions/runtime/ports/table.ts'
import type { Connect } from './table.ts'

const put = async (table: Table, pk: string, sk: string, text = '') => {
  await table.write({ kind: 'test', key: { pk, sk }, when: {}, set: { text } })
}
const sortKeys = async (table: Table, pk: string, prefix?: string) =>
  (await table.query(pk, prefix)).items.map(({ sk }) => sk)

export const tableReads = (connect: Connect) =>
  describe('get and query', () => {
    it('find nothing in an empty table', async () => {
      const table = connect()
      expect((await table.get({ pk: 'a', sk: 'b' })).item).toBeUndefined()
      expect((await table.query('a')).items).toEqual([])
    })

    it('find items of one partition by prefix, in the order of their sort keys', async () => {
      const table = connect()
      for (const sk of ['TASK#2', 'OFFSET#b', 'TASK#10', 'CONFIG', 'OFFSET#a', 'TASK', 'TASK$'])
        await put(table, 'CONNECTOR#a', sk)
      await put(table, 'CONNECTOR#ab', 'TASK#0')
      await put(table, 'CONNECTOR#', 'TASK#0')
      expect(await sortKeys(table, 'CONNECTOR#a')).toEqual([
        'CONFIG',
        'OFFSET#a',
        'OFFSET#b',
        'TASK',
        'TASK#10',
        'TASK#2',
        'TASK$',
      ])
      expect(await sortKeys(table, 'CONNECTOR#a', 'TASK#')).toEqual(['TASK#10', 'TASK#2'])
      expect(await sortKeys(table, 'CONNECTOR#a', 'OFFSET#b')).toEqual(['OFFSET#b'])
      expect(await sortKeys(table, 'CONNECTOR#a', 'task#')).toEqual([])
    })

    it('order by UTF-8 bytes, and take % and _ as they are', async () => {
      const table = connect()
      for (const sk of ['T#😀', 'T#\uffee', 'T#ä', 'T#a', 'T#Z', 'T#%', 'T_x']) await put(table, 'p', sk)
      expect(await sortKeys(table, 'p', 'T#')).toEqual(['T#%', 'T#Z', 'T#a', 'T#ä', 'T#\uffee', 'T#😀'])
      expect(await sortKeys(table, 'p', 'T_')).toEqual(['T_x'])
      expect(await sortKeys(table, 'p', 'T%')).toEqual([])
    })

    it('give more than 1 MB whole', async () => {
      const table = connect()
      const names = Array.from({ length: 30 }, (_, i) => `OFFSET#${String(i).padStart(2, '0')}`)
      for (const sk of names) await put(table, 'p', sk, sk.repeat(12_500))
      const { items } = await table.query('p', 'OFFSET#')
      expect(items.map(({ sk }) => sk)).toEqual(names)
      for (const { sk, attributes } of items) expect(attributes).toEqual({ text: sk.repeat(12_500) })
    })

    it('see at once what another handle has written', async () => {
      const [one, other] = [connect(), connect()]
      for (let i = 0; i < 20; i++) {
        await put(i % 2 === 0 ? one : other, 'p', 'a', `${i}`)
        const reader = i % 2 === 0 ? other : one
        expect((await reader.get({ pk: 'p', sk: 'a' })).item?.attributes).toEqual({ text: `${i}` })
        expect((await reader.query('p')).items).toMatchObject([{ attributes: { text: `${i}` } }])
      }
    })
  })
