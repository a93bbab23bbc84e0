import { deleteConnector } from '../../runtime/state/connectors.ts'
import { resetTopics } from '../../runtime/topics-used.ts'
import type { ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { changed } from '../changed.ts'
import { connectorInfo } from '../connector-info.ts'
import { knownConnector } from '../known-connector.ts'
import { answer, unknownConnector } from '../openapi/operation.ts'
import { emptyResult, jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import { connectorInfo as connectorInfoSchema } from '../schemas/connector.ts'

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
    operation: {
      summary: 'Configuration and tasks of a connector',
      answers: { 200: answer('The connector.', connectorInfoSchema), ...unknownConnector },
    },
    handle: async event =>
      jsonResult(200, await connectorInfo(api, await knownConnector(api, pathParameter(event, 'name')))),
  },
  {
    method: 'DELETE',
    path,
    operation: {
      summary: 'Delete a connector',
      answers: { 204: answer('It is gone, and its runs end.'), ...unknownConnector },
    },
    handle: event => remove(api, pathParameter(event, 'name')),
  },
]
