import { defineSink } from '../sdk/sink.ts'
import {
  aivenElasticsearchConfig,
  aivenElasticsearchProblems,
  aivenElasticsearchSettings,
} from './config/aiven-elasticsearch-config.ts'
import { idNotes } from './notes.ts'
import { residue } from './residue.ts'

/** Topics into indices of Elasticsearch, by the keys of Aiven's connector. */
export const aivenElasticsearchSink = defineSink({
  classes: ['io.aiven.connect.elasticsearch.ElasticsearchSinkConnector'],
  version: '0.1.0',
  docs: {
    title: 'Aiven Elasticsearch sink',
    summary: 'Topics into indices of Elasticsearch or OpenSearch, by the keys of Aiven’s connector.',
    delivers: 'at least once',
    residue,
  },
  config: aivenElasticsearchConfig,
  notes: config => idNotes(aivenElasticsearchSettings(config)),
  validate: aivenElasticsearchProblems,
  probe: async function* (config, { signal }) {
    const { probeServers } = await import('./probe.ts')
    yield* probeServers(aivenElasticsearchSettings(config), signal)
  },
  open: async ({ config, ...context }) => {
    const { createWriter } = await import('./writer.ts')
    return createWriter(aivenElasticsearchSettings(config), context)
  },
})
