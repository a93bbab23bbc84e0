import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { readConnector } from '../../runtime/state/connectors.ts'
import type { ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'

const prefix = 'TOPIC#'

const list = async ({ table, worker }: ApiOptions, name: string): Promise<ApiResult> => {
  if (worker['topic.tracking.enable']?.trim().toLowerCase() === 'false')
    throw new ConnectError('FORBIDDEN', 'Topic tracking is disabled.')
  const { items } = (await readConnector(table, name)) ?? { items: [] }
  const topics = items.filter(item => item.sk.startsWith(prefix)).map(item => item.sk.slice(prefix.length))
  return jsonResult(200, { [name]: { topics } })
}

export const topicRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/connectors/{name}/topics',
    handle: event => list(api, pathParameter(event, 'name')),
  },
]
