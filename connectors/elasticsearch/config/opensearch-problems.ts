import type { Problem } from '../../sdk/problem.ts'
import { connectionProblems } from './connection-config.ts'
import { texts } from './elasticsearch-problems.ts'
import type { OpensearchConfig } from './opensearch-config.ts'
import { resourceMapProblem } from './resource-map.ts'

type Config = OpensearchConfig

const mappingKey = 'topic.to.existing.resource.mapping'
const strategyKey = 'key.ignore.id.strategy'

export const existingTypeOf = (config: Config): string => config['existing.resource.type'].toLowerCase()
export const writesStreams = (config: Config): boolean =>
  existingTypeOf(config) === 'none' ? config['data.stream.enabled'] : existingTypeOf(config) === 'data_stream'
const isUpsert = (config: Config) => config['index.write.method'].toLowerCase() === 'upsert'

const hasKeys = (config: Config) =>
  config['aws.access_key_id'] !== null || config['aws.secret_access_key'] !== null
const hasRole = (config: Config) =>
  config['aws.sts.role.arn'] !== null || config['aws.sts.role.session.name'] !== null
/** Whether requests are signed for AWS. */
export const isSigned = (config: Config): boolean =>
  hasKeys(config) ||
  hasRole(config) ||
  (config['aws.region'] !== null && config['aws.service.signing.name'] !== null)

const existingProblems = function* (config: Config): Iterable<Problem> {
  const type = existingTypeOf(config)
  const mappings = texts(config[mappingKey])
  if (type === 'none') {
    if (mappings.length > 0)
      yield ['existing.resource.type', `existing.resource.type must say what ${mappingKey} names`]
    return
  }
  if (config['data.stream.enabled'] && type === 'data_stream')
    yield [
      'existing.resource.type',
      'Existing datastream mappings and datastream configurations are mutually exclusive. Please configure only one of these options',
    ]
  if (mappings.length === 0) {
    yield [mappingKey, `Invalid value null for configuration ${mappingKey}`]
    return
  }
  const problem = resourceMapProblem(mappings, {
    key: mappingKey,
    most: 10,
    wrongFormat: 'Wrong topic-to-resource mapping format, expected format is: topic_name:resource_name',
    topicTwice: topic =>
      `Topic \`${topic}\` is mapped to multiple resources. Each topic should be mapped to exactly one resource`,
    resourceTwice: resource =>
      `Resource \`${resource}\` is mapped from multiple topics. Each resource should be mapped to exactly one topic`,
    tooMany: () => 'Too many topic-to-resource mappings, the maximum allowed is 10',
  })
  if (problem !== undefined) yield problem
}

const writeProblems = function* (config: Config): Iterable<Problem> {
  if (!isUpsert(config)) return
  if (writesStreams(config))
    yield ['index.write.method', 'Data streams do not support upsert index write method']
  const strategy = config[strategyKey].toLowerCase()
  const ignored = config['key.ignore'] || texts(config['topic.key.ignore']).length > 0
  if (ignored && strategy !== 'record.key')
    yield [
      strategyKey,
      `Invalid value ${strategy} for configuration ${strategyKey}: ${strategy} is not supported for index upsert. Supported is: record.key`,
    ]
}

const routingProblems = function* (config: Config): Iterable<Problem> {
  if (config['routing.type'].toLowerCase() !== 'value') return
  if (config['routing.type.record.value.path'] === null)
    yield [
      'routing.type.record.value.path',
      "The 'routing.type.record.value.path' setting must be configured when using the 'value' routing type",
    ]
  else if (config['behavior.on.null.values'].toLowerCase() === 'delete')
    yield [
      'routing.type.record.value.path',
      "The 'routing.type.record.value.path' can't be used together with 'behavior.on.null.values' set to 'delete'",
    ]
}

const bothOrNeither = function* (config: Config, a: keyof Config, b: keyof Config): Iterable<Problem> {
  if ((config[a] === null) !== (config[b] === null))
    yield [config[a] === null ? a : b, `${a} and ${b} must be given both or neither`]
}

const signingProblems = function* (config: Config): Iterable<Problem> {
  yield* bothOrNeither(config, 'aws.access_key_id', 'aws.secret_access_key')
  yield* bothOrNeither(config, 'aws.sts.role.arn', 'aws.sts.role.session.name')
  if (!isSigned(config)) return
  for (const key of ['connection.username', 'connection.api.key', 'connection.bearer.token'] as const)
    if (config[key] !== null)
      yield [key, 'More than one authenticated configurator is applied for the client. Only one is allowed']
  for (const key of ['aws.region', 'aws.service.signing.name'] as const)
    if (!config[key]) yield [key, `${key} must be set, for requests are signed`]
  if (texts(config['connection.url']).length > 1)
    yield ['connection.url', 'Only one OpenSearch endpoint should be provided when requests are signed']
}

/** Keys that do not go together, as the peer finds them. */
export const opensearchProblems = function* (config: Config): Iterable<Problem> {
  yield* connectionProblems(config)
  yield* existingProblems(config)
  yield* writeProblems(config)
  yield* routingProblems(config)
  yield* signingProblems(config)
}
