import { objectOf, oneOfTexts, orNull, text } from '../openapi/schema.ts'

export const serverInfo = objectOf(
  {
    version: text('the version of Kafka Connect whose API this is'),
    commit: text(),
    kafka_cluster_id: orNull(text('null while Kafka cannot be reached')),
  },
  {
    title: 'ServerInfo',
    examples: [{ version: '4.3.1', commit: 'unknown', kafka_cluster_id: '5L6g3nShT-eMCtK--X86sw' }],
  },
)

export const workerStatus = objectOf(
  { status: oneOfTexts('healthy', 'unhealthy', 'starting'), message: text() },
  {
    title: 'WorkerStatus',
    examples: [
      {
        status: 'healthy',
        message: 'Worker has completed startup and is ready to handle requests.',
      },
    ],
  },
)
