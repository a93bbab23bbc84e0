import { deleteConnector } from '../../runtime/state/connectors.ts'
import { resetTopics } from '../../runtime/topics-used.ts'
import type { ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { connectorInfo } from '../connector-info.ts'
import { knownConnector } from '../known-connector.ts'
import { emptyResult, jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'

const path = '/connectors/{name}'

const remove = async (api: ApiOptions, name: string): Promise<ApiResult> => {
  await deleteConnector(api.table, name)
  await resetTopics(api.table, name)
  await changed(api, name)
  return emptyResult(204)
}

export const connectorRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path,
    handle: async event =>
      jsonResult(200, await connectorInfo(api, await knownConnector(api, pathParameter(event, 'name')))),
  },
  { method: 'DELETE', path, handle: event => remove(api, pathParameter(event, 'name')) },
]
