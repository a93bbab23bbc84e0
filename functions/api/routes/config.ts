import { ConnectError } from '../../../connectors/sdk/errors.ts'
import {
  type ConnectorState,
  configureConnector,
  createConnector,
  readConnector,
} from '../../runtime/state/connectors.ts'
import type { Config } from '../../runtime/state/items.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { checkConnector } from '../check-connector.ts'
import { connectorInfo } from '../connector-info.ts'
import { knownConnector } from '../known-connector.ts'
import { location } from '../location.ts'
import { named } from '../new-connector.ts'
import { readConfig, readPatch } from '../read-config.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import { hideSecrets, restoreSecrets } from '../secrets.ts'

const path = '/connectors/{name}/config'

const create = async (api: ApiOptions, event: ApiEvent, name: string, config: Config): Promise<ApiResult> => {
  const type = await checkConnector(api.plugins, config)
  const connector = await createConnector(api.table, { name, type, config, wanted: 'RUNNING' })
  await changed(api, name)
  const info = await connectorInfo(api, { connector, tasks: [] })
  return jsonResult(201, info, { location: location(event, name) })
}

const stale = () =>
  new ConnectError(
    'CONFLICT',
    'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)',
  )

/** `basis`: the configuration that `config` was made from; absent: it replaces whatever is there. */
const replace = async (
  api: ApiOptions,
  state: ConnectorState,
  change: { config: Config; basis?: Config },
) => {
  const { name } = state.connector
  const { config, basis } = change
  const type = await checkConnector(api.plugins, config)
  const connector = await configureConnector(api.table, name, current => {
    if (basis !== undefined && JSON.stringify(current.config) !== JSON.stringify(basis)) throw stale()
    return { type, config }
  })
  await changed(api, name)
  return jsonResult(200, await connectorInfo(api, { ...state, connector }))
}

const put = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const name = pathParameter(event, 'name').trim()
  const state = await readConnector(api.table, name)
  const stored = state?.connector.config ?? {}
  const given = named(name, await readConfig(api.plugins, event, stored['connector.class']))
  const config = await restoreSecrets(api.plugins, given, stored)
  return state === undefined ? create(api, event, name, config) : replace(api, state, { config })
}

const patch = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const name = pathParameter(event, 'name')
  const state = await knownConnector(api, name)
  const basis = state.connector.config
  const changes = await readPatch(api.plugins, event, basis['connector.class'])
  const merged = Object.entries({ ...basis, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  const given = named(name, Object.fromEntries(merged))
  return replace(api, state, { config: await restoreSecrets(api.plugins, given, basis), basis })
}

const get = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const { connector } = await knownConnector(api, pathParameter(event, 'name'))
  return jsonResult(200, await hideSecrets(api.plugins, connector.config))
}

export const configRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path, handle: event => get(api, event) },
  { method: 'PUT', path, handle: event => put(api, event) },
  { method: 'PATCH', path, handle: event => patch(api, event) },
]
