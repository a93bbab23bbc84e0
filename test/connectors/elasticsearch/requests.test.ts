import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openElasticsearch, order } from './opened-sink.ts'
import { actionsOf, bulkAnswer, type Script, scriptedSearch } from './scripted-search.ts'

/** A server that takes its time, and notes what is under way together. */
const slow = (delay: () => number) => {
  const underWay = new Set<readonly string[]>()
  const seen = { most: 0, together: false }
  const state = new Map<string, number>()
  const script: Script = async asked => {
    if (asked.path !== '/_bulk') return undefined
    const actions = actionsOf(asked)
    const ids = [...new Set(actions.map(({ _id = '' }) => _id))]
    if ([...underWay].some(others => others.some(id => ids.includes(id)))) seen.together = true
    underWay.add(ids)
    seen.most = Math.max(seen.most, underWay.size)
    await sleep(delay())
    for (const { _id = '', source } of actions)
      state.set(_id, (source as { readonly doc: { readonly n: number } }).doc.n)
    underWay.delete(ids)
    return bulkAnswer(asked)
  }
  return { script, seen, state }
}

const config = { 'write.method': 'upsert', 'batch.size': '10', 'max.in.flight.requests': '4' }

it('has several requests under way, and as many as it may', async () => {
  const { script, seen } = slow(() => 20)
  await using server = await scriptedSearch(script)
  const sink = await openElasticsearch({ 'connection.url': server.url, ...config })
  await sink.writeAll(Array.from({ length: 200 }, (_, i) => order(i, `id${i}`)))
  expect(seen.most).toBe(4)
  expect(server.bulks().map(actions => actions.length)).toEqual(Array.from({ length: 20 }, () => 10))
  await sink.close()
})

it('never has records of one document in two requests at a time, and ends with the last of each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(30), { minLength: 60, maxLength: 150 }), async keys => {
      const { script, seen, state } = slow(() => Math.random() * 4)
      await using server = await scriptedSearch(script)
      const sink = await openElasticsearch({ 'connection.url': server.url, ...config })
      for (let i = 0; i < keys.length; i += 7)
        await sink.write(keys.slice(i, i + 7).map((key, j) => order(i + j, `id${key}`)))
      await sink.flush({ end: true })
      await sink.close()
      expect(seen.together).toBe(false)
      expect(state).toEqual(new Map(keys.map((key, i) => [`id${key}`, i])))
    }),
    { numRuns: 15, seed: 8 },
  )
})

it('keeps requests below the size that is configured, but for a document that is larger', async () => {
  await using server = await scriptedSearch()
  const sink = await openElasticsearch({ 'connection.url': server.url, 'bulk.size.bytes': '2000' })
  const sizes = [100, 900, 1200, 5000, 30, 30]
  await sink.writeAll(sizes.map((size, i) => order(i, `id${i}`, { text: 'ü'.repeat(size / 2) })))
  const bodies = server.asked.filter(({ path }) => path === '/_bulk')
  expect(bodies.map(asked => [actionsOf(asked).length, Buffer.byteLength(asked.body) <= 2000])).toEqual([
    [2, true],
    [1, true],
    [1, false],
    [2, true],
  ])
  await sink.close()
})

it('sends what waits when no request is under way', async () => {
  await using server = await scriptedSearch()
  const sink = await openElasticsearch({ 'connection.url': server.url })
  await sink.write([order(1, 'a')])
  await expect.poll(() => server.bulks().length).toBe(1)
  await sink.close()
})

it('sends nothing after it is closed', async () => {
  await using server = await scriptedSearch()
  const sink = await openElasticsearch({ 'connection.url': server.url })
  await sink.write([order(1, 'a')])
  await sink.close()
  await sleep(30)
  expect(server.bulks()).toEqual([])
})
