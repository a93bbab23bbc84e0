import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { registry } from '../../connectors/registry.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { table, withTables } from '../helpers/generated-tables.ts'
import { connectorsPage, convertersPage, workerPage } from './config-pages.ts'
import { connectorPage, deliveryTable, docsOf, pageOf } from './connector-pages.ts'
import { predicatesPage, transformationsPage } from './step-pages.ts'

const folder = new URL('../../docs/reference/', import.meta.url).pathname

const loaded = await Promise.all(registry.map(entry => entry.load()))
const connectors = loaded.filter(
  (each): each is Source | Sink => each.type === 'source' || each.type === 'sink',
)
const converters = loaded.flatMap(each =>
  each.type === 'converter' || each.type === 'header_converter' ? [each] : [],
)

const index = (): string => `# Reference

Made from the code, which the tests compare it with (\`npx vitest -u\` writes it).

${table(
  ['', ''],
  [
    ...connectors.map(each => [`[${docsOf(each).title}](${pageOf(each)})`, docsOf(each).summary]),
    ['[Keys of connectors](connectors.md)', 'common ones, those of sources, those of sinks'],
    ['[Converters](converters.md)', 'their classes and keys'],
    ['[Transformations](transformations.md)', 'their classes and keys, on key or value'],
    ['[Predicates](predicates.md)', 'which records a transformation is for'],
    ['[Worker keys](worker.md)', 'of one machine, and what passes through to Kafka and to connectors'],
    ['[OpenAPI document](openapi.json)', 'of the REST API; served at `/openapi.json`'],
  ],
  { numbers: false },
)}
`

const pages: Readonly<Record<string, string>> = {
  'README.md': index(),
  'connectors.md': connectorsPage(),
  'converters.md': convertersPage(converters),
  'transformations.md': transformationsPage(loaded.filter(each => each.type === 'transformation')),
  'predicates.md': predicatesPage(loaded.filter(each => each.type === 'predicate')),
  'worker.md': workerPage(),
  ...Object.fromEntries(
    await Promise.all(connectors.map(async each => [pageOf(each), await connectorPage(each)] as const)),
  ),
}

describe('docs/reference', () => {
  test('has a page for each connector, and none that nobody makes', () => {
    // before they are compared: vitest writes a page that is missing, and is content
    expect(readdirSync(folder).toSorted()).toEqual([...Object.keys(pages), 'openapi.json'].toSorted())
    expect(connectors.map(pageOf)).toEqual([...new Set(connectors.map(pageOf))])
  })

  test.each(Object.entries(pages))('%s is what the code says (vitest -u writes it)', async (file, page) => {
    await expect(page).toMatchFileSnapshot(`${folder}${file}`)
  })
})

test('docs/guarantees.md has what connectors deliver (vitest -u writes it)', async () => {
  const page = new URL('../../docs/guarantees.md', import.meta.url).pathname
  const text = withTables(readFileSync(page, 'utf8'), { connectors: deliveryTable(connectors) })
  await expect(text).toMatchFileSnapshot(page)
})
