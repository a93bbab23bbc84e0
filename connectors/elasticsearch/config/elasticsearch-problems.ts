import type { Problem } from '../../sdk/problem.ts'
import { connectionProblems } from './connection-config.ts'
import { type ElasticsearchConfig, elasticsearchConfig, SSL_PREFIX } from './elasticsearch-config.ts'
import { resourceMapProblem } from './resource-map.ts'
import { setSslKeys } from './ssl-keys.ts'

type Config = ElasticsearchConfig

const mappingKey = 'topic.to.external.resource.mapping'
const usageKey = 'external.resource.usage'

const all = (message: string, ...keys: readonly string[]): readonly Problem[] =>
  keys.map(key => [key, message] as const)

export const usageOf = (config: Config): string => config[usageKey].toLowerCase()
const hasStreamType = (config: Config): boolean => config['data.stream.type'].toLowerCase() !== 'none'
export const writesStreams = (config: Config): boolean =>
  usageOf(config) === 'disabled'
    ? hasStreamType(config) && config['data.stream.dataset'] !== ''
    : usageOf(config).endsWith('datastream')

/** Lists of the configuration have one empty text when they are set to nothing. */
export const texts = (list: readonly string[]): readonly string[] => list.filter(text => text !== '')

const externalProblems = function* (config: Config): Iterable<Problem> {
  const mappings = texts(config[mappingKey])
  if ((usageOf(config) !== 'disabled') !== mappings.length > 0)
    return yield* all(
      `Invalid configuration: ${usageKey} and ${mappingKey} must be configured together. Either both must be set, or both must be empty.`,
      usageKey,
      mappingKey,
    )
  if (mappings.length === 0) return
  if (hasStreamType(config) || config['data.stream.dataset'] !== '')
    return yield* all(
      `Resource mapping mode and data stream configs are mutually exclusive. When using ${mappingKey}, data stream configs (data.stream.type, data.stream.dataset) must not be set.`,
      mappingKey,
      'data.stream.type',
      'data.stream.dataset',
    )
  const most = config['max.external.resource.mappings']
  const problem = resourceMapProblem(mappings, {
    key: mappingKey,
    most,
    wrongFormat: 'Invalid topic-to-resource mapping format. The expected format: topic:resource',
    topicTwice: topic =>
      `Topic '${topic}' is mapped to multiple resources. Each topic must be mapped to exactly one resource.`,
    resourceTwice: resource =>
      `Resource '${resource}' is mapped from multiple topics. Each resource must be mapped to exactly one topic.`,
    tooMany: count =>
      `Too many topic-to-external-resource mappings are configured (${count}). Maximum allowed limit is ${most}.`,
  })
  if (problem !== undefined) yield problem
}

const streamProblems = function* (config: Config): Iterable<Problem> {
  if (hasStreamType(config) !== (config['data.stream.dataset'] !== ''))
    yield* all(
      "Either both or neither 'data.stream.dataset' and 'data.stream.type' must be set.",
      'data.stream.type',
      'data.stream.dataset',
    )
  if (!writesStreams(config)) {
    if (texts(config['data.stream.timestamp.field']).length > 0)
      yield [
        'data.stream.timestamp.field',
        "Mapping a field to the '@timestamp' field is only necessary when working with data streams. 'data.stream.timestamp.field' must not be set when not using data streams.",
      ]
    return
  }
  if (config['write.method'].toLowerCase() === 'upsert')
    yield [
      'write.method',
      'Upserts are not supported with data streams. write.method must not be UPSERT when using data streams.',
    ]
  else if (config['behavior.on.null.values'].toLowerCase() === 'delete')
    yield [
      'behavior.on.null.values',
      'Deletes are not supported with data streams. behavior.on.null.values must not be DELETE when using data streams.',
    ]
}

const ignoreProblems = function* (config: Config): Iterable<Problem> {
  const pairs = [
    ['key.ignore', 'topic.key.ignore'],
    ['schema.ignore', 'topic.schema.ignore'],
  ] as const
  for (const [every, some] of pairs)
    if (config[every] && texts(config[some]).length > 0)
      yield* all(`'${some}' can not be set if '${every}' is true.`, every, some)
}

const bulkProblems = function* (config: Config): Iterable<Problem> {
  const { 'max.buffered.records': most, 'batch.size': batch, 'max.in.flight.requests': requests } = config
  if (most < batch * requests)
    yield* all(
      `'max.buffered.records' (${most}) must be larger than or equal to 'batch.size' (${batch}) x max.in.flight.requests (${requests}).`,
      'max.buffered.records',
      'batch.size',
      'max.in.flight.requests',
    )
}

const proxyProblems = function* (config: Config): Iterable<Problem> {
  const { 'proxy.host': host, 'proxy.username': user, 'proxy.password': secret } = config
  if (host !== '') {
    if ((user === '') !== (secret === null))
      yield* all(
        "Either both or neither 'proxy.username' and 'proxy.password' can be set.",
        'proxy.username',
        'proxy.password',
      )
    return
  }
  if (user !== '')
    yield* all("'proxy.host' must be set to use 'proxy.username'.", 'proxy.username', 'proxy.host')
  if (secret !== null)
    yield* all("'proxy.host' must be set to use 'proxy.password'.", 'proxy.password', 'proxy.host')
}

/** Keys that do not go together, as the peer finds them. */
export const elasticsearchProblems = function* (config: Config): Iterable<Problem> {
  yield* connectionProblems(config)
  yield* externalProblems(config)
  yield* streamProblems(config)
  yield* ignoreProblems(config)
  yield* bulkProblems(config)
  yield* proxyProblems(config)
  const plain = config['elastic.security.protocol'].toLowerCase() === 'plaintext'
  if (plain && setSslKeys(config, elasticsearchConfig, SSL_PREFIX).length > 0)
    yield [
      'elastic.security.protocol',
      "'elastic.security.protocol' must be set to 'SSL' to use SSL configs.",
    ]
}
