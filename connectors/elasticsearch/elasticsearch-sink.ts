import { elasticsearchConfig } from './config/elasticsearch-config.ts'
import { elasticsearchProblems } from './config/elasticsearch-problems.ts'
import { elasticsearchSettings } from './config/elasticsearch-settings.ts'
import { searchSink } from './search-sink.ts'

/** Topics into indices or data streams of Elasticsearch. */
export const elasticsearchSink = searchSink({
  className: 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector',
  title: 'Elasticsearch sink',
  summary: 'Topics into indices or data streams of Elasticsearch or OpenSearch.',
  config: elasticsearchConfig,
  problems: elasticsearchProblems,
  settings: elasticsearchSettings,
})
