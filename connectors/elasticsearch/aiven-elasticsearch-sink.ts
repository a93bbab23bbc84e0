import {
  aivenElasticsearchConfig,
  aivenElasticsearchProblems,
  aivenElasticsearchSettings,
} from './config/aiven-elasticsearch-config.ts'
import { searchSink } from './search-sink.ts'

/** Topics into indices of Elasticsearch, by the keys of Aiven's connector. */
export const aivenElasticsearchSink = searchSink({
  className: 'io.aiven.connect.elasticsearch.ElasticsearchSinkConnector',
  title: 'Aiven Elasticsearch sink',
  summary: 'Topics into indices of Elasticsearch or OpenSearch, by the keys of Aiven’s connector.',
  config: aivenElasticsearchConfig,
  problems: aivenElasticsearchProblems,
  settings: aivenElasticsearchSettings,
})
