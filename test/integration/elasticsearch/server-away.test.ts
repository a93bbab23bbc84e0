import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { startOpenSearch } from '../../../infra/local/opensearch.ts'
import { type OwnServer, ownServer } from '../../helpers/own-server.ts'
import { openSearchScene, type SearchScene, soon } from './search-scene.ts'

let server: OwnServer<Awaited<ReturnType<typeof startOpenSearch>>>
let scene: SearchScene
beforeAll(async () => {
  server = await ownServer(startOpenSearch)
  scene = await openSearchScene(inject('bootstrap'), server.current().url)
})
afterAll(async () => {
  await scene?.close()
  await server?.close()
})

const settings = (key: string, value: unknown) =>
  scene.ask('PUT', '/_cluster/settings', { persistent: { [key]: value } })

test.each([
  ['cluster.blocks.read_only', true, 'the cluster takes no writes: remove cluster.blocks.read_only'],
  ['cluster.blocks.create_index', true, 'make the index by hand or remove cluster.blocks.create_index'],
  ['cluster.max_shards_per_node', 1, 'the cluster is full: delete indices, add nodes or raise'],
])(
  'a cluster that takes nothing fails the task, which goes on by itself when it does: %s',
  async (key, value, says) => {
    const name = key.replaceAll('.', '-')
    await scene.topics.create(name)
    // before: a block that is there is a reason not to create it
    await scene.sink(name, { topics: name, 'restart.backoff.max.ms': '1000', 'restart.max.attempts': '-1' })
    await settings(key, value)
    await scene.append(name, [{ key: 'a', value: '{"n":1}' }])
    await vi.waitFor(async () => expect(await scene.trace(name)).toContain(says), soon)
    await settings(key, null)
    await scene.untilCount(name, 1)
  },
)

const records = 20_000
const documents = 400

test('a server that is killed and comes back has every document, as the last record says', async () => {
  const name = 'survivors'
  await scene.topics.create(name)
  const values = Array.from({ length: records }, (_, n) => ({
    key: `id-${n % documents}`,
    value: JSON.stringify({ n }),
  }))
  await scene.append(name, values)
  const config = {
    topics: name,
    'write.method': 'UPSERT',
    'batch.size': '100',
    'max.in.flight.requests': '3',
  }
  await scene.sink(name, config)
  const later = { timeout: 90_000, interval: 100 }
  const count = async () => (await scene.ask('GET', `/${name}/_count`)).count
  await vi.waitFor(async () => expect(await count()).toBeGreaterThan(0), later)
  await server.current().kill()
  await server.startAgain()
  const end = async () => (await scene.connect().rest.offsets(name))[0]?.offset.kafka_offset
  await vi.waitFor(async () => expect(await end()).toBe(records), later)
  const found = new Map((await scene.hits(name)).map(({ _id, _source }) => [_id, _source.n]))
  expect(found).toEqual(
    new Map(Array.from({ length: documents }, (_, i) => [`id-${i}`, records - documents + i])),
  )
}, 120_000)
