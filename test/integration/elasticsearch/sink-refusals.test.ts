import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { readTopic } from '../kafka/read-topic.ts'
import { openSearchScene, type SearchScene, soon, tolerant } from './search-scene.ts'

const kafka = createKafka({ brokers: [inject('bootstrap')], clientId: 'sink-refusals' })
let scene: SearchScene
beforeAll(async () => {
  scene = await openSearchScene(inject('bootstrap'), inject('openSearch'))
})
afterAll(async () => {
  await scene?.close()
  await kafka.close()
})

/** Every tenth has a text where the index wants a number. */
const records = Array.from({ length: 200 }, (_, i) => ({
  key: `id-${i}`,
  value: JSON.stringify({ n: i % 10 === 5 ? `bad ${i}` : i }),
}))

const typedIndex = async (index: string) => {
  await scene.topics.create(index)
  await scene.ask('PUT', `/${index}`, { mappings: { properties: { n: { type: 'long' } } } })
}

const untilFailed = (name: string, text: string) =>
  vi.waitFor(async () => expect(await scene.trace(name)).toContain(text), soon)

test('documents that do not fit the mapping are dead letters with the reason of the server; the others are written', async () => {
  await typedIndex('poisoned')
  await scene.append('poisoned', records)
  await scene.sink('poisoned', { topics: 'poisoned', ...tolerant('poisoned-dlq') })
  await scene.untilCount('poisoned', 180)
  const letters = await vi.waitFor(async () => {
    const found = await readTopic(kafka, { topic: 'poisoned-dlq' })
    expect(found.length).toBeGreaterThanOrEqual(20)
    return found
  }, soon)
  expect([...new Set(letters.map(({ key }) => key))]).toEqual(
    records.filter((_, i) => i % 10 === 5).map(({ key }) => key),
  )
  const headers = new Map(letters[0]?.headers)
  expect(headers.get('__connect.errors.stage')).toBe('TASK_PUT')
  expect(headers.get('__connect.errors.exception.message')).toContain(
    'Indexing failed: mapper_parsing_exception: failed to parse field [n] of type [long]',
  )
})

test('the first one fails the task by its offset, where none is tolerated; what is before it is stored', async () => {
  await typedIndex('intolerant')
  await scene.append('intolerant', records)
  await scene.sink('intolerant', { topics: 'intolerant' })
  await untilFailed(
    'intolerant',
    'A record cannot be written (topic intolerant, partition 0, offset 5): Indexing failed: mapper_parsing_exception',
  )
  expect((await scene.connect().rest.offsets('intolerant'))[0]?.offset.kafka_offset).toBe(5)
})

test('they are left out where the connector says so', async () => {
  await typedIndex('ignored')
  await scene.append('ignored', records)
  await scene.sink('ignored', { topics: 'ignored', 'behavior.on.malformed.documents': 'IGNORE' })
  await scene.untilCount('ignored', 180)
})

test('an index that takes no writes fails the task and blames no record; it goes on when the block is gone', async () => {
  await typedIndex('blocked')
  await scene.ask('PUT', '/blocked/_settings', { 'index.blocks.write': true })
  await scene.append('blocked', records.slice(0, 5))
  await scene.sink('blocked', { topics: 'blocked', ...tolerant('blocked-dlq') })
  await untilFailed('blocked', 'FORBIDDEN/8/index write (api)')
  expect(await scene.trace('blocked')).toContain('remove its block (index.blocks.*)')
  await scene.ask('PUT', '/blocked/_settings', { 'index.blocks.write': false })
  await scene.connect().rest.request('POST', '/connectors/blocked/restart?includeTasks=true')
  await scene.untilCount('blocked', 5)
})
