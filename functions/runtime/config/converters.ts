import { type ConfigDef, string } from '../../../connectors/sdk/config.ts'
import type { ConverterDefinition, HeaderConverterDefinition } from '../../../connectors/sdk/converter.ts'
import { oneOf } from '../../../connectors/sdk/validators.ts'
import type { Plugins } from '../ports/plugins.ts'

type Properties = Readonly<Record<string, string>>

const defaults = {
  'key.converter': 'DefaultConverter',
  'value.converter': 'DefaultConverter',
  'header.converter': 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
} as const

/** The keys that name converters. */
export type ConverterKey = keyof typeof defaults
export const converterKeys = Object.keys(defaults) as readonly ConverterKey[]

/** Whether a key belongs to a converter that one of those keys names. */
export const isConverterKey = (key: string): boolean =>
  converterKeys.some(each => key.startsWith(`${each}.`) && key !== `${each}.plugin.version`)

const given = (properties: Properties, key: string): string | undefined =>
  properties[key]?.trim() || undefined

/** The properties whose keys begin with a prefix, without it. */
export const below = (properties: Properties, prefix: string): Properties =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  )

/** The class named by the connector, else by the worker, else the default; with the keys that stand beside its name. */
export const chosen = (key: ConverterKey, connector: Properties, worker: Properties) => {
  const owner = given(connector, key) === undefined ? worker : connector
  return { className: given(owner, key) ?? defaults[key], properties: below(owner, `${key}.`) }
}

export const typeOf = (key: ConverterKey) => (key === 'header.converter' ? 'header_converter' : 'converter')

/** A converter by the key that names it; `undefined` when there is none of that class. */
export const findConverter = (
  plugins: Plugins,
  key: ConverterKey,
  className: string,
): Promise<ConverterDefinition | HeaderConverterDefinition | undefined> =>
  plugins.find([typeOf(key)], className)

/** The key that tells a converter what it converts. */
const converterType: ConfigDef = {
  'converter.type': string({
    importance: 'LOW',
    validator: oneOf('key', 'value', 'header'),
    doc: 'What it converts. Set by the framework.',
  }),
}

/** Every key of a converter; header converters that are nothing else have no type. */
export const keysOfConverter = (plugin: ConverterDefinition | HeaderConverterDefinition): ConfigDef =>
  plugin.type === 'converter' || plugin.of !== undefined
    ? { ...converterType, ...plugin.config }
    : plugin.config

/** Values of the converters' types, as the framework sets them. */
export const converterTypes: Properties = Object.fromEntries(
  converterKeys.map(key => [`${key}.converter.type`, key.slice(0, key.indexOf('.'))]),
)

const prefixed = (prefix: string, definition: ConfigDef): ConfigDef =>
  Object.fromEntries(
    Object.entries(definition).map(([key, spec]) => [prefix + key, { displayName: key, ...spec }]),
  )

/** The keys of the converters that the connector itself names, with their prefixes. */
export const converterConfig = async (plugins: Plugins, connector: Properties): Promise<ConfigDef> => {
  const definitions = converterKeys.map(async key => {
    const className = given(connector, key)
    const plugin = className === undefined ? undefined : await findConverter(plugins, key, className)
    return plugin === undefined ? {} : prefixed(`${key}.`, keysOfConverter(plugin))
  })
  return Object.assign({}, ...(await Promise.all(definitions)))
}

/** The keys of every converter there is, below each key that may name it. */
export const allConverterKeys = async (plugins: Plugins): Promise<readonly string[]> => {
  const keys = converterKeys.map(async key => {
    const entries = plugins.entries.filter(entry => entry.type === typeOf(key))
    const found = await Promise.all(
      entries.map(({ classes }) => findConverter(plugins, key, classes[0] ?? '')),
    )
    return found.flatMap(plugin => Object.keys(prefixed(`${key}.`, plugin?.config ?? {})))
  })
  return (await Promise.all(keys)).flat()
}
