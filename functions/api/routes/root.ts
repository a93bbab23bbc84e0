import type { ApiOptions } from '../api-options.ts'
import { jsonResult } from '../result.ts'
import type { ApiRoute } from '../route.ts'

export const rootRoutes = ({ version, kafkaClusterId }: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/',
    handle: async () =>
      jsonResult(200, { version, commit: 'unknown', kafka_cluster_id: await kafkaClusterId() }),
  },
]
