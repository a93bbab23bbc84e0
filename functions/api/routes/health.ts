import { messageOf } from '../../../connectors/sdk/errors.ts'
import type { ApiResult } from '../api-event.ts'
import type { ApiOptions } from '../api-options.ts'
import { answer } from '../openapi/operation.ts'
import { jsonResult } from '../result.ts'
import type { ApiRoute } from '../route.ts'
import { workerStatus } from '../schemas/worker.ts'

const healthy = {
  status: 'healthy',
  message: 'Worker has completed startup and is ready to handle requests.',
}

const unhealthy = (error: unknown) => ({
  status: 'unhealthy',
  message: `Worker was unable to handle this request and may be unable to handle other requests. ${messageOf(error)}`,
})

/** Healthy is who can read the state table: everything else is done by others. */
const health = async ({ table }: ApiOptions): Promise<ApiResult> => {
  try {
    await table.get({ pk: 'CONNECTORS', sk: 'HEALTH' })
    return jsonResult(200, healthy)
  } catch (error) {
    return jsonResult(500, unhealthy(error))
  }
}

export const healthRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/health',
    operation: {
      summary: 'Whether requests can be handled',
      answers: {
        200: answer('They can.', workerStatus),
        500: answer('The state table cannot be read.', workerStatus),
        503: answer('Not yet: it is starting.', workerStatus),
      },
    },
    handle: () => health(api),
  },
]
