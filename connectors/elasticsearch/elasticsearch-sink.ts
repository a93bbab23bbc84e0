import { defineSink } from '../sdk/sink.ts'
import { elasticsearchConfig } from './config/elasticsearch-config.ts'
import { elasticsearchProblems } from './config/elasticsearch-problems.ts'
import { elasticsearchSettings } from './config/elasticsearch-settings.ts'
import { idNotes } from './notes.ts'
import { residue } from './residue.ts'

/** Topics into indices or data streams of Elasticsearch. */
export const elasticsearchSink = defineSink({
  classes: ['io.confluent.connect.elasticsearch.ElasticsearchSinkConnector'],
  version: '0.1.0',
  docs: {
    title: 'Elasticsearch sink',
    summary: 'Topics into indices or data streams of Elasticsearch or OpenSearch.',
    delivers: 'at least once',
    residue,
  },
  config: elasticsearchConfig,
  notes: config => idNotes(elasticsearchSettings(config)),
  validate: elasticsearchProblems,
  probe: async function* (config, { signal }) {
    const { probeServers } = await import('./probe.ts')
    yield* probeServers(elasticsearchSettings(config), signal)
  },
  open: async ({ config, ...context }) => {
    const { createWriter } = await import('./writer.ts')
    return createWriter(elasticsearchSettings(config), context)
  },
})
