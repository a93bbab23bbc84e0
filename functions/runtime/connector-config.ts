import { type ConfigDef, type ConfigOf, type ConfigValue, parseConfig } from '../../connectors/sdk/config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { checkedValues, partlyCheckedValues, withoutReferences } from './config/checked-values.ts'
import { allConverterKeys, converterConfig } from './config/converters.ts'
import { withoutSecrets } from './config/secrets.ts'
import { type SinkConfig, sinkConfig } from './config/sink-config.ts'
import { type SourceConfig, sourceConfig } from './config/source-config.ts'
import { topicCreationConfig } from './config/topic-creation.ts'
import type { Plugins } from './ports/plugins.ts'

export { openConverters } from './config/converters.ts'
export { fullMatch } from './config/key-validators.ts'
export { hidden, isSecret, withoutSecrets } from './config/secrets.ts'
export { topicCreation } from './config/topic-creation.ts'
export type { SinkConfig, SourceConfig }

type Properties = Readonly<Record<string, string>>
type Connector = Source | Sink

/** A valid configuration: what the framework reads of it in `config`, what the plugin reads in `pluginConfig`. */
export type ParsedConnector =
  | {
      readonly type: 'source'
      readonly plugin: Source
      readonly config: SourceConfig
      readonly pluginConfig: ConfigOf<ConfigDef>
    }
  | {
      readonly type: 'sink'
      readonly plugin: Sink
      readonly config: SinkConfig
      readonly pluginConfig: ConfigOf<ConfigDef>
    }

/** The connector plugin that a configuration names. `INVALID_CONFIG` when it names none, or one that does not exist. */
export const connectorPlugin = async (plugins: Plugins, properties: Properties): Promise<Connector> => {
  const className = properties['connector.class']?.trim()
  if (!className) {
    const shown = Object.entries(withoutSecrets({}, properties)).map(([key, value]) => `${key}=${value}`)
    throw new ConnectError(
      'INVALID_CONFIG',
      `Connector config {${shown.join(', ')}} contains no connector type`,
    )
  }
  const plugin = await plugins.find(['source', 'sink'], className)
  if (plugin !== undefined) return plugin
  const available = plugins.entries
    .filter(entry => entry.type === 'source' || entry.type === 'sink')
    .map(entry => entry.classes[0])
  throw new ConnectError(
    'INVALID_CONFIG',
    `Failed to find any class that implements Connector and which name matches ${className}, available connectors are: ${available.join(', ')}`,
  )
}

/** Every key that means something in a configuration: the plugin's, the framework's, those of the converters it names. */
export const connectorConfig = async (
  plugins: Plugins,
  plugin: Connector,
  properties: Properties,
): Promise<ConfigDef> => ({
  ...(plugin.type === 'sink' ? sinkConfig : { ...sourceConfig, ...topicCreationConfig(properties) }),
  ...(await converterConfig(plugins, properties)),
  ...plugin.config,
})

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

/**
 * Every key with its value and what is wrong with it, in Kafka Connect's words; secrets hidden. Values with references
 * are not looked up, so nothing is wrong with them. `INVALID_CONFIG` when no connector plugin can be told from it.
 */
export const validateConnector = async (
  plugins: Plugins,
  properties: Properties,
): Promise<readonly ConfigValue[]> => {
  const plugin = await connectorPlugin(plugins, properties)
  const known = withoutReferences(properties)
  const subject = { plugins, plugin, definition: await connectorConfig(plugins, plugin, known) }
  return known === properties ? checkedValues(subject, properties) : partlyCheckedValues(subject, properties)
}

/**
 * The configuration as the runs need it; `INVALID_CONFIG` with the first problem when something is wrong.
 * `properties`: with what they refer to in place of the references.
 */
export const parseConnector = async (plugins: Plugins, properties: Properties): Promise<ParsedConnector> => {
  const plugin = await connectorPlugin(plugins, properties)
  const definition = await connectorConfig(plugins, plugin, properties)
  const values = await checkedValues({ plugins, plugin, definition }, properties)
  const problem = values.flatMap(value => value.errors)[0]
  if (problem !== undefined) throw new ConnectError('INVALID_CONFIG', problem)
  const pluginConfig = parseConfig(plugin.config, properties)
  return plugin.type === 'sink'
    ? { type: 'sink', plugin, config: parseConfig(sinkConfig, properties), pluginConfig }
    : { type: 'source', plugin, config: parseConfig(sourceConfig, properties), pluginConfig }
}
