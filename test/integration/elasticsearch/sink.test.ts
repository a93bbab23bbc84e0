import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { openSearchScene, type SearchScene, soon } from './search-scene.ts'

let scene: SearchScene
beforeAll(async () => {
  scene = await openSearchScene(inject('bootstrap'), inject('openSearch'))
})
afterAll(() => scene?.close())

const opensearch = { 'connector.class': 'io.aiven.kafka.connect.opensearch.OpenSearchSinkConnector' }

/** `count` records about `documents` documents, in order. */
const numbered = (count: number, documents = count) =>
  Array.from({ length: count }, (_, i) => ({
    key: `id-${i % documents}`,
    value: JSON.stringify({ id: i % documents, n: i }),
  }))

const lastOnes = (count: number, documents: number) =>
  new Map(Array.from({ length: documents }, (_, i) => [`id-${i}`, count - documents + i]))

const newest = async (index: string) =>
  new Map((await scene.hits(index)).map(({ _id, _source }) => [_id, _source.n]))

const progress = async (name: string) => (await scene.connect().rest.offsets(name))[0]?.offset.kafka_offset

describe('documents under the keys of records', () => {
  test('are replaced by later records, whose offsets are their versions', async () => {
    await scene.topics.create('Orders')
    await scene.append('Orders', numbered(5000, 1000))
    await scene.sink('orders', { topics: 'Orders', 'batch.size': '300' })
    await vi.waitFor(async () => {
      const hits = await scene.hits('orders')
      expect(hits.map(({ _source }) => _source.n).sort()).toEqual(
        Array.from({ length: 1000 }, (_, i) => 4000 + i).sort(),
      )
      expect(hits.every(({ _version, _source }) => _version === _source.n)).toBe(true)
    }, soon)
  })

  test('are deleted by null values', async () => {
    await scene.topics.create('deleted')
    await scene.append('deleted', [
      ...numbered(10),
      { key: 'id-3', value: null },
      { key: 'no-such', value: null },
    ])
    await scene.sink('deleted', { topics: 'deleted', 'behavior.on.null.values': 'DELETE' })
    await scene.untilCount('deleted', 9)
    await vi.waitFor(async () => expect(await progress('deleted')).toBe(12), soon)
  })

  test.each([{ 'write.method': 'INSERT' }, { 'write.method': 'UPSERT' }])(
    'are as the last of many updates says, in whatever requests they are: %o',
    async method => {
      const name = `updates-${method['write.method'].toLowerCase()}`
      await scene.topics.create(name)
      await scene.append(name, numbered(6000, 40))
      await scene.sink(name, { topics: name, 'batch.size': '100', ...method })
      await vi.waitFor(async () => expect(await progress(name)).toBe(6000), soon)
      expect(await newest(name)).toEqual(lastOnes(6000, 40))
    },
  )

  test('are there once and as the last record says, whenever the process is killed', async () => {
    await scene.topics.create('killed')
    await scene.append('killed', numbered(12_000, 3000), 100)
    await scene.sink('killed', { topics: 'killed', 'batch.size': '50', 'max.in.flight.requests': '2' })
    for (const count of [200, 1200, 2500]) {
      await vi.waitFor(async () => {
        await scene.ask('POST', '/killed/_refresh')
        expect((await scene.ask('GET', '/killed/_count')).count).toBeGreaterThan(count)
      }, soon)
      await scene.killAndRestart()
    }
    await vi.waitFor(async () => expect(await progress('killed')).toBe(12_000), soon)
    expect(await newest('killed')).toEqual(lastOnes(12_000, 3000))
  })
})

test('the configuration that Kafka Connect is taught with runs as it stands, on rows without keys', async () => {
  const schema = {
    type: 'struct',
    fields: [
      { field: 'id', type: 'int64' },
      { field: 'name', type: 'string', optional: true },
    ],
  }
  const rows = Array.from({ length: 20 }, (_, id) => ({
    key: null,
    value: JSON.stringify({ schema, payload: { id, name: `row ${id}` } }),
  }))
  await scene.topics.create('mysql-mytable')
  await scene.append('mysql-mytable', rows)
  await scene.connect().rest.create('elasticsearch-sink-connector', {
    'connector.class': 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector',
    'tasks.max': '1',
    topics: 'mysql-mytable',
    'connection.url': inject('openSearch'),
  })
  await scene.untilCount('mysql-mytable', 20)
  const hits = await scene.hits('mysql-mytable')
  expect(new Map(hits.map(({ _id, _source }) => [_id, _source]))).toEqual(
    new Map(rows.map((_, id) => [`mysql-mytable+0+${id}`, { id, name: `row ${id}` }])),
  )
  const mapping = await scene.ask('GET', '/mysql-mytable/_mapping')
  expect(mapping).toMatchObject({ 'mysql-mytable': { mappings: { properties: { id: { type: 'long' } } } } })
})

test('data streams have each record once, also when it is written again', async () => {
  await scene.topics.create('clicks')
  await scene.append('clicks', numbered(50, 5))
  const config = {
    ...opensearch,
    topics: 'clicks',
    'key.ignore': 'true',
    'data.stream.enabled': 'true',
    'data.stream.prefix': 'logs',
  }
  await scene.sink('clicks', config)
  await scene.untilCount('logs-clicks', 50)
  await scene.sink('clicks-again', config)
  await vi.waitFor(async () => expect(await progress('clicks-again')).toBe(50), soon)
  await scene.untilCount('logs-clicks', 50)
  expect((await scene.hits('logs-clicks')).every(({ _source }) => '@timestamp' in _source)).toBe(true)
})
