import { ConnectError } from '../../connectors/sdk/errors.ts'
import { hidden, type Validation, validateConnector } from '../runtime/connector-config.ts'
import type { Config } from '../runtime/state/items.ts'
import type { ApiOptions } from './api-options.ts'
import { withFindings } from './config-infos.ts'
import { checkSize } from './config-size.ts'

const endpoint = '`/connector-plugins/{connectorType}/config/validate`'

type Needs = Pick<ApiOptions, 'plugins' | 'worker' | 'probe'>

const errorsOf = ({ keys }: Validation): readonly string[] => keys.flatMap(({ errors }) => errors)

/** The network is asked when nothing else is wrong, and not with texts that stand for secrets. */
const probed = async ({ probe }: Needs, config: Config, validation: Validation) =>
  probe === undefined ||
  errorsOf(validation).length > 0 ||
  Object.values(config).some(value => value.includes(hidden))
    ? undefined
    : probe(config)

/** Everything that is known of a configuration, with what only the network tells. */
export const checkConfig = async (api: Needs, config: Config): Promise<Validation> => {
  checkSize(config)
  const validation = await validateConnector(api.plugins, config, api.worker)
  const found = await probed(api, config, validation)
  return found === undefined ? validation : withFindings(validation, found)
}

/**
 * What the configuration makes; `INVALID_CONFIG` with everything that is wrong with it, in Kafka Connect's form. What
 * cannot be reached now may be reached when it runs.
 */
export const checkConnector = async (api: Needs, config: Config): Promise<'source' | 'sink'> => {
  checkSize(config)
  const validation = await validateConnector(api.plugins, config, api.worker)
  const found = await probed(api, config, validation)
  const errors = [...errorsOf(validation), ...(found?.errors ?? []).map(([, message]) => message)]
  if (errors.length === 0) return validation.type
  throw new ConnectError(
    'INVALID_CONFIG',
    `Connector configuration is invalid and contains the following ${errors.length} error(s):\n${errors.join('\n')}\nYou can also find the above list of errors at the endpoint ${endpoint}`,
  )
}
