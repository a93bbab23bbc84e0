import { type ConfigDef, type ConfigOf, parseConfig } from '../../connectors/sdk/config.ts'
import { describeConfig, groupsOf, type KeyDefinition } from '../../connectors/sdk/describe-config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Problem } from '../../connectors/sdk/problem.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { checkedValues, partlyCheckedValues, withoutReferences } from './config/checked-values.ts'
import { overrideConfig } from './config/client-overrides.ts'
import { converterChoices } from './config/converter-choices.ts'
import { allConverterKeys, converterConfig, keysOfConverter } from './config/converters.ts'
import { withoutSecrets } from './config/secrets.ts'
import { type CheckedKey, shownConfig, withChoices } from './config/shown-config.ts'
import { type SinkConfig, sinkConfig } from './config/sink-config.ts'
import { type SourceConfig, sourceConfig } from './config/source-config.ts'
import { topicCreationConfig } from './config/topic-creation.ts'
import { unreadKeys } from './config/unread-keys.ts'
import type { Plugin, Plugins } from './ports/plugins.ts'

export { fullMatch } from './config/key-validators.ts'
export { openConverters } from './config/open-converters.ts'
export { hidden, isSecret, standsForSecret, withoutSecrets } from './config/secrets.ts'
export { topicCreation } from './config/topic-creation.ts'
export type { CheckedKey, SinkConfig, SourceConfig }

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
    const known = withoutSecrets(await everyConfig(plugins), properties)
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

/** Every key that means something in a configuration: the plugin's, the framework's, those of the converters it names. */
export const connectorConfig = async (
  plugins: Plugins,
  plugin: Connector,
  properties: Properties,
): Promise<ConfigDef> => ({
  ...(plugin.type === 'sink' ? sinkConfig : { ...sourceConfig, ...topicCreationConfig(properties) }),
  ...plugin.config,
  ...(await converterConfig(plugins, properties)),
  ...overrideConfig(plugin.type, properties),
})

/** The same for whatever a configuration names; of one that names no connector every key that it might have. */
export const definitionOf = async (plugins: Plugins, properties: Properties): Promise<ConfigDef> => {
  const plugin = await plugins.find(['source', 'sink'], properties['connector.class']?.trim() ?? '')
  return plugin === undefined ? everyConfig(plugins) : connectorConfig(plugins, plugin, properties)
}

/** Every key of a plugin as it is documented: its own first, then those that the framework has for all of its type. */
export const describePlugin = (plugin: Plugin): readonly KeyDefinition[] => {
  if (plugin.type === 'converter' || plugin.type === 'header_converter')
    return describeConfig(keysOfConverter(plugin))
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

/** What is known of a configuration without looking elsewhere. */
export interface Validation {
  readonly type: 'source' | 'sink'
  readonly groups: readonly string[]
  readonly keys: readonly CheckedKey[]
  /** nothing that keeps it from working */
  readonly warnings: readonly Problem[]
}

/**
 * Every key with its value and what is wrong with it, in Kafka Connect's words; secrets hidden. Values with references
 * are not looked up, so nothing is wrong with them. `INVALID_CONFIG` when no connector plugin can be told from it.
 */
export const validateConnector = async (
  plugins: Plugins,
  properties: Properties,
  worker: Properties = {},
): Promise<Validation> => {
  const plugin = await connectorPlugin(plugins, properties)
  const known = withoutReferences(properties)
  const choices = await converterChoices(plugins, known, worker)
  const keys = await connectorConfig(plugins, plugin, known)
  const definition = withChoices(keys, plugin.version, choices)
  const subject = { plugins, plugin, definition }
  const values = await (known === properties ? checkedValues : partlyCheckedValues)(subject, properties)
  const { type } = plugin
  return {
    type,
    groups: groupsOf(definition),
    keys: shownConfig({ type, definition, choices }, properties, values),
    warnings: unreadKeys(definition, properties),
  }
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
