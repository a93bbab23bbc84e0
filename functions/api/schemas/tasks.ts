import { listOf, objectOf } from '../openapi/schema.ts'
import { connectorConfig, taskId } from './connector.ts'

const taskInfo = objectOf(
  { id: taskId, config: connectorConfig },
  {
    title: 'TaskInfo',
    examples: [
      {
        id: { connector: 'file-source', task: 0 },
        config: {
          'task.class': 'org.apache.kafka.connect.file.FileStreamSourceTask',
          file: '/var/log/app.log',
        },
      },
    ],
  },
)

export const taskInfos = listOf(taskInfo)
