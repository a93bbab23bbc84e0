import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { busyServer } from '../../connectors/elasticsearch/busy-server.ts'
import { type ScriptedSearch, scriptedSearch } from '../../connectors/elasticsearch/scripted-search.ts'
import { openSearchScene, type SearchScene } from './search-scene.ts'

const { script, written } = busyServer(2)
let server: ScriptedSearch
let scene: SearchScene
beforeAll(async () => {
  server = await scriptedSearch(script)
  scene = await openSearchScene(inject('bootstrap'), server.url)
})
afterAll(async () => {
  await scene?.close()
  await server?.[Symbol.asyncDispose]()
})

const records = 5_000

test('a server that takes longer for a request than anybody waits is written to, slice by slice', async () => {
  const name = 'patience'
  await scene.topics.create(name)
  await scene.append(
    name,
    Array.from({ length: records }, (_, n) => ({ key: `id-${n}`, value: JSON.stringify({ n }) })),
  )
  await scene.sink(name, { topics: name, 'read.timeout.ms': '1000' })
  const { rest } = scene.connect()
  const stored = new Set<unknown>()
  const states = new Set<string>()
  const end = async () => {
    for (const { state } of (await rest.status(name)).tasks) states.add(state)
    const offset = (await rest.offsets(name))[0]?.offset.kafka_offset
    if (offset !== undefined) stored.add(offset)
    return offset
  }
  await vi.waitFor(async () => expect(await end()).toBe(records), { timeout: 60_000, interval: 100 })
  expect(written.size).toBe(records)
  expect(stored.size).toBeGreaterThan(2)
  expect(states).not.toContain('FAILED')
}, 90_000)
