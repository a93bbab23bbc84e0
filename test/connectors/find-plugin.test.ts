import { expect, test } from 'vitest'
import { createRegistry, pluginsOf } from '../../connectors/registry.ts'

const { find } = pluginsOf(createRegistry())
const classOf = async (name: string) => (await find(['source', 'sink'], name))?.classes[0]

test.each([
  ['JdbcSource', 'io.confluent.connect.jdbc.JdbcSourceConnector'],
  ['JdbcSourceConnector', 'io.confluent.connect.jdbc.JdbcSourceConnector'],
  ['JdbcSinkConnector', 'io.confluent.connect.jdbc.JdbcSinkConnector'],
  ['ElasticsearchSink', 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector'],
  ['OpenSearchSink', 'io.aiven.kafka.connect.opensearch.OpenSearchSinkConnector'],
  ['io.aiven.connect.jdbc.JdbcSinkConnector', 'io.aiven.connect.jdbc.JdbcSinkConnector'],
  ['io.debezium.connector.jdbc.JdbcSinkConnector', 'io.debezium.connector.jdbc.JdbcSinkConnector'],
  ['aiven.connect.jdbc.JdbcSinkConnector', undefined],
])('%s stands for %s', async (name, className) => {
  expect(await classOf(name)).toBe(className)
})
