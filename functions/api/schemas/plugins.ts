import { listOf, objectOf, oneOfTexts, text } from '../openapi/schema.ts'

const pluginInfo = objectOf(
  {
    class: text(),
    type: oneOfTexts('sink', 'source', 'converter', 'header_converter'),
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
