import { connectorNames, createConnector, readConnector } from '../../runtime/state/connectors.ts'
import type { ApiEvent, ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { checkConnector } from '../check-connector.ts'
import { connectorInfo } from '../connector-info.ts'
import { connectorStatus } from '../connector-status.ts'
import { location } from '../location.ts'
import { readNewConnector } from '../new-connector.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, queryValues } from '../route.ts'
import { restoreSecrets } from '../secrets.ts'

const expanded = async (api: ApiOptions, names: readonly string[], expand: readonly string[]) => {
  const entries = await Promise.all(
    names.map(async name => {
      const state = await readConnector(api.table, name)
      if (state === undefined) return []
      const entry = {
        ...(expand.includes('status') && { status: await connectorStatus(api, state) }),
        ...(expand.includes('info') && { info: await connectorInfo(api, state) }),
      }
      return [[name, entry] as const]
    }),
  )
  return Object.fromEntries(entries.flat())
}

const list = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const names = await connectorNames(api.table)
  const expand = queryValues(event, 'expand')
  return jsonResult(200, expand.length === 0 ? names : await expanded(api, names, expand))
}

const create = async (api: ApiOptions, event: ApiEvent): Promise<ApiResult> => {
  const { name, wanted, config: given } = await readNewConnector(api.plugins, event)
  const config = await restoreSecrets(api.plugins, given, {})
  const type = await checkConnector(api, config)
  const connector = await createConnector(api.table, { name, type, config, wanted })
  await changed(api, name)
  const info = await connectorInfo(api, { connector, tasks: [] })
  return jsonResult(201, info, { location: location(event, name) })
}

export const connectorsRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  { method: 'GET', path: '/connectors', handle: event => list(api, event) },
  { method: 'POST', path: '/connectors', handle: event => create(api, event) },
]
