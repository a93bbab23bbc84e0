import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openSearchScene, type SearchScene, soon } from './search-scene.ts'

let scene: SearchScene
beforeAll(async () => {
  scene = await openSearchScene(inject('bootstrap'), inject('openSearch'))
})
afterAll(() => scene?.close())

const numbered = (count: number, documents = count) =>
  Array.from({ length: count }, (_, i) => ({
    key: `id-${i % documents}`,
    value: JSON.stringify({ id: i % documents, n: i }),
  }))

test('thousands of records become documents under their keys; later ones replace earlier ones', async () => {
  await scene.topics.create('Orders')
  await scene.append('Orders', numbered(5000, 1000))
  await scene.sink('orders-sink', { topics: 'Orders', 'batch.size': '300' })
  await scene.untilCount('orders', 1000)
  await vi.waitFor(async () => {
    const hits = await scene.hits('orders')
    expect(new Set(hits.map(hit => hit._source.n))).toEqual(
      new Set(Array.from({ length: 1000 }, (_, i) => 4000 + i)),
    )
    expect(hits.every(hit => hit._version === hit._source.n)).toBe(true)
  }, soon)
})
