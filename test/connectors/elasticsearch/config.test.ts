import { expect, it } from 'vitest'
import { aivenElasticsearchSink } from '../../../connectors/elasticsearch/aiven-elasticsearch-sink.ts'
import { elasticsearchSink } from '../../../connectors/elasticsearch/elasticsearch-sink.ts'
import { opensearchSink } from '../../../connectors/elasticsearch/opensearch-sink.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'

type Config = Readonly<Record<string, string>>

const url = { 'connection.url': 'http://localhost:9200' }
const ofElasticsearch = (config: Config) => [
  ...(elasticsearchSink.validate?.(parseConfig(elasticsearchSink.config, { ...url, ...config })) ?? []),
]
const ofOpensearch = (config: Config) => [
  ...(opensearchSink.validate?.(parseConfig(opensearchSink.config, { ...url, ...config })) ?? []),
]
const keysOf = (problems: readonly (readonly [string, string])[]) => problems.map(([key]) => key)

it.each<readonly [Config, readonly string[]]>([
  [{}, []],
  [{ 'connection.username': 'u' }, ['connection.username', 'connection.password']],
  [
    { 'connection.username': 'u', 'connection.password': 'p', 'connection.api.key': 'k' },
    ['connection.api.key'],
  ],
  [{ 'external.resource.usage': 'INDEX' }, ['external.resource.usage', 'topic.to.external.resource.mapping']],
  [{ 'external.resource.usage': 'index', 'topic.to.external.resource.mapping': 'a:b' }, []],
  [
    { 'external.resource.usage': 'index', 'topic.to.external.resource.mapping': 'a:b,c:b' },
    ['topic.to.external.resource.mapping'],
  ],
  [
    { 'external.resource.usage': 'index', 'topic.to.external.resource.mapping': 'a-b' },
    ['topic.to.external.resource.mapping'],
  ],
  [{ 'data.stream.type': 'logs' }, ['data.stream.type', 'data.stream.dataset']],
  [{ 'data.stream.timestamp.field': 'at' }, ['data.stream.timestamp.field']],
  [{ 'data.stream.type': 'logs', 'data.stream.dataset': 'd', 'write.method': 'UPSERT' }, ['write.method']],
  [
    { 'data.stream.type': 'logs', 'data.stream.dataset': 'd', 'behavior.on.null.values': 'delete' },
    ['behavior.on.null.values'],
  ],
  [{ 'key.ignore': 'true', 'topic.key.ignore': 'a' }, ['key.ignore', 'topic.key.ignore']],
  [{ 'schema.ignore': 'true', 'topic.schema.ignore': 'a' }, ['schema.ignore', 'topic.schema.ignore']],
  [{ 'max.buffered.records': '9999' }, ['max.buffered.records', 'batch.size', 'max.in.flight.requests']],
  [{ 'proxy.username': 'u' }, ['proxy.username', 'proxy.host']],
  [{ 'proxy.host': 'h', 'proxy.username': 'u' }, ['proxy.username', 'proxy.password']],
  [{ 'elastic.https.ssl.truststore.location': '/a.pem' }, ['elastic.security.protocol']],
  [{ 'elastic.https.ssl.truststore.location': '/a.pem', 'elastic.security.protocol': 'SSL' }, []],
])('of Elasticsearch: keys that do not go together are blamed: %o', (config, keys) => {
  expect(keysOf(ofElasticsearch(config))).toEqual(keys)
})

const signed = {
  'aws.access_key_id': 'AKIA',
  'aws.secret_access_key': 'canary-secret',
  'aws.region': 'eu-west-1',
  'aws.service.signing.name': 'es',
}

it.each<readonly [Config, readonly string[]]>([
  [{}, []],
  [signed, []],
  [{ 'aws.access_key_id': 'AKIA' }, ['aws.secret_access_key', 'aws.region', 'aws.service.signing.name']],
  [{ ...signed, 'connection.username': 'u', 'connection.password': 'p' }, ['connection.username']],
  [{ ...signed, 'connection.url': 'a,b' }, ['connection.url']],
  [{ 'aws.region': 'eu-west-1', 'aws.service.signing.name': 'aoss' }, []],
  [{ 'existing.resource.type': 'index' }, ['topic.to.existing.resource.mapping']],
  [{ 'topic.to.existing.resource.mapping': 'a:b' }, ['existing.resource.type']],
  [{ 'data.stream.enabled': 'true', 'index.write.method': 'upsert' }, ['index.write.method']],
  [{ 'key.ignore': 'true', 'index.write.method': 'upsert' }, ['key.ignore.id.strategy']],
  [{ 'topic.key.ignore': 'a', 'index.write.method': 'upsert' }, ['key.ignore.id.strategy']],
  [{ 'key.ignore': 'true', 'index.write.method': 'upsert', 'key.ignore.id.strategy': 'record.key' }, []],
  [{ 'routing.type': 'value' }, ['routing.type.record.value.path']],
])('of OpenSearch: keys that do not go together are blamed: %o', (config, keys) => {
  expect(keysOf(ofOpensearch(config))).toEqual(keys)
})

it.each<readonly [Config, string]>([
  [{ 'connection.url': 'ftp://a' }, 'a URL is http://host:port or https://host:port'],
  [{ 'connection.url': '' }, 'no URL'],
  [{ 'behavior.on.null.values': 'drop' }, 'Value must be one of: [ignore, delete, fail]'],
  [{ 'data.stream.dataset': 'A' }, 'The specified dataset must be in all lowercase.'],
  [{ 'data.stream.namespace': 'a-b' }, 'must not contain any spaces or invalid characters'],
  [{ 'kerberos.keytab.path': '/a.keytab' }, 'Kerberos is not spoken here'],
  [{ 'batch.size': '0' }, 'Value must be at least 1'],
])('a value that is none is refused: %o', (config, message) => {
  expect(() => parseConfig(elasticsearchSink.config, { ...url, ...config })).toThrow(message)
})

it('shows no password that stands in a URL', () => {
  const config = { 'connection.url': 'http://u:canary-secret@host:9200' }
  expect(() => parseConfig(elasticsearchSink.config, config)).toThrow('do not belong into a URL')
  expect(() => parseConfig(elasticsearchSink.config, config)).not.toThrow('canary-secret')
})

it.each<readonly [string, readonly string[]]>([
  ['a:b,c:b', []],
  ['a:b,a:c', ['topic.index.map']],
  ['a', ['topic.index.map']],
])('a map of indices has one for a topic: %s', (map, keys) => {
  const config = parseConfig(aivenElasticsearchSink.config, { ...url, 'topic.index.map': map })
  expect(keysOf([...(aivenElasticsearchSink.validate?.(config) ?? [])])).toEqual(keys)
})
