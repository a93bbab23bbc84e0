import type { ConfigDef } from '../../connectors/sdk/config.ts'
import { ConnectError } from '../../connectors/sdk/errors.ts'
import { connectorConfig, hidden, isSecret, withoutSecrets } from '../runtime/connector-config.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'
import type { Config } from '../runtime/state/items.ts'

const definitionOf = async (plugins: Plugins, config: Config): Promise<ConfigDef> => {
  const plugin = await plugins.find(['source', 'sink'], config['connector.class']?.trim() ?? '')
  return plugin === undefined ? {} : connectorConfig(plugins, plugin, config)
}

/** The configuration as it may be shown. */
export const hideSecrets = async (plugins: Plugins, config: Config): Promise<Config> =>
  withoutSecrets(await definitionOf(plugins, config), config)

/** A configuration that was shown and is sent back: what is hidden in it stays as stored. */
export const restoreSecrets = async (plugins: Plugins, given: Config, stored: Config): Promise<Config> => {
  const definition = await definitionOf(plugins, given)
  const restored = (key: string, value: string): string => {
    if (value !== hidden || !isSecret(definition, key)) return value
    const before = stored[key]
    if (before !== undefined) return before
    throw new ConnectError(
      'INVALID_CONFIG',
      `Invalid value ${hidden} for configuration ${key}: it stands for a stored value, and there is none`,
    )
  }
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, restored(key, value)]))
}
