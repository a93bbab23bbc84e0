import { type ConfigOf, defineConfig, list, string } from '../../sdk/config.ts'
import type { Problem } from '../../sdk/problem.ts'
import type { SinkSettings } from '../settings.ts'
import { bulkConfig, bulkSettings, flushTimeout, retrySettings } from './bulk-config.ts'
import { authenticationOf, connectionConfig, connectionProblems, urlsOf } from './connection-config.ts'
import { behaviorOf, conversion, conversionConfig, ignoring, oneOfTexts } from './conversion-config.ts'
import { resourceMap, resourceMapProblem } from './resource-map.ts'

const converted = { importance: 'LOW', group: conversion } as const
const mapKey = 'topic.index.map'

export const aivenElasticsearchConfig = defineConfig({
  ...connectionConfig,
  ...bulkConfig,
  'flush.timeout.ms': flushTimeout(10_000),
  'type.name': string({
    default: '',
    importance: 'HIGH',
    group: conversion,
    doc: 'Not needed: documents have had no types since Elasticsearch 7.',
  }),
  ...conversionConfig,
  [mapKey]: list({
    ...converted,
    default: [],
    doc: 'Indices of topics, `topic1:index1,topic2:index2`; those of others are named after them.',
  }),
  'behavior.on.null.values': string({
    ...converted,
    default: 'ignore',
    validator: oneOfTexts('ignore', 'delete', 'fail'),
    doc: 'What a null value does: nothing, delete the document that the key names, or fail.',
  }),
  'behavior.on.malformed.documents': string({
    ...converted,
    default: 'fail',
    validator: oneOfTexts('ignore', 'warn', 'fail'),
    doc: 'What becomes of a document that the server refuses for what it is: left out, left out with a line in the log, or as `errors.tolerance` says.',
  }),
})

type Config = ConfigOf<typeof aivenElasticsearchConfig>

export const aivenElasticsearchProblems = function* (config: Config): Iterable<Problem> {
  yield* connectionProblems(config)
  const problem = resourceMapProblem(
    config[mapKey].filter(text => text !== ''),
    {
      key: mapKey,
      most: Number.POSITIVE_INFINITY,
      wrongFormat: 'Each must be topic:index',
      topicTwice: topic => `Topic '${topic}' has several indices, only one is possible`,
    },
  )
  if (problem !== undefined) yield problem
}

export const aivenElasticsearchSettings = (config: Config): SinkSettings => {
  const ignoresKey = ignoring(config['key.ignore'], config['topic.key.ignore'])
  return {
    server: {
      urls: urlsOf(config),
      authentication: authenticationOf(config),
      tls: () => ({}),
      compression: false,
      connectTimeout: config['connection.timeout.ms'],
      readTimeout: config['read.timeout.ms'],
      idleTimeout: -1,
    },
    retries: retrySettings(config),
    bulk: bulkSettings(config, Number.POSITIVE_INFINITY),
    action: {
      method: 'insert',
      retryOnConflict: 0,
      idOf: topic => (ignoresKey(topic) ? 'offset' : 'key'),
      routing: { by: 'nothing' },
      nulls: config['behavior.on.null.values'].toLowerCase() as SinkSettings['action']['nulls'],
      reportsNulls: false,
      dropInvalid: config['drop.invalid.message'],
    },
    documents: {
      compactMapEntries: config['compact.map.entries'],
      ignoresSchema: ignoring(config['schema.ignore'], config['topic.schema.ignore']),
    },
    resources: { peer: 'elasticsearch' },
    indexNames: resourceMap(config[mapKey]),
    streams: false,
    deterministic: true,
    malformed: behaviorOf(config['behavior.on.malformed.documents'], { reports: false }),
    conflicts: { passOver: true, report: false, warn: true },
    keys: { resources: mapKey, security: 'connection.url', streams: mapKey },
  }
}
