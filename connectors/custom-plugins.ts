import { type Entry, type Plugin, registry } from './registry.ts'
import { type ConverterDefinition, headerConverterOf } from './sdk/converter.ts'
import { ConnectError } from './sdk/errors.ts'

/** A module that somebody has written plugins in. */
export interface PluginModule {
  /** as it was named, for messages */
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

type Candidate = { readonly [name: string]: unknown }

const kinds: Readonly<Record<Plugin['type'], string>> = {
  source: 'source',
  sink: 'sink',
  converter: 'converter',
  header_converter: 'header converter',
  transformation: 'transformation',
  predicate: 'predicate',
}

const isObject = (value: unknown): value is Candidate => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
const isPlugin = (value: unknown): value is Candidate & { type: Plugin['type'] } =>
  isObject(value) && isText(value.type) && Object.hasOwn(kinds, value.type)
const isKey = (value: unknown) => isObject(value) && isText(value.type) && typeof value.parse === 'function'

/** What a plugin lacks; `undefined`: nothing. */
const problemOf = (plugin: Candidate & { type: Plugin['type'] }): string | undefined => {
  const { classes, version, config, open, plan } = plugin
  if (!Array.isArray(classes) || classes.length === 0 || !classes.every(isText))
    return 'classes must be a list of class names'
  if (!isText(version)) return 'version must be a text'
  if (!isObject(config) || !Object.values(config).every(isKey))
    return 'config must be keys made by string(), int() and the like'
  if (typeof open !== 'function') return 'open must be a function'
  return plugin.type === 'source' && typeof plan !== 'function' ? 'plan must be a function' : undefined
}

const entryOf = <P extends Plugin>(plugin: P): Entry => ({
  type: plugin.type,
  classes: plugin.classes,
  load: async () => plugin,
})

const checked = (from: string, name: string, plugin: Candidate & { type: Plugin['type'] }): Plugin => {
  const problem = problemOf(plugin)
  if (problem === undefined) return plugin as unknown as Plugin
  throw new ConnectError('INVALID_CONFIG', `${from}: ${name} is a ${kinds[plugin.type]}, but ${problem}`)
}

/** The plugins that a module exports. `INVALID_CONFIG` when it exports one that is incomplete. */
export const pluginsIn = ({ name: from, exports }: PluginModule): readonly Plugin[] => {
  // the same one may have a second name, `default`
  const found = new Map<unknown, Plugin>()
  for (const [name, value] of Object.entries(exports))
    if (isPlugin(value) && !found.has(value)) found.set(value, checked(from, name, value))
  return [...found.values()]
}

const entriesOf = (plugin: Plugin): readonly Entry[] =>
  plugin.type === 'converter'
    ? [entryOf(plugin), entryOf(headerConverterOf(plugin as ConverterDefinition))]
    : [entryOf(plugin)]

/** Entries of what modules export; converters are header converters too. `INVALID_CONFIG` when a class is there twice. */
export const customEntries = (modules: readonly PluginModule[]): readonly Entry[] => {
  const entries: Entry[] = []
  for (const module of modules)
    for (const entry of pluginsIn(module).flatMap(entriesOf)) {
      const rival = [...registry, ...entries].find(
        ({ type, classes }) => type === entry.type && classes.some(each => entry.classes.includes(each)),
      )
      if (rival !== undefined)
        throw new ConnectError(
          'INVALID_CONFIG',
          `${module.name}: there is a ${kinds[entry.type]} of class ${entry.classes.join(', ')} already`,
        )
      entries.push(entry)
    }
  return entries
}
