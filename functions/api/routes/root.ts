import type { ApiOptions } from '../api-options.ts'
import { answer } from '../openapi/operation.ts'
import { jsonResult } from '../result.ts'
import type { ApiRoute } from '../route.ts'
import { serverInfo } from '../schemas/worker.ts'

export const rootRoutes = ({ version, kafkaClusterId }: ApiOptions): readonly ApiRoute[] => [
  {
    method: 'GET',
    path: '/',
    operation: {
      summary: 'Version, and the Kafka cluster',
      answers: { 200: answer('Who answers.', serverInfo) },
    },
    handle: async () =>
      jsonResult(200, { version, commit: 'unknown', kafka_cluster_id: await kafkaClusterId() }),
  },
]
