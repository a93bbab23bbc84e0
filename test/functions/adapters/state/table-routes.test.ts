import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../helpers/memory-table.ts'
import { holdingRequests, landingLate, losingAnswers } from '../../../helpers/table-routes.ts'

const key = { pk: 'CONNECTOR#a', sk: 'TASK#0' }
const checkpoint = (seq: number | undefined) => ({
  kind: 'checkpoint',
  key,
  when: { seq },
  set: { seq: (seq ?? 0) + 1 },
})
const failedInPassing = { code: 'STATE', retriable: true }

describe('faults on the way to a table in memory', () => {
  it('lose an answer after the write was applied', async () => {
    const store = memoryStore()
    const table = store.open(losingAnswers(({ writes }) => writes.some(({ kind }) => kind === 'checkpoint')))
    await expect(table.write(checkpoint(undefined))).rejects.toMatchObject(failedInPassing)
    expect((await table.get(key)).item?.attributes).toEqual({ seq: 1 })
  })

  it('let a request land after later ones', async () => {
    const store = memoryStore()
    const { route, landNext, waiting } = landingLate(({ writes }) => writes.length > 0)
    const late = store.open(route)
    const prompt = store.open()
    await expect(late.write(checkpoint(undefined))).rejects.toMatchObject(failedInPassing)
    await expect(late.write(checkpoint(2))).rejects.toMatchObject(failedInPassing)
    expect(waiting()).toBe(2)
    await prompt.write({ ...checkpoint(undefined), set: { seq: 2 } })
    landNext()
    expect((await prompt.get(key)).item?.attributes).toEqual({ seq: 2 })
    landNext()
    expect((await prompt.get(key)).item?.attributes).toEqual({ seq: 3 })
    expect(waiting()).toBe(0)
  })

  it('hold requests until the test decides on each', async () => {
    const store = memoryStore()
    const { route, held } = holdingRequests()
    const table = store.open(route)
    const calls = [1, 2, 3].map(() => table.write(checkpoint(undefined)))
    expect(held.map(({ request }) => request.writes[0]?.kind)).toEqual(Array(3).fill('checkpoint'))
    expect(store.items()).toEqual([])
    const [first, second, third] = [...held]
    const land = first?.timeOut()
    await expect(calls[0]).rejects.toMatchObject(failedInPassing)
    second?.answer()
    expect(await calls[1]).toMatchObject({ ok: true, item: { attributes: { seq: 1 } } })
    third?.loseAnswer()
    await expect(calls[2]).rejects.toMatchObject(failedInPassing)
    land?.()
    expect(held).toEqual([])
    expect(store.items()).toEqual([{ ...key, attributes: { seq: 1 } }])
  })

  it('leave the time and the contents in the hands of the test', async () => {
    let now = 12_345
    const store = memoryStore({ now: () => now, clockError: 1000 })
    const table = store.open()
    expect((await table.write(checkpoint(undefined))).at).toBe(12_000)
    const before = store.snapshot()
    now += 1000
    expect((await table.write(checkpoint(1))).at).toBe(13_000)
    store.restore(before)
    expect((await table.get(key)).item?.attributes).toEqual({ seq: 1 })
  })
})
