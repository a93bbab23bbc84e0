import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { describePlugin } from '../../runtime/connector-config.ts'
import { pluginTypes } from '../../runtime/ports/plugins.ts'
import type { Config } from '../../runtime/state/items.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { checkConfig } from '../check-connector.ts'
import { configInfos } from '../config-infos.ts'
import { answer, type Operation, refusal } from '../openapi/operation.ts'
import { readConfig } from '../read-config.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import { configInfos as configInfosSchema, keyInfos } from '../schemas/config-infos.ts'
import { givenConfig } from '../schemas/connector.ts'

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

const describing: Operation = {
  summary: 'Configuration keys of a plugin',
  answers: { 200: answer('The keys.', keyInfos), 404: refusal('There is no such plugin.') },
}

const validating: Operation = {
  summary: 'Validate a configuration',
  description:
    'Nothing is created. What only the network tells is looked up when nothing else is wrong, within a deadline.',
  body: { description: 'The configuration.', json: givenConfig, properties: true },
  answers: {
    200: answer('What is wrong with it, key by key.', configInfosSchema),
    400: refusal('It names no class, another one, or none there is; or the request is malformed.'),
  },
}

export const pluginConfigRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path,
    operation: describing,
    handle: event => describe(api, pathParameter(event, 'plugin')),
  },
  { method: 'PUT', path: `${path}/validate`, operation: validating, handle: event => validate(api, event) },
]
