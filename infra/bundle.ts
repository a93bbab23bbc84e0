import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { buildSync, type Metafile, type OutputFile } from 'esbuild'
import type { FoundModule } from './plugin-path.ts'
import { pluginsEntry, tryPlugins } from './plugins-entry.ts'

const functions = join(import.meta.dirname, '../functions')
/** Of the app that is synthesized, which may not be this project. */
const cache = join(process.cwd(), 'node_modules/.cache/kafka-connect-functions')

/** Packages that read files of their own or call `require` need one in an ES module. */
const banner = `import{createRequire as __require}from'node:module';const require=__require(import.meta.url);`

/** As a published package is made, without its types. */
const isHandler = (file: string) => /[\\/]handler\.[jt]s$/.test(file)

/** The handler of every folder of `functions/` that has one, by the folder's name. */
const entryPoints = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(functions, { recursive: true, encoding: 'utf8' })
      .filter(isHandler)
      .map(file => [dirname(file), join(functions, file)])
      .toSorted(),
  )

export interface Bundle {
  readonly folder: string
  /** what names its content */
  readonly hash: string
  /** what each file imports, and what it is made of */
  readonly outputs: Metafile['outputs']
  /** file with the plugins that the deployment adds */
  readonly plugins?: string
}

const hashOf = (files: readonly OutputFile[]) => {
  const hash = createHash('sha256')
  for (const { path, hash: content } of files) hash.update(`${relative(cache, path)}\n${content}\n`)
  return hash.digest('hex')
}

/** The folder appears whole: several processes may make the same one at a time. */
const publish = (files: readonly OutputFile[], hash: string): string => {
  const folder = join(cache, hash)
  if (existsSync(folder)) return folder
  const temporary = join(cache, randomUUID())
  for (const { path, contents } of files) {
    const file = join(temporary, relative(cache, path))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, contents)
  }
  try {
    renameSync(temporary, folder)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

const build = (modules: readonly FoundModule[]): Bundle => {
  const { outputFiles, metafile } = buildSync({
    entryPoints: { ...entryPoints(), ...pluginsEntry(modules, cache) },
    outdir: cache,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    banner: { js: banner },
    metafile: true,
    write: false,
  })
  const files = outputFiles.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const hash = hashOf(files)
  const folder = publish(files, hash)
  const plugins = modules.length === 0 ? {} : { plugins: tryPlugins(folder) }
  return { folder, hash, outputs: metafile.outputs, ...plugins }
}

const built = new Map<string, Bundle>()

/**
 * Builds all functions together, with the plugins in these modules, once a process: each entry point is a module `<name>.mjs` with a `handler`. What
 * several share lies in chunks, and so does every plugin: a start loads what it needs.
 */
export const bundle = (modules: readonly FoundModule[] = []): Bundle => {
  const key = JSON.stringify(modules)
  const known = built.get(key) ?? build(modules)
  built.set(key, known)
  return known
}
