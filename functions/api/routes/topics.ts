import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { readConnector } from '../../runtime/state/connectors.ts'
import { resetTopics, usedTopics } from '../../runtime/topics-used.ts'
import type { ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { emptyResult, jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'

const checkEnabled = ({ worker }: ApiOptions, key: string, refusal: string): void => {
  if (worker[key]?.trim().toLowerCase() === 'false') throw new ConnectError('FORBIDDEN', refusal)
}

const checkTracking = (api: ApiOptions) =>
  checkEnabled(api, 'topic.tracking.enable', 'Topic tracking is disabled.')

const list = async (api: ApiOptions, name: string): Promise<ApiResult> => {
  checkTracking(api)
  const { items } = (await readConnector(api.table, name)) ?? { items: [] }
  return jsonResult(200, { [name]: { topics: usedTopics(items) } })
}

const reset = async (api: ApiOptions, name: string): Promise<ApiResult> => {
  checkTracking(api)
  checkEnabled(api, 'topic.tracking.allow.reset', 'Topic tracking reset is disabled.')
  await resetTopics(api.table, name)
  return emptyResult(202)
}

export const topicRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/connectors/{name}/topics',
    handle: event => list(api, pathParameter(event, 'name')),
  },
  {
    method: 'PUT',
    path: '/connectors/{name}/topics/reset',
    handle: event => reset(api, pathParameter(event, 'name')),
  },
]
