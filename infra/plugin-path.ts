import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** A module that may have plugins in it. */
export interface FoundModule {
  /** as messages name it */
  readonly name: string
  readonly file: string
  /** one of many in a folder, where it may as well be something else */
  readonly optional?: boolean
}

export interface PluginPath {
  readonly modules: readonly FoundModule[]
  /** what is named and not read, and why */
  readonly unread: readonly string[]
}

interface Manifest {
  readonly exports?: unknown
  readonly module?: string
  readonly main?: string
}

const conditions = ['node', 'import', 'module-sync', 'require', 'default']

/** The file that `exports` of a package.json has for the package itself. */
const exported = (exports: unknown): string | undefined => {
  if (typeof exports === 'string') return exports
  if (typeof exports !== 'object' || exports === null) return undefined
  const targets = exports as Readonly<Record<string, unknown>>
  if ('.' in targets) return exported(targets['.'])
  const name = Object.keys(targets).find(each => conditions.includes(each))
  return name === undefined ? undefined : exported(targets[name])
}

const isModule = (file: string) => /\.[cm]?[jt]s$/.test(file) && !/\.d\.[cm]?ts$/.test(file)

const unread = (name: string, why: string): PluginPath => ({ modules: [], unread: [`${name}: ${why}`] })
const found = (...modules: readonly FoundModule[]): PluginPath => ({ modules, unread: [] })

const inPackage = (name: string, folder: string): PluginPath => {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const main = exported(manifest.exports) ?? manifest.module ?? manifest.main ?? 'index.js'
  const file = join(folder, main)
  return existsSync(file)
    ? found({ name, file })
    : unread(name, `its package.json names ${main}, which is not there`)
}

const isPackage = (folder: string) => existsSync(join(folder, 'package.json'))

const inFolder = (name: string, folder: string): PluginPath => {
  if (isPackage(folder)) return inPackage(name, folder)
  const names = readdirSync(folder).toSorted()
  const files = names
    .filter(isModule)
    .map(each => ({ name: join(name, each), file: join(folder, each), optional: true }))
  const packages = names.filter(each => isPackage(join(folder, each)))
  if (files.length + packages.length === 0) return unread(name, emptyText(names))
  return joined([found(...files), ...packages.map(each => inPackage(join(name, each), join(folder, each)))])
}

const emptyText = (names: readonly string[]) =>
  `no modules and no packages in it${names.some(each => each.endsWith('.jar')) ? ', only jars, which are for Java' : ''}`

const joined = (paths: readonly PluginPath[]): PluginPath => ({
  modules: paths.flatMap(({ modules }) => modules),
  unread: paths.flatMap(({ unread: each }) => each),
})

/** The folder of an npm package, looked for where Node.js looks. */
const packageFolder = (name: string, from: string): string | undefined => {
  const folder = join(from, 'node_modules', name)
  if (isPackage(folder)) return folder
  return dirname(from) === from ? undefined : packageFolder(name, dirname(from))
}

const findOne = (name: string, base: string): PluginPath => {
  const path = resolve(base, name)
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return inFolder(name, path)
    if (isModule(path)) return found({ name, file: path })
    return unread(name, `${basename(path)} is no module, allowed are .js, .mjs, .cjs, .ts, .mts and .cts`)
  }
  const folder = packageFolder(name, base)
  return folder === undefined ? unread(name, 'no such file, folder or package') : inPackage(name, folder)
}

/**
 * The modules that `plugin.path` names: files, npm packages, folders of a package, and folders in which lie files and
 * packages. Relative ones are looked for in `base`.
 */
export const findPlugins = (names: readonly string[], base: string = process.cwd()): PluginPath =>
  joined(names.map(name => findOne(name, base)))

export const pluginPathOf = (worker: Readonly<Record<string, string>>): readonly string[] =>
  (worker['plugin.path'] ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
