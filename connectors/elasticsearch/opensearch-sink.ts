import { defineSink } from '../sdk/sink.ts'
import { opensearchConfig } from './config/opensearch-config.ts'
import { opensearchProblems } from './config/opensearch-problems.ts'
import { opensearchSettings } from './config/opensearch-settings.ts'
import { idNotes } from './notes.ts'
import { residue } from './residue.ts'

/** Topics into indices or data streams of OpenSearch. */
export const opensearchSink = defineSink({
  classes: ['io.aiven.kafka.connect.opensearch.OpenSearchSinkConnector'],
  version: '0.1.0',
  docs: {
    title: 'OpenSearch sink',
    summary: 'Topics into indices or data streams of OpenSearch, on AWS too.',
    delivers: 'at least once',
    residue,
  },
  config: opensearchConfig,
  notes: config => idNotes(opensearchSettings(config)),
  validate: opensearchProblems,
  probe: async function* (config, { signal }) {
    const { probeServers } = await import('./probe.ts')
    yield* probeServers(opensearchSettings(config), signal)
  },
  open: async ({ config, ...context }) => {
    const { createWriter } = await import('./writer.ts')
    return createWriter(opensearchSettings(config), context)
  },
})
