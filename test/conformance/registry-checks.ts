import { expect } from 'vitest'
import { pluginsOf } from '../../connectors/registry.ts'
import { type ConfigKey, configText, parseConfig, validateConfig } from '../../connectors/sdk/config.ts'
import type { Plugin, PluginEntry } from '../../functions/runtime/ports/plugins.ts'
import type { Sample } from './registry.ts'
import { sinkChecks, sourceChecks } from './registry-connectors.ts'
import { converterChecks, headerConverterChecks } from './registry-converters.ts'
import { predicateChecks, transformChecks } from './registry-steps.ts'

export interface CheckedEntry extends PluginEntry {
  readonly load: () => Promise<Plugin>
}

export interface Checked<P extends Plugin = Plugin> {
  readonly entry: CheckedEntry
  readonly plugin: P
  readonly sample: Sample
}

export interface Check<P extends Plugin = Plugin> {
  readonly name: string
  readonly run: (checked: Checked<P>) => void | Promise<void>
}

const keysOf = (plugin: Plugin): readonly (readonly [string, ConfigKey])[] => Object.entries(plugin.config)
const required = (plugin: Plugin) => keysOf(plugin).filter(([, key]) => !('default' in key))
const errorsOf = (plugin: Plugin, sample: Sample) =>
  validateConfig(plugin.config, sample).flatMap(({ errors }) => errors)

/** Names of what must be declared a secret, and of what only names one. */
const soundsSecret = /passw|secret|jaas|credential|token|private\.key/
const onlyNames = /\.(id|path|location|file|name|type|class|field|source)$/

const common: readonly Check[] = [
  {
    name: 'is what its entry says',
    run: ({ entry, plugin }) => {
      expect([plugin.type, plugin.classes]).toEqual([entry.type, entry.classes])
      expect(plugin.version).toMatch(/^\d/)
      expect(plugin.classes.length).toBeGreaterThan(0)
    },
  },
  {
    name: 'is found by its class, its simple name and its alias',
    run: async ({ entry, plugin }) => {
      const { find } = pluginsOf([entry])
      for (const name of plugin.classes) {
        const simple = name.slice(name.lastIndexOf('.') + 1)
        expect(await find([plugin.type], name)).toBe(plugin)
        for (const alias of [
          simple,
          simple.replace(/(Connector|(?<!Header)Converter|HeaderConverter|Transformation|Predicate)$/, ''),
        ])
          expect(await find([plugin.type], alias)).toBe(entry.fullNameOnly === true ? undefined : plugin)
      }
      expect(await find([plugin.type], `${plugin.classes[0]}s`)).toBeUndefined()
    },
  },
  {
    name: 'documents its keys',
    run: ({ plugin }) => {
      for (const [name, { doc, importance }] of keysOf(plugin)) {
        expect(doc, name).toMatch(/\S.*\.$/s)
        expect(['HIGH', 'MEDIUM', 'LOW'], name).toContain(importance)
        expect(name).toMatch(/^[a-z0-9]+([._-][a-z0-9]+)*(\.\*)?$/)
      }
    },
  },
  {
    name: 'has defaults that its own keys accept',
    run: ({ plugin }) => {
      for (const [name, key] of keysOf(plugin)) {
        if (!('default' in key)) continue
        const text = configText(key.default)
        if (text !== null) expect(key.parse(text), name).toEqual(key.default)
        expect(validateConfig({ [name]: key }, {}), name).toEqual([{ name, value: text, errors: [] }])
      }
    },
  },
  {
    name: 'is valid with its sample',
    run: ({ plugin, sample }) => {
      expect(errorsOf(plugin, sample)).toEqual([])
      expect(Object.keys(parseConfig(plugin.config, sample))).toEqual(Object.keys(plugin.config))
    },
  },
  {
    name: 'misses its required keys in Kafka’s words',
    run: ({ plugin, sample }) => {
      for (const [name] of required(plugin)) {
        const { [name]: _, ...rest } = sample
        expect(errorsOf(plugin, rest)[0]).toBe(
          `Missing required configuration "${name}" which has no default value.`,
        )
      }
      // a sample has what is required, so that nothing here is passed over
      expect(Object.keys(sample)).toEqual(expect.arrayContaining(required(plugin).map(([name]) => name)))
    },
  },
  {
    name: 'passes over keys that it does not know',
    run: ({ plugin, sample }) => {
      const more = { ...sample, 'no.such.key': 'whatever' }
      expect(parseConfig(plugin.config, more)).toEqual(parseConfig(plugin.config, sample))
      expect(validateConfig(plugin.config, more)).toEqual(validateConfig(plugin.config, sample))
    },
  },
  {
    name: 'hides its secrets',
    run: ({ plugin, sample }) => {
      for (const [name, key] of keysOf(plugin)) {
        if (soundsSecret.test(name) && !onlyNames.test(name))
          expect([name, key.type]).toEqual([name, 'PASSWORD'])
        if (key.type !== 'PASSWORD') continue
        const secret = 'hunter2-$ä'
        const values = validateConfig(plugin.config, { ...sample, [name]: secret })
        const shown = values.find(value => value.name === name)
        expect(shown?.value).toBe('[hidden]')
        // a secret that is refused is not parsed
        const parsed =
          shown?.errors.length === 0 ? parseConfig(plugin.config, { ...sample, [name]: secret }) : {}
        expect(JSON.stringify([values, parsed])).not.toContain('hunter2')
      }
    },
  },
]

/** The checks of a type of plugin; each is given plugins of that type only. */
const own = {
  source: sourceChecks,
  sink: sinkChecks,
  converter: converterChecks,
  header_converter: headerConverterChecks,
  transformation: transformChecks,
  predicate: predicateChecks,
} as const

export const checksOf = (type: Plugin['type']): readonly Check[] => [
  ...common,
  ...(own[type] as readonly unknown[] as readonly Check[]),
]
