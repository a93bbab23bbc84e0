import type { ConfigDef } from '../../../connectors/sdk/config.ts'
import { describeConfig, type KeyDefinition } from '../../../connectors/sdk/describe-config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Sink } from '../../../connectors/sdk/sink.ts'
import type { Source } from '../../../connectors/sdk/source.ts'
import type { Plugin, Plugins } from '../ports/plugins.ts'
import { chainConfig } from './chain-config.ts'
import { overrideConfig } from './client-overrides.ts'
import { allConverterKeys, converterConfig, keysOfConverter } from './converters.ts'
import { withoutSecrets } from './secrets.ts'
import { withChoices } from './shown-config.ts'
import { sinkConfig } from './sink-config.ts'
import { sourceConfig } from './source-config.ts'
import { topicCreationConfig } from './topic-creation.ts'

type Properties = Readonly<Record<string, string>>
type Connector = Source | Sink

/** The keys of all connectors there are, for a configuration of which it is not known what it is. */
const everyConfig = async (plugins: Plugins): Promise<ConfigDef> => {
  const entries = plugins.entries.filter(({ type }) => type === 'source' || type === 'sink')
  const found = await Promise.all(
    entries.map(({ classes }) => plugins.find(['source', 'sink'], classes[0] ?? '')),
  )
  return Object.assign({}, ...found.map(plugin => plugin?.config ?? {}))
}

/** The connector plugin that a configuration names. `INVALID_CONFIG` when it names none, or one that does not exist. */
export const connectorPlugin = async (plugins: Plugins, properties: Properties): Promise<Connector> => {
  const className = properties['connector.class']?.trim()
  if (!className) {
    const known = withoutSecrets(await definitionOf(plugins, properties), properties)
    const shown = Object.entries(known).map(([key, value]) => `${key}=${value}`)
    throw new ConnectError(
      'INVALID_CONFIG',
      `Connector config {${shown.join(', ')}} contains no connector type`,
    )
  }
  const plugin = await plugins.find(['source', 'sink'], className)
  if (plugin !== undefined) return plugin
  throw new ConnectError('INVALID_CONFIG', noPlugin(plugins, className))
}

const noPlugin = ({ entries }: Plugins, className: string): string => {
  const connectors = entries.filter(({ type }) => type === 'source' || type === 'sink')
  const simple = (name: string) => name.slice(name.lastIndexOf('.') + 1)
  const matching = connectors
    .flatMap(({ classes }) => classes)
    .filter(name => [className, `${className}Connector`].includes(simple(name)))
  return matching.length > 1
    ? `More than one connector matches alias ${className}. Please use full package and class name instead. Classes found: ${matching.join(', ')}`
    : `Failed to find any class that implements Connector and which name matches ${className}, available connectors are: ${connectors.map(({ classes }) => classes[0]).join(', ')}`
}

/** Every key that means something in a configuration: the plugin's, the framework's, those of the other plugins it names. */
export const connectorConfig = async (
  plugins: Plugins,
  plugin: Connector,
  properties: Properties,
): Promise<ConfigDef> => ({
  ...(plugin.type === 'sink' ? sinkConfig : { ...sourceConfig, ...topicCreationConfig(properties) }),
  ...(await chainConfig(plugins, properties)),
  ...plugin.config,
  ...(await converterConfig(plugins, properties)),
  ...overrideConfig(plugin.type, properties),
})

/** The same for whatever a configuration names; of one that names no connector every key that it might have. */
export const definitionOf = async (plugins: Plugins, properties: Properties): Promise<ConfigDef> => {
  const plugin = await plugins.find(['source', 'sink'], properties['connector.class']?.trim() ?? '')
  return plugin === undefined
    ? { ...(await everyConfig(plugins)), ...(await chainConfig(plugins, properties)) }
    : connectorConfig(plugins, plugin, properties)
}

/** Every key of a plugin as it is documented: its own first, then those that the framework has for all of its type. */
export const describePlugin = (plugin: Plugin): readonly KeyDefinition[] => {
  if (plugin.type === 'converter' || plugin.type === 'header_converter')
    return describeConfig(keysOfConverter(plugin))
  if (plugin.type === 'transformation' || plugin.type === 'predicate') return describeConfig(plugin.config)
  const framework = plugin.type === 'sink' ? sinkConfig : sourceConfig
  return describeConfig({ ...plugin.config, ...withChoices(framework, plugin.version, []) })
}

/** Every key that a configuration of this connector class may have, as far as names are not made up by the user. */
export const knownKeys = async (plugins: Plugins, className: string): Promise<readonly string[]> => {
  const plugin = await connectorPlugin(plugins, { 'connector.class': className })
  const framework = plugin.type === 'sink' ? sinkConfig : sourceConfig
  const keys = [
    ...Object.keys(framework),
    ...Object.keys(plugin.config),
    ...(await allConverterKeys(plugins)),
  ]
  return [...new Set(keys)]
}
