import { pluginTypes } from '../../runtime/ports/plugins.ts'
import { listOf, objectOf, oneOfTexts, text } from '../openapi/schema.ts'

const pluginInfo = objectOf(
  {
    class: text(),
    type: oneOfTexts(...pluginTypes),
    version: text(),
  },
  {
    title: 'PluginInfo',
    examples: [
      {
        class: 'org.apache.kafka.connect.file.FileStreamSourceConnector',
        type: 'source',
        version: '4.3.1',
      },
    ],
  },
)

export const pluginInfos = listOf(pluginInfo)
