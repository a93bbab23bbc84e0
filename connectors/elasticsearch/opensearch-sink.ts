import { opensearchConfig } from './config/opensearch-config.ts'
import { opensearchProblems } from './config/opensearch-problems.ts'
import { opensearchSettings } from './config/opensearch-settings.ts'
import { searchSink } from './search-sink.ts'

/** Topics into indices or data streams of OpenSearch. */
export const opensearchSink = searchSink({
  className: 'io.aiven.kafka.connect.opensearch.OpenSearchSinkConnector',
  title: 'OpenSearch sink',
  summary: 'Topics into indices or data streams of OpenSearch, on AWS too.',
  config: opensearchConfig,
  problems: opensearchProblems,
  settings: opensearchSettings,
})
