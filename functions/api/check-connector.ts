import { ConnectError } from '../../connectors/sdk/errors.ts'
import { connectorPlugin, validateConnector } from '../runtime/connector-config.ts'
import type { Plugins } from '../runtime/ports/plugins.ts'
import type { Config } from '../runtime/state/items.ts'
import { checkSize } from './config-size.ts'

const endpoint = '`/connector-plugins/{connectorType}/config/validate`'

/** What the configuration makes; `INVALID_CONFIG` with everything that is wrong with it, in Kafka Connect's form. */
export const checkConnector = async (plugins: Plugins, config: Config): Promise<'source' | 'sink'> => {
  checkSize(config)
  const { type } = await connectorPlugin(plugins, config)
  const errors = (await validateConnector(plugins, config)).flatMap(value => value.errors)
  if (errors.length === 0) return type
  throw new ConnectError(
    'INVALID_CONFIG',
    `Connector configuration is invalid and contains the following ${errors.length} error(s):\n${errors.join('\n')}\nYou can also find the above list of errors at the endpoint ${endpoint}`,
  )
}
