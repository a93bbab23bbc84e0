import { ConnectError } from '../../connectors/sdk/errors.ts'
import { definitionOf, hidden, standsForSecret, withoutSecrets } from '../runtime/connector-config.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'
import type { Config } from '../runtime/state/items.ts'

/** The configuration as it may be shown. */
export const hideSecrets = async (plugins: Plugins, config: Config): Promise<Config> =>
  withoutSecrets(await definitionOf(plugins, config), config)

/** A configuration that was shown and is sent back: what is hidden in it stays as stored. */
export const restoreSecrets = async (plugins: Plugins, given: Config, stored: Config): Promise<Config> => {
  const definition = await definitionOf(plugins, given)
  const before = withoutSecrets(definition, stored)
  const restored = (key: string, value: string): string => {
    if (!standsForSecret(definition, key, value)) return value
    const kept = stored[key]
    if (kept !== undefined && before[key] === value) return kept
    throw new ConnectError(
      'INVALID_CONFIG',
      `Invalid value ${hidden} for configuration ${key}: it stands for a stored value, and there is none`,
    )
  }
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, restored(key, value)]))
}
