import { expect, it } from 'vitest'
import { elasticsearchSink } from '../../../connectors/elasticsearch/elasticsearch-sink.ts'
import { opensearchSink } from '../../../connectors/elasticsearch/opensearch-sink.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { UNREACHABLE } from '../../../connectors/sdk/problem.ts'
import { probed } from '../../helpers/probed.ts'
import { type Script, scriptedSearch } from './scripted-search.ts'

type Config = Readonly<Record<string, string>>

const probe = async (script: Script, config: Config = {}) => {
  await using server = await scriptedSearch(script)
  const parsed = parseConfig(elasticsearchSink.config, { 'connection.url': server.url, ...config })
  const found = await probed(elasticsearchSink.probe?.(parsed, { signal: AbortSignal.timeout(5_000) }))
  return { found, asked: server.asked }
}

const elasticsearch =
  (number: string): Script =>
  ({ path }) =>
    path === '/' ? { status: 200, body: { version: { number } } } : undefined

const onBlocks =
  (blocks: object): Script =>
  ({ path }) =>
    path.startsWith('/_cluster/state/blocks') ? { status: 200, body: { blocks } } : undefined

const user = { 'connection.username': 'elastic', 'connection.password': 'canary-secret' }
const mapped = (type: string) => ({
  'external.resource.usage': type,
  'topic.to.external.resource.mapping': 'orders:shop',
})

it('finds nothing wrong with a server that answers, and only reads', async () => {
  const { found, asked } = await probe(() => undefined)
  expect(found).toEqual([])
  expect(asked.every(({ method }) => method === 'GET' || method === 'HEAD')).toBe(true)
  for (const number of ['7.17.28', '8.19.3', '9.2.0'])
    expect(
      (await probe(elasticsearch(number), { 'data.stream.type': 'logs', 'data.stream.dataset': 'a' })).found,
    ).toEqual([])
})

it('finds a server that is too old', async () => {
  expect((await probe(elasticsearch('6.8.23'))).found).toEqual([
    [
      'connection.url',
      'Connector version 0.1.0 is not compatible with Elasticsearch version 6.8.23. Elasticsearch version must be at least 7.0.0.',
    ],
  ])
  const streams = { 'data.stream.type': 'logs', 'data.stream.dataset': 'a' }
  expect((await probe(elasticsearch('7.8.1'), streams)).found.map(([key]) => key)).toEqual([
    'connection.url',
    'data.stream.type',
  ])
})

it('finds what cannot be reached, and tells no more of what is no search engine', async () => {
  const away = parseConfig(elasticsearchSink.config, { 'connection.url': 'http://127.0.0.1:1' })
  const signal = AbortSignal.timeout(5_000)
  expect(await probed(elasticsearchSink.probe?.(away, { signal }))).toEqual([['connection.url', UNREACHABLE]])
  const other = await probe(({ path }) => (path === '/' ? { status: 200, body: '<html>' } : undefined))
  expect(other.found).toEqual([['connection.url', UNREACHABLE]])
})

it('finds a wrong password', async () => {
  const { found } = await probe(() => ({ status: 401, body: 'Unauthorized' }), user)
  const message = 'The server does not accept these credentials'
  expect(found).toEqual([
    ['connection.username', message],
    ['connection.password', message],
  ])
  expect((await probe(() => ({ status: 401 }))).found).toEqual([
    ['connection.username', 'The server wants to know who asks: no credentials are configured'],
  ])
})

it('warns where it may not look', async () => {
  const { found } = await probe(() => ({ status: 403, body: {} }), { ...user, ...mapped('INDEX') })
  expect(found.map(([key, , severity]) => [key, severity])).toEqual([
    ['connection.username', 'warning'],
    ['topic.to.external.resource.mapping', 'warning'],
  ])
})

it('finds a cluster that is read-only, and one whose disks are full', async () => {
  const global = { 6: { description: 'cluster read-only (api)' } }
  expect((await probe(onBlocks({ global }))).found).toEqual([
    ['connection.url', 'The cluster takes no writes (cluster read-only (api)); remove cluster.blocks.*'],
  ])
  const noIndices = { 10: { description: 'cluster create-index blocked (api)', levels: ['create_index'] } }
  expect((await probe(onBlocks({ global: noIndices }))).found).toEqual([
    ['connection.url', expect.stringContaining('No index can be created'), 'warning'],
  ])
  const full = { logs: { 12: { description: 'disk usage exceeded flood-stage watermark' } } }
  expect((await probe(onBlocks({ indices: full }))).found).toEqual([
    ['connection.url', expect.stringContaining('The disks of the cluster are full'), 'warning'],
  ])
})

it('finds resources that are not there, and blocks of those that are', async () => {
  const missing: Script = ({ path }) => (path.includes('shop') ? { status: 404 } : undefined)
  for (const [type, kind, path] of [
    ['INDEX', 'index', '/shop'],
    ['DATASTREAM', 'data stream', '/_data_stream/shop'],
    ['ALIAS_INDEX', 'alias', '/_alias/shop'],
  ] as const) {
    const { found, asked } = await probe(missing, mapped(type))
    expect(found).toEqual([['topic.to.external.resource.mapping', `The ${kind} 'shop' does not exist`]])
    expect(asked.map(each => each.path)).toContain(path)
  }
  const indices = { shop: { 8: { description: 'index write (api)' } } }
  expect((await probe(onBlocks({ indices }), mapped('INDEX'))).found).toEqual([
    ['topic.to.external.resource.mapping', expect.stringContaining('index write (api)'), 'warning'],
  ])
})

it('finds a store of Java, and says how to convert it', async () => {
  const config = parseConfig(opensearchSink.config, {
    'connection.url': 'https://127.0.0.1:1',
    'connection.ssl.truststore.location': import.meta.filename,
  })
  const found = await probed(opensearchSink.probe?.(config, { signal: AbortSignal.timeout(5_000) }))
  expect(found).toEqual([
    ['connection.ssl.truststore.location', expect.stringContaining('"keytool -exportcert -rfc" convert')],
  ])
})
