import { type ConfigDef, type ConfigOf, parseConfig } from '../../connectors/sdk/config.ts'
import { groupsOf } from '../../connectors/sdk/describe-config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Problem } from '../../connectors/sdk/problem.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { aliasedPlugins } from './config/aliased-plugins.ts'
import { checkedValues, partlyCheckedValues, withoutReferences } from './config/checked-values.ts'
import { connectorConfig, connectorPlugin } from './config/connector-definition.ts'
import { converterChoices } from './config/converter-choices.ts'
import { type CheckedKey, shownConfig, withChoices } from './config/shown-config.ts'
import { type SinkConfig, sinkConfig } from './config/sink-config.ts'
import { type SourceConfig, sourceConfig } from './config/source-config.ts'
import { unreadKeys } from './config/unread-keys.ts'
import type { Plugins } from './ports/plugins.ts'

export { definitionOf, describePlugin, knownKeys } from './config/connector-definition.ts'
export { openConverters } from './config/open-converters.ts'
export { hidden, standsForSecret, withoutSecrets } from './config/secrets.ts'
export { topicCreation } from './config/topic-creation.ts'
export type { CheckedKey, SinkConfig, SourceConfig }

type Properties = Readonly<Record<string, string>>

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
  const chain = await aliasedPlugins(plugins, known)
  const keys = await connectorConfig(plugins, plugin, known)
  const definition = withChoices(keys, plugin.version, choices)
  const subject = { plugins, plugin, definition }
  const values = await (known === properties ? checkedValues : partlyCheckedValues)(subject, properties)
  const { type } = plugin
  return {
    type,
    groups: groupsOf(definition),
    keys: shownConfig({ type, definition, choices, chain }, properties, values),
    warnings: unreadKeys({ definition, chain }, properties),
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
