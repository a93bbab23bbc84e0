import type { DocumentSettings, ResourceSettings } from '../contract.ts'
import type {
  ActionSettings,
  Authentication,
  IdSource,
  Role,
  Routing,
  ServerSettings,
  SinkSettings,
} from '../settings.ts'
import { bulkSettings, retrySettings } from './bulk-config.ts'
import { authenticationOf, urlsOf } from './connection-config.ts'
import { behaviorOf, ignoring } from './conversion-config.ts'
import { type OpensearchConfig, SSL_PREFIX } from './opensearch-config.ts'
import { existingTypeOf, isSigned, writesStreams } from './opensearch-problems.ts'
import { resourceMap } from './resource-map.ts'
import { tlsOf } from './ssl-keys.ts'

type Config = OpensearchConfig

const roleOf = (config: Config): { readonly role?: Role } => {
  const { 'aws.sts.role.arn': arn, 'aws.sts.role.session.name': sessionName } = config
  if (arn === null || sessionName === null) return {}
  const { 'aws.sts.role.external.id': externalId, 'aws.sts.role.session.duration': duration } = config
  return { role: { arn, sessionName, duration, ...(externalId !== null && { externalId }) } }
}

const signatureOf = (config: Config): Authentication => {
  const { 'aws.access_key_id': id, 'aws.secret_access_key': secret } = config
  return {
    by: 'signature',
    region: config['aws.region'] ?? '',
    service: config['aws.service.signing.name'] ?? '',
    ...(id !== null && secret !== null && { keys: { id, secret } }),
    ...roleOf(config),
  }
}

const serverOf = (config: Config): ServerSettings => ({
  urls: urlsOf(config, isSigned(config) ? 'https' : 'http'),
  authentication: isSigned(config) ? signatureOf(config) : authenticationOf(config),
  tls: () => ({
    ...tlsOf(config, SSL_PREFIX),
    ...(config['connection.trust.all.certificates'] && { rejectUnauthorized: false }),
  }),
  compression: false,
  connectTimeout: config['connection.timeout.ms'],
  readTimeout: config['read.timeout.ms'],
  idleTimeout: -1,
})

const idSources: Readonly<Record<string, IdSource>> = {
  none: 'none',
  'record.key': 'key',
  'topic.partition.offset': 'offset',
}

const ignoredId = (config: Config): IdSource =>
  idSources[config['key.ignore.id.strategy'].toLowerCase()] ?? 'offset'

const pointer = (text: string): readonly string[] =>
  text
    .split('/')
    .slice(1)
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))

const routingOf = (config: Config): Routing => {
  const type = config['routing.type'].toLowerCase()
  if (type === 'value') return { by: 'value', path: pointer(config['routing.type.record.value.path'] ?? '') }
  return type === 'key' ? { by: 'key' } : { by: 'nothing' }
}

const actionOf = (config: Config): ActionSettings => {
  const ignoresKey = ignoring(config['key.ignore'], config['topic.key.ignore'])
  return {
    method: config['index.write.method'].toLowerCase() === 'upsert' ? 'upsert' : 'insert',
    retryOnConflict: Math.min(config['max.in.flight.requests'], 3),
    idOf: topic => (ignoresKey(topic) ? ignoredId(config) : 'key'),
    routing: routingOf(config),
    nulls: config['behavior.on.null.values'].toLowerCase() as ActionSettings['nulls'],
    reportsNulls: false,
    dropInvalid: config['drop.invalid.message'],
  }
}

const documentsOf = (config: Config): DocumentSettings => {
  const adds = writesStreams(config) && config['data.stream.timestamp.field'] === '@timestamp'
  return {
    compactMapEntries: config['compact.map.entries'],
    ignoresSchema: ignoring(config['schema.ignore'], config['topic.schema.ignore']),
    ...(adds && { timestamp: { from: 'record if absent' } }),
  }
}

const resourcesOf = (config: Config): ResourceSettings => {
  const peer = 'opensearch'
  if (existingTypeOf(config) !== 'none')
    return { peer, existing: resourceMap(config['topic.to.existing.resource.mapping']) }
  if (!config['data.stream.enabled']) return { peer }
  const { 'data.stream.prefix': prefix, 'data.streams.existing.index.template.name': template } = config
  return {
    peer,
    dataStreams: {
      by: 'prefix',
      ...(prefix !== null && { prefix }),
      ...(template !== null && { template }),
      timestampField: config['data.stream.timestamp.field'],
    },
  }
}

const kinds = { index: 'index', data_stream: 'data stream', index_alias: 'alias' } as const

const existingOf = (config: Config, { existing }: ResourceSettings): Pick<SinkSettings, 'existing'> => {
  if (existing === undefined) return {}
  const kind = kinds[existingTypeOf(config) as keyof typeof kinds]
  return { existing: { kind, names: [...existing.values()] } }
}

export const opensearchSettings = (config: Config): SinkSettings => {
  const resources = resourcesOf(config)
  const ignoresSome = config['key.ignore'] || config['topic.key.ignore'].some(topic => topic !== '')
  return {
    server: serverOf(config),
    retries: retrySettings(config),
    bulk: bulkSettings(config, Number.POSITIVE_INFINITY),
    action: actionOf(config),
    documents: documentsOf(config),
    resources,
    ...existingOf(config, resources),
    streams: writesStreams(config),
    deterministic: !(ignoresSome && ignoredId(config) === 'none'),
    malformed: behaviorOf(config['behavior.on.malformed.documents'], { reports: false }),
    conflicts: behaviorOf(config['behavior.on.version.conflict'], { reports: false }),
    keys: {
      resources: 'topic.to.existing.resource.mapping',
      security: 'connection.ssl.truststore.location',
      streams: 'data.stream.enabled',
    },
  }
}
