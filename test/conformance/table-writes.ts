import { describe, expect, it } from 'vitest'
import type { Json, Write } from '../../functions/runtime/ports/table.ts'
import type { Connect } from './table.ts'

const key = { pk: 'CONNECTOR#a', sk: 'TASK#0' }
const write = (when: Write['when'], set: Write['set']): Write => ({ kind: 'test', key, when, set })

const exact: Record<string, Json> = {
  text: 'ÄÖ 😀 \u0000 \ud7ff "quoted" \\ \n',
  emptyText: '',
  largest: Number.MAX_SAFE_INTEGER,
  smallest: -Number.MAX_SAFE_INTEGER,
  tenth: 0.1,
  third: 1 / 3,
  tiny: 1.5e-120,
  huge: 1.2345678901234567e120,
  yes: true,
  no: false,
  nothing: null,
  'dotted.name #1': 'x',
  status: 'reserved word',
  size: 2,
  map: {
    '': 'empty name',
    '{"file":"/tmp/a"}': '{"position":9007199254740993}',
    empty: {},
    list: [1, 1.5, 1e300, null, '', [], {}, [[[{}]]], true],
  },
  proto: JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
  list: [],
}

const nested = (levels: number): Json => (levels === 0 ? 'end' : { next: [nested(levels - 1)] })

export const tableWrites = (connect: Connect) =>
  describe('write', () => {
    it('creates an item when what must be absent is absent', async () => {
      const table = connect()
      const first = await table.write(write({ epoch: undefined }, { epoch: 1, owner: 'a' }))
      expect(first).toMatchObject({ ok: true, item: { ...key, attributes: { epoch: 1, owner: 'a' } } })
      const second = await table.write(write({ epoch: undefined }, { epoch: 2, owner: 'b' }))
      expect(second).toMatchObject({ ok: false, item: { ...key, attributes: { epoch: 1, owner: 'a' } } })
      expect((await table.get(key)).item?.attributes).toEqual({ epoch: 1, owner: 'a' })
    })

    it('refuses a value on an item that does not exist, and creates nothing', async () => {
      const table = connect()
      expect(await table.write(write({ epoch: 1 }, { owner: 'a' }))).toMatchObject({
        ok: false,
        item: undefined,
      })
      expect((await table.get(key)).item).toBeUndefined()
    })

    it.each([
      ['number', 1, '1'],
      ['string', 'true', true],
      ['boolean', false, 0],
      ['number of 16 digits', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1],
      ['fraction', 0.1, 0.10000000000000002],
      ['empty string', '', 'x'],
    ])('compares a %s by type and value', async (_type, value, other) => {
      const table = connect()
      await table.write(write({}, { seq: value }))
      expect(await table.write(write({ seq: other }, { owner: 'b' }))).toMatchObject({ ok: false })
      expect(await table.write(write({ seq: undefined }, { owner: 'b' }))).toMatchObject({ ok: false })
      expect(await table.write(write({ seq: value }, { owner: 'a' }))).toMatchObject({ ok: true })
    })

    it('holds every condition or refuses', async () => {
      const table = connect()
      await table.write(write({}, { epoch: 1, seq: 2, note: null }))
      for (const when of [
        { epoch: 1, seq: 3 },
        { epoch: 2, seq: 2 },
        { epoch: 1, seq: 2, owner: 'a' },
        { epoch: 1, note: undefined },
      ])
        expect((await table.write(write(when, { epoch: 9 }))).ok).toBe(false)
      expect((await table.write(write({ epoch: 1, seq: 2, owner: undefined }, { epoch: 9 }))).ok).toBe(true)
    })

    it('replaces what is set, removes what is undefined and keeps the rest', async () => {
      const table = connect()
      await table.write(write({}, { a: 1, b: { x: 1, y: 2 }, c: 3 }))
      const { item } = await table.write(write({ a: 1 }, { b: { z: 1 }, c: undefined, d: 4, e: undefined }))
      expect(item?.attributes).toStrictEqual({ a: 1, b: { z: 1 }, d: 4 })
      expect((await table.get(key)).item?.attributes).toStrictEqual({ a: 1, b: { z: 1 }, d: 4 })
    })

    it.each([{ gone: undefined }, {}])('creates a missing item also when it sets %o', async set => {
      const table = connect()
      expect(await table.write(write({}, set))).toMatchObject({ ok: true, item: { attributes: {} } })
      expect((await table.get(key)).item).toStrictEqual({ ...key, attributes: {} })
    })

    it('keeps JSON exactly', async () => {
      const table = connect()
      const { item } = await table.write(write({}, { ...exact, deep: nested(40) }))
      const stored = (await table.get(key)).item
      for (const found of [item, stored]) {
        expect(found?.attributes).toStrictEqual({ ...exact, deep: nested(40) })
        expect(JSON.stringify(found?.attributes.proto)).toBe(JSON.stringify(exact.proto))
      }
    })

    it('shares nothing with its caller', async () => {
      const table = connect()
      const map = { a: 1 }
      const { item } = await table.write(write({}, { map }))
      map.a = 2
      expect(item?.attributes).toEqual({ map: { a: 1 } })
      expect((await table.get(key)).item?.attributes).toEqual({ map: { a: 1 } })
    })

    it('changes nothing when it is sent again, if it counts a sequence', async () => {
      const table = connect()
      await table.write(write({}, { seq: 1, offset: 'a' }))
      const checkpoint = write({ seq: 1 }, { seq: 2, offset: 'b' })
      expect((await table.write(checkpoint)).ok).toBe(true)
      await table.write(write({ seq: 2 }, { seq: 3, offset: 'c' }))
      expect(await table.write(checkpoint)).toMatchObject({
        ok: false,
        item: { attributes: { seq: 3, offset: 'c' } },
      })
    })

    it('lets exactly one of 50 writers with the same condition win', async () => {
      const handles = [connect(), connect(), connect(), connect(), connect()]
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          handles[i % 5]?.write(write({ epoch: undefined }, { epoch: 1, owner: `w${i}` })),
        ),
      )
      const winners = answers.flatMap((answer, i) => (answer?.ok ? [`w${i}`] : []))
      expect(winners).toHaveLength(1)
      const { item } = await connect().get(key)
      expect(item?.attributes).toEqual({ epoch: 1, owner: winners[0] })
      for (const answer of answers) expect(answer?.item).toEqual(item)
    })

    it('holds an item of 390 KB and rejects one of more than 400 KB, not to be tried again', async () => {
      const table = connect()
      await table.write(write({}, { config: 'x'.repeat(390_000) }))
      const larger = table.write(write({}, { map: { a: 'x'.repeat(20_000) } }))
      await expect(larger).rejects.toMatchObject({ code: 'STATE', retriable: false })
      await expect(larger).rejects.toThrow(/size|bytes/)
      expect((await table.get(key)).item?.attributes).toEqual({ config: 'x'.repeat(390_000) })
    })

    it.each([
      ['an attribute named like the key', { key, set: { pk: 'x' } }, /Attribute name is "pk"/],
      ['an attribute without a name', { key, set: { '': 'x' } }, /Attribute name is ""/],
      ['a dueAt that is no number', { key, set: { dueAt: '1' } }, /dueAt is "1"/],
      ['a number that is none', { key, set: { n: Number.NaN } }, /n is NaN/],
      ['a number that is too large', { key, set: { n: 1e200 } }, /n is 1e\+200/],
      ['an empty key', { key: { pk: 'a', sk: '' }, set: {} }, /Key sk has 0 bytes/],
      ['a long key', { key: { pk: 'ä'.repeat(1025), sk: 'a' }, set: {} }, /Key pk has 2050 bytes/],
    ])('rejects %s', async (_what, { key, set }, message) => {
      const table = connect()
      const rejected = table.write({ kind: 'test', key, when: {}, set })
      await expect(rejected).rejects.toMatchObject({ code: 'STATE', retriable: false })
      await expect(rejected).rejects.toThrow(message)
    })
  })
