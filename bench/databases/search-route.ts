import type { SearchEngine } from './open-search.ts'
import type { Route } from './route.ts'
import { converter } from './rows.ts'

/** `input`: a topic with the rows, without schemas; the index has its name. */
export const searchRoute = (engine: SearchEngine, input: string): Route => ({
  id: 'opensearch',
  title: 'Kafka to OpenSearch',
  prepare: () => engine.createIndex(input),
  // what was sent again was indexed again
  count: async ({ rows }) => {
    const indexed = await engine.count(input)
    return indexed < rows ? indexed : (await engine.summary(input)).documents
  },
  interval: 100,
  check: async ({ rows }) => {
    const { documents, sum } = await engine.summary(input)
    if (documents !== rows || sum !== (rows * (rows + 1)) / 2)
      throw new Error(
        `there are ${documents} documents, their ids amount to ${sum}, where there are ${rows} rows`,
      )
  },
  clean: () => engine.deleteIndex(input),
  ours: () => ({
    'connector.class': 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector',
    'connection.url': engine.url,
    topics: input,
    ...converter(false),
    'key.ignore': 'true',
    'schema.ignore': 'true',
  }),
  plain: ({ bootstrap, rows }) => {
    const { hostname, port } = new URL(engine.url)
    const server = { host: hostname, port: Number(port) }
    return { loop: 'opensearch-sink', bootstrap, rows, topic: input, table: input, server }
  },
})
