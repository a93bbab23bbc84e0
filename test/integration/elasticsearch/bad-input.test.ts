import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { readTopic } from '../kafka/read-topic.ts'
import { openSearchScene, type SearchScene, soon, tolerant } from './search-scene.ts'

const kafka = createKafka({ brokers: [inject('bootstrap')], clientId: 'bad-documents' })
let scene: SearchScene
beforeAll(async () => {
  scene = await openSearchScene(inject('bootstrap'), inject('openSearch'))
  for (const { why } of refused) await scene.topics.create(`bad-${why}`)
})
afterAll(async () => {
  await scene?.close()
  await kafka.close()
})

const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)

const typed = (type: string | object, value: unknown) => ({
  schema: { type: 'struct', fields: [{ field: 'n', ...(typeof type === 'string' ? { type } : type) }] },
  payload: { n: value },
})

const withSchemas = { 'value.converter.schemas.enable': 'true', 'schema.ignore': 'false' }

interface Refused {
  readonly why: string
  /** of the index, which is made before; absent: it is not */
  readonly index?: object
  readonly pipeline?: object
  readonly config?: Readonly<Record<string, string>>
  /** the one between two good ones */
  readonly bad: unknown
  readonly key?: string
  /** of all others; default: `{ n: 1 }` */
  readonly good?: unknown
  readonly says: string
}

const long = { mappings: { properties: { n: { type: 'long' } } } }

const refused: readonly Refused[] = [
  {
    why: 'strict',
    index: { mappings: { dynamic: 'strict', properties: { n: { type: 'long' } } } },
    bad: { n: 2, other: 1 },
    says: 'of [other] within [_doc] is not allowed (index bad-strict); add the field to its mapping',
  },
  {
    why: 'date',
    index: { mappings: { properties: { n: { type: 'date' } } } },
    bad: { n: 'yesterday' },
    says: 'failed to parse date field [yesterday]',
  },
  { why: 'range', index: long, bad: { n: 2 ** 63 }, says: 'out of range' },
  {
    why: 'fields',
    index: { ...long, settings: { 'index.mapping.total_fields.limit': 2 } },
    bad: { n: 2, a: 1, b: 1 },
    says: 'Limit of total fields [2] has been exceeded (index bad-fields); raise its index.mapping.total_fields.limit',
  },
  {
    why: 'schema',
    config: withSchemas,
    good: typed('int64', 1),
    bad: typed({ type: 'struct', fields: [{ field: 'x', type: 'int32' }] }, { x: 1 }),
    says: 'The field n is of type long in bad-schema and of type object by the schema of the record',
  },
  { why: 'object', bad: { n: { x: 1 } }, says: 'failed to parse field [n] of type [long]' },
  { why: 'scalar', good: { n: { x: 1 } }, bad: { n: 1 }, says: 'but found a concrete value' },
  { why: 'depth', bad: { deep: nested(30) }, says: 'exceeded the allowed limit of [20]' },
  {
    why: 'pipeline',
    index: { settings: { 'index.default_pipeline': 'bad-pipeline' } },
    pipeline: { processors: [{ fail: { if: 'ctx.n == 2', message: 'two is too many' } }] },
    bad: { n: 2 },
    says: 'fail_processor_exception: two is too many (index bad-pipeline)',
  },
  { why: 'id', bad: { n: 2 }, key: 'x'.repeat(513), says: 'but was: 513. Make another key' },
]

test.concurrent.each(refused)('the index refuses one document: $why', async each => {
  const name = `bad-${each.why}`
  if (each.pipeline !== undefined) await scene.ask('PUT', `/_ingest/pipeline/${name}`, each.pipeline)
  if (each.index !== undefined) await scene.ask('PUT', `/${name}`, each.index)
  const value = JSON.stringify(each.good ?? { n: 1 })
  const records = ['a', each.key ?? 'bad', 'c'].map(key => ({ key, value }))
  await scene.append(name, records.with(1, { key: each.key ?? 'bad', value: JSON.stringify(each.bad) }))
  await scene.sink(name, { topics: name, ...tolerant(`${name}-dlq`), ...each.config })
  const end = async () => (await scene.connect().rest.offsets(name))[0]?.offset.kafka_offset
  await vi.waitFor(async () => expect(await end()).toBe(3), soon)
  expect((await scene.hits(name)).map(({ _id }) => _id).toSorted()).toEqual(['a', 'c'])
  const [letter, ...others] = await readTopic(kafka, { topic: `${name}-dlq` })
  expect(others).toEqual([])
  const headers = new Map(letter?.headers)
  const told = ['topic', 'partition', 'offset', 'connector.name', 'stage'].map(key =>
    headers.get(`__connect.errors.${key}`),
  )
  expect(told).toEqual([name, '0', '1', name, 'TASK_PUT'])
  expect(headers.get('__connect.errors.exception.message')).toContain(each.says)
})

test('the first of several that are refused is not passed over, whichever is found first', async () => {
  const name = 'bad-several'
  await scene.topics.create(name)
  await scene.ask('PUT', `/${name}`, long)
  const records = [
    { key: 'a', value: '{"n":1}' },
    { key: 'of the server', value: '{"n":"x"}' },
    { key: 'x'.repeat(513), value: '{"n":2}' },
  ]
  await scene.append(name, records)
  await scene.sink(name, { topics: name })
  await vi.waitFor(
    async () => expect(await scene.trace(name)).toContain(`(topic ${name}, partition 0, offset 1)`),
    soon,
  )
  expect((await scene.connect().rest.offsets(name))[0]?.offset.kafka_offset).toBe(1)
})
