import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openSearchScene, type SearchScene, soon, tolerant } from './search-scene.ts'

let scene: SearchScene
beforeAll(async () => {
  scene = await openSearchScene(inject('bootstrap'), inject('openSearch'))
  for (const { why } of targets) await scene.topics.create(`target-${why}`)
})
afterAll(() => scene?.close())

type Act = (index: string) => Promise<unknown>

const make =
  (body: object): Act =>
  index =>
    scene.ask('PUT', `/${index}`, body)
const set =
  (key: string, value: unknown): Act =>
  index =>
    scene.ask('PUT', `/${index}/_settings`, { [key]: value })

interface Target {
  readonly why: string
  readonly before: Act
  readonly after: Act
  readonly config?: Readonly<Record<string, string>>
  readonly index?: string
  readonly says: string
}

const blocked = (key: string, says: string): Target => ({
  why: key.split('.').at(-1)?.replaceAll('_', '-') ?? '',
  before: make({ settings: { [key]: true } }),
  after: set(key, null),
  says,
})

const targets: readonly Target[] = [
  blocked('index.blocks.read_only', 'remove its block (index.blocks.*) or write to another'),
  blocked('index.blocks.read_only_allow_delete', 'its disks are full: free space'),
  {
    why: 'closed',
    before: async index => {
      await make({})(index)
      await scene.ask('POST', `/${index}/_close`)
    },
    after: index => scene.ask('POST', `/${index}/_open`),
    says: 'index_closed_exception: closed; open the index',
  },
  {
    why: 'alias',
    before: async index => {
      for (const i of [1, 2]) await scene.ask('PUT', `/${index}-${i}`, { aliases: { [index]: {} } })
    },
    after: alias =>
      scene.ask('POST', '/_aliases', {
        actions: [{ add: { index: `${alias}-2`, alias, is_write_index: true } }],
      }),
    says: 'set is_write_index of one of its indices',
  },
  {
    why: 'pipeline',
    before: make({ settings: { 'index.default_pipeline': 'target-later' } }),
    after: () => scene.ask('PUT', '/_ingest/pipeline/target-later', { processors: [] }),
    says: 'pipeline with id [target-later] does not exist; make the pipeline',
  },
  {
    why: 'template',
    before: async () => undefined,
    after: () =>
      scene.ask('PUT', '/_index_template/target', { index_patterns: ['logs-target-*'], data_stream: {} }),
    config: { 'data.stream.type': 'logs', 'data.stream.dataset': 'target', 'key.ignore': 'true' },
    index: 'logs-target-target-template',
    says: 'an index template with data_stream for its name has to be there first',
  },
]

test.concurrent.each(targets)(
  'what takes no writes blames no record, and is written to when it does: $why',
  async ({ why, before, after, config, says, index = `target-${why}` }) => {
    const name = `target-${why}`
    await before(name)
    await scene.append(name, [{ key: 'a', value: '{"n":1}' }])
    const restarts = { 'restart.backoff.max.ms': '1000', 'restart.max.attempts': '-1' }
    await scene.sink(name, { topics: name, ...tolerant(`${name}-dlq`), ...restarts, ...config })
    await vi.waitFor(async () => expect(await scene.trace(name)).toContain(says), soon)
    expect(await scene.trace(name)).toContain(index)
    await after(name)
    await scene.untilCount(index, 1)
  },
)
