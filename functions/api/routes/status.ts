import type { ApiOptions } from '../api-options.ts'
import { connectorStatus } from '../connector-status.ts'
import { knownConnector } from '../known-connector.ts'
import { answer, unknownConnector } from '../openapi/operation.ts'
import { jsonResult } from '../result.ts'
import { type ApiRoute, pathParameter } from '../route.ts'
import { connectorStatus as connectorStatusSchema } from '../schemas/status.ts'

export const statusRoutes = (api: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/connectors/{name}/status',
    operation: {
      summary: 'States of a connector and its tasks',
      answers: { 200: answer('How they are.', connectorStatusSchema), ...unknownConnector },
    },
    handle: async event => {
      const name = pathParameter(event, 'name')
      const state = await knownConnector(api, name, `No status found for connector ${name}`)
      return jsonResult(200, await connectorStatus(api, state))
    },
  },
]
