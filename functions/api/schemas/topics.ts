import { listOf, mapOf, objectOf, text } from '../openapi/schema.ts'

export const usedTopics = mapOf(objectOf({ topics: listOf(text()) }), {
  title: 'UsedTopics',
  description: 'by the name of the connector',
  examples: [{ 'file-source': { topics: ['app-log'] } }],
})
