import {
  type ConfigDef,
  type ConfigOf,
  type ConfigValue,
  parseConfig,
  validateConfig,
} from '../../connectors/sdk/config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { allConverterKeys, converterConfig, converterProblems } from './config/converters.ts'
import { eventProblems } from './config/event-config.ts'
import { withoutSecrets } from './config/secrets.ts'
import { type SinkConfig, sinkConfig, topicProblems } from './config/sink-config.ts'
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
type Problem = readonly [key: string, message: string]

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

/** Checks of several keys have sense only when each by itself is right. */
const pluginProblems = (plugin: Connector, properties: Properties): readonly Problem[] =>
  plugin.validate === undefined ? [] : [...plugin.validate(parseConfig(plugin.config, properties))]

const withProblems = (
  values: readonly ConfigValue[],
  problems: readonly Problem[],
): readonly ConfigValue[] => {
  const added = (name: string) => problems.filter(([key]) => key === name).map(([, message]) => message)
  const unknown = [...new Set(problems.map(([key]) => key))].filter(key => !values.some(v => v.name === key))
  return [
    ...values.map(value => ({ ...value, errors: [...value.errors, ...added(value.name)] })),
    ...unknown.map(name => ({ name, value: null, errors: added(name) })),
  ]
}

/**
 * Every key with its value and what is wrong with it, in Kafka Connect's words; secrets hidden.
 * `INVALID_CONFIG` when no connector plugin can be told from it.
 */
export const validateConnector = async (
  plugins: Plugins,
  properties: Properties,
): Promise<readonly ConfigValue[]> => {
  const plugin = await connectorPlugin(plugins, properties)
  const values = validateConfig(await connectorConfig(plugins, plugin, properties), properties)
  const own = values.filter(value => Object.hasOwn(plugin.config, value.name))
  return withProblems(values, [
    ...(plugin.type === 'sink' ? [...topicProblems(properties), ...eventProblems(plugin, properties)] : []),
    ...(await converterProblems(plugins, properties)),
    ...(own.every(value => value.errors.length === 0) ? pluginProblems(plugin, properties) : []),
  ])
}

/** The configuration as the runs need it; `INVALID_CONFIG` with the first problem when something is wrong. */
export const parseConnector = async (plugins: Plugins, properties: Properties): Promise<ParsedConnector> => {
  const values = await validateConnector(plugins, properties)
  const problem = values.flatMap(value => value.errors)[0]
  if (problem !== undefined) throw new ConnectError('INVALID_CONFIG', problem)
  const plugin = await connectorPlugin(plugins, properties)
  const pluginConfig = parseConfig(plugin.config, properties)
  return plugin.type === 'sink'
    ? { type: 'sink', plugin, config: parseConfig(sinkConfig, properties), pluginConfig }
    : { type: 'source', plugin, config: parseConfig(sourceConfig, properties), pluginConfig }
}
