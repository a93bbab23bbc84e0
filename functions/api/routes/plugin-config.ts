import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { describePlugin } from '../../runtime/connector-config.ts'
import { pluginTypes } from '../../runtime/ports/plugins.ts'
import type { Config } from '../../runtime/state/items.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { checkConfig } from '../check-connector.ts'
import { configInfos } from '../config-infos.ts'
import { readConfig } from '../read-config.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'

const path = '/connector-plugins/{plugin}/config'

const describe = async ({ plugins }: ApiOptions, name: string): Promise<ApiResult> => {
  const plugin = await plugins.find(pluginTypes, name)
  if (plugin === undefined) throw new ConnectError('NOT_FOUND', `Unknown plugin ${name}.`)
  return jsonResult(200, describePlugin(plugin))
}

const trimmed = (className: string): string => className.replace(/Connector$/, '')

/** As in Kafka Connect: the one must end as the other does. */
const checkClass = (config: Config, plugin: string): void => {
  const { 'connector.class': included } = config
  if (included === undefined || trimmed(included).endsWith(trimmed(plugin))) return
  throw new ConnectError(
    'INVALID_REQUEST',
    `Included connector type ${included} does not match request type ${plugin}`,
  )
}

const validate = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const name = pathParameter(event, 'plugin')
  const config = await readConfig(api.plugins, event, name)
  checkClass(config, name)
  return jsonResult(200, configInfos(config['connector.class'] ?? '', await checkConfig(api, config)))
}

export const pluginConfigRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path, handle: event => describe(api, pathParameter(event, 'plugin')) },
  { method: 'PUT', path: `${path}/validate`, handle: event => validate(api, event) },
]
