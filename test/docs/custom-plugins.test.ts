import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pluginsIn } from '../../connectors/custom-plugins.ts'
import { withTables } from '../helpers/generated-tables.ts'

const project = join(import.meta.dirname, '../..')
const names = ['hash-field', 'gzip-converter', 'http-source'].map(name => `examples/plugins/${name}.ts`)

/** As it stands in a package of its own. */
const shown = (source: string) =>
  `\`\`\`ts\n${source.replace('../../connectors/sdk/index.ts', 'kafka-connect-serverless/sdk').trim()}\n\`\`\``

const read = (file: string) => readFile(join(project, file), 'utf8')

test('the page shows the examples, each in under 30 lines', async () => {
  const sources = await Promise.all(names.map(read))
  for (const source of sources) expect(source.split('\n').length).toBeLessThan(30)
  const page = 'docs/custom-plugins.md'
  const blocks = Object.fromEntries(names.map((name, i) => [name, shown(sources[i] ?? '')]))
  await expect(withTables(await read(page), blocks)).toMatchFileSnapshot(join(project, page))
})

test('each example is a plugin', async () => {
  const types = await Promise.all(
    names.map(async name => pluginsIn({ name, exports: await import(join(project, name)) })),
  )
  expect(types.flat().map(({ type }) => type)).toEqual(['transformation', 'converter', 'source'])
})
