import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { openElasticsearch, openOpensearch, order } from './opened-sink.ts'
import { type Asked, scriptedSearch } from './scripted-search.ts'

type Config = Readonly<Record<string, string>>

/** The `_bulk` request that a configuration sends. */
const sent = async (config: Config, open = openElasticsearch): Promise<Asked | undefined> => {
  await using server = await scriptedSearch()
  const sink = await open({ 'connection.url': server.url, ...config })
  await sink.writeAll([order(1, 'a')])
  await sink.close()
  return server.asked.find(({ path }) => path.endsWith('/_bulk'))
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

it('says who asks', async () => {
  const user = { 'connection.username': 'elastic', 'connection.password': 'sécret' }
  expect((await sent(user))?.headers.authorization).toBe(basic('elastic:sécret'))
  expect((await sent({ 'connection.api.key': 'abc=' }))?.headers.authorization).toBe('ApiKey abc=')
  expect((await sent({ 'connection.bearer.token': 'tok' }))?.headers.authorization).toBe('Bearer tok')
  expect((await sent({}))?.headers.authorization).toBeUndefined()
})

it('signs requests for AWS, with the hash of the body', async () => {
  const asked = await sent(
    {
      'aws.access_key_id': 'AKIDEXAMPLE',
      'aws.secret_access_key': 'canary-secret',
      'aws.region': 'eu-west-1',
      'aws.service.signing.name': 'aoss',
    },
    openOpensearch,
  )
  expect(asked?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/aoss\/aws4_request, SignedHeaders=accept;content-length;content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
  )
  expect(asked?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/)
})

it('tells which keys to look at when it is not let in, and no secret', async () => {
  await using server = await scriptedSearch(({ path }) => (path === '/_bulk' ? { status: 401 } : undefined))
  const user = { 'connection.username': 'elastic', 'connection.password': 'canary-secret' }
  const sink = await openElasticsearch({ 'connection.url': server.url, ...user })
  const error: unknown = await sink.writeAll([order(1, 'a')]).catch(reason => reason)
  expect(error).toMatchObject({
    retriable: false,
    message: 'Authentication failed: HTTP 401; see connection.username and connection.password',
  })
  await sink.close()
})

it('compresses', async () => {
  const asked = await sent({ 'connection.compression': 'true' })
  expect(asked?.headers['content-encoding']).toBe('gzip')
  expect(asked?.body).toContain('"_id":"a"')
})

it('keeps the path of a URL, and its connections', async () => {
  await using server = await scriptedSearch(({ path }) =>
    path.startsWith('/search/') ? undefined : { status: 500 },
  )
  const sink = await openElasticsearch({ 'connection.url': `${server.url}/search/`, 'max.retries': '0' })
  await sink.write([order(1, 'a')])
  await expect(sink.flush({ end: true })).rejects.toThrow('not that of a _bulk request')
  expect(server.asked.map(({ path }) => path)).toEqual(['/search/orders/_mapping', '/search/_bulk'])
  expect(server.asked[0]?.headers.connection).toBe('keep-alive')
  await sink.close()
})

it('goes through a proxy that wants to know who asks', async () => {
  await using server = await scriptedSearch()
  const through: (string | undefined)[] = []
  const proxy = createServer((asked, response) => {
    through.push(asked.headers['proxy-authorization'])
    const onward = request(asked.url ?? '', { method: asked.method, headers: asked.headers }, answer => {
      response.statusCode = answer.statusCode ?? 0
      answer.pipe(response)
    })
    asked.pipe(onward)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const sink = await openElasticsearch({
    'connection.url': server.url,
    'proxy.host': '127.0.0.1',
    'proxy.port': String((proxy.address() as AddressInfo).port),
    'proxy.username': 'me',
    'proxy.password': 'p@ss',
  })
  await sink.writeAll([order(1, 'a')])
  await sink.close()
  proxy.closeAllConnections()
  proxy.close()
  expect(server.bulks()).toHaveLength(1)
  expect(new Set(through)).toEqual(new Set([basic('me:p@ss')]))
})
