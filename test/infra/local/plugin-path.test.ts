import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { customEntries } from '../../../connectors/custom-plugins.ts'
import { localPlugins } from '../../../infra/local/local-plugins.ts'
import { findPlugins } from '../../../infra/plugin-path.ts'

const base = mkdtempSync(join(tmpdir(), 'plugin-path-'))
afterAll(() => rmSync(base, { recursive: true }))

const write = (path: string, text = '') => {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), text)
}
const manifest = (content: object) => JSON.stringify(content)
const filter = (name: string, more = '') =>
  `export const ${name} = { type: 'transformation', classes: ['com.example.${name}'], version: '1', config: {}, open: () => ({ apply: r => r }), ${more} }`

write('one.mjs', filter('One'))
write('folder/two.js')
write('folder/types.d.ts')
write('folder/notes.txt')
write('folder/inner/package.json', manifest({ main: 'lib/three.js' }))
write('folder/inner/lib/three.js')
write('jars/a.jar')
write(
  'node_modules/@scope/four/package.json',
  manifest({ exports: { '.': { types: './x.d.ts', import: './four.mjs' } } }),
)
write('node_modules/@scope/four/four.mjs')
write('node_modules/broken/package.json', manifest({ main: 'none.js' }))
write('empty.mjs', 'export const nothing = 1')
write('wrong.mjs', filter('Wrong', 'open: undefined'))
write('rival.mjs', filter('One'))

describe('a plugin path', () => {
  test.each([
    ['./one.mjs', ['one.mjs']],
    ['folder', ['folder/two.js', 'folder/inner/lib/three.js']],
    ['@scope/four', ['node_modules/@scope/four/four.mjs']],
  ])('%s has modules', (name, files) => {
    expect(findPlugins([name], base).modules.map(({ file }) => file)).toEqual(files.map(f => join(base, f)))
  })

  test.each([
    ['jars', 'jars: no modules and no packages in it, only jars, which are for Java'],
    ['none', 'none: no such file, folder or package'],
    ['broken', 'broken: its package.json names none.js, which is not there'],
    ['folder/notes.txt', 'notes.txt is no module, allowed are .js'],
  ])('%s has none, and says so', (name, told) => {
    expect(findPlugins([name], base)).toEqual({ modules: [], unread: [expect.stringContaining(told)] })
  })
})

const pluginsAt = (...names: readonly string[]) =>
  localPlugins({ 'plugin.path': names.map(name => join(base, name)).join(', ') })

describe('the plugins of a worker', () => {
  test('are those of this project and its own', async () => {
    const { find, unread } = await pluginsAt('one.mjs')
    expect(unread).toEqual([])
    expect((await find(['transformation'], 'One'))?.version).toBe('1')
    expect((await find(['converter'], 'JsonConverter'))?.type).toBe('converter')
  })

  test('without any in a module that is named are told', async () => {
    expect((await pluginsAt('empty.mjs')).unread).toEqual([
      expect.stringContaining('empty.mjs: it exports no plugin'),
    ])
  })

  test.each([
    ['wrong.mjs', 'Wrong is a transformation, but open must be a function'],
    ['one.mjs,rival.mjs', 'rival.mjs: there is a transformation of class com.example.One already'],
  ])('%s are refused', async (names, told) => {
    await expect(pluginsAt(...names.split(','))).rejects.toThrow(told)
  })
})

test('a class of this project cannot be replaced', () => {
  const rival = {
    type: 'predicate',
    classes: ['org.apache.kafka.connect.transforms.predicates.HasHeaderKey'],
  }
  const exports = { rival: { ...rival, version: '1', config: {}, open: () => ({ test: () => true }) } }
  expect(() => customEntries([{ name: 'mine', exports }])).toThrow('mine: there is a predicate of class')
})
