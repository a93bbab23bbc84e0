import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FoundModule } from './plugin-path.ts'

/** Name of the module with the plugins that a deployment adds, beside the handlers. */
const PLUGINS = 'plugins'

/** The source of that module: it fails to load when a plugin is wrong. */
const pluginsSource = (modules: readonly FoundModule[]): string => {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js'
  const customPlugins = join(import.meta.dirname, `../connectors/custom-plugins.${extension}`)
  return [
    `import { customEntries } from ${JSON.stringify(customPlugins)}`,
    ...modules.map(({ file }, i) => `import * as module${i} from ${JSON.stringify(file)}`),
    'export const entries = customEntries([',
    ...modules.map(({ name }, i) => `  { name: ${JSON.stringify(name)}, exports: module${i} },`),
    '])',
  ].join('\n')
}

/** An entry point for these modules, written into `cache`; none when there are none. */
export const pluginsEntry = (
  modules: readonly FoundModule[],
  cache: string,
): Readonly<Record<string, string>> => {
  if (modules.length === 0) return {}
  const source = pluginsSource(modules)
  const folder = join(cache, 'plugins', createHash('sha256').update(source).digest('hex'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${PLUGINS}.mjs`), source)
  return { [PLUGINS]: join(folder, `${PLUGINS}.mjs`) }
}

/** Loads the bundled plugins once, so that the synthesis tells a wrong one and not the first call. Its file's name. */
export const tryPlugins = (folder: string): string => {
  const file = join(folder, `${PLUGINS}.mjs`)
  const script = `import(${JSON.stringify(pathToFileURL(file).href)}).catch(error => { console.error(error.message); process.exit(1) })`
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`Plugins cannot be loaded: ${stderr.trim()}`)
  return `${PLUGINS}.mjs`
}
