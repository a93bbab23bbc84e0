import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { readConnector } from '../../runtime/state/connectors.ts'
import { resetTopics, usedTopics } from '../../runtime/topics-used.ts'
import type { ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { answer, refusal } from '../openapi/operation.ts'
import { emptyResult, jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import { usedTopics as usedTopicsSchema } from '../schemas/topics.ts'

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
    operation: {
      summary: 'Topics that a connector has used since it was created or they were reset',
      answers: {
        200: answer('The topics; none of a connector that is not there.', usedTopicsSchema),
        403: refusal('The worker has `topic.tracking.enable=false`.'),
      },
    },
    handle: event => list(api, pathParameter(event, 'name')),
  },
  {
    method: 'PUT',
    path: '/connectors/{name}/topics/reset',
    operation: {
      summary: 'Forget which topics a connector has used',
      answers: {
        202: answer('They are forgotten.'),
        403: refusal('The worker has `topic.tracking.enable=false` or `topic.tracking.allow.reset=false`.'),
      },
    },
    handle: event => reset(api, pathParameter(event, 'name')),
  },
]
