import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createProxy } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openElasticsearch, openOpensearch, order } from './opened-sink.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

/** A search engine that every `_bulk` succeeds on, with a certificate that it signed itself. */
const serveTls = async (files: { readonly key: string; readonly cert: string }): Promise<Server> => {
  const pem = { key: readFileSync(files.key), cert: readFileSync(files.cert) }
  const server = createServer(pem, (asked, response) => {
    asked.resume().on('end', () => response.end('{"took":1,"errors":false,"items":[]}'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

describe.runIf(hasOpenssl)('TLS', () => {
  const dir = mkdtempSync(join(tmpdir(), 'search-tls-'))
  const files = { key: join(dir, 'key.pem'), cert: join(dir, 'cert.pem') }
  let server: Server
  let url: string
  beforeAll(async () => {
    const name = ['-subj', '/CN=search', '-addext', 'subjectAltName=IP:127.0.0.1']
    const out = ['-keyout', files.key, '-out', files.cert]
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...out],
      {
        stdio: 'ignore',
      },
    )
    server = await serveTls(files)
    url = `https://127.0.0.1:${portOf(server)}`
  })
  afterAll(() => {
    server?.closeAllConnections()
    server?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const trusting = () => ({
    'connection.url': url,
    'elastic.security.protocol': 'SSL',
    'elastic.https.ssl.truststore.location': files.cert,
    'max.retries': '0',
  })

  it('trusts the certificates of the configuration alone', async () => {
    const sink = await openElasticsearch(trusting())
    await sink.writeAll([order(1, 'a')])
    await sink.close()
    const other = await openElasticsearch({ 'connection.url': url, 'max.retries': '0' })
    await expect(other.writeAll([order(1, 'a')])).rejects.toThrow(
      `${url} cannot be reached: self-signed certificate`,
    )
    await other.close()
  })

  it('trusts all that it is told to', async () => {
    const config = { 'connection.url': url, 'connection.trust.all.certificates': 'true' }
    const sink = await openOpensearch(config)
    await sink.writeAll([order(1, 'a')])
    await sink.close()
  })

  it('goes through the tunnel of a proxy', async () => {
    const asked: (string | undefined)[] = []
    const proxy = createProxy()
    proxy.on('connect', ({ url: target = '', headers }, client, head) => {
      asked.push(target, headers['proxy-authorization'])
      const [host, port] = target.split(':')
      const onward = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        onward.write(head)
        onward.pipe(client).pipe(onward)
      })
      client.on('error', () => onward.destroy())
    })
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
    const sink = await openElasticsearch({
      ...trusting(),
      'proxy.host': '127.0.0.1',
      'proxy.port': String(portOf(proxy)),
      'proxy.username': 'me',
      'proxy.password': 'secret',
    })
    await sink.writeAll([order(1, 'a')])
    await sink.close()
    proxy.closeAllConnections()
    proxy.close()
    expect(asked[0]).toBe(url.slice('https://'.length))
    expect(asked[1]).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`)
  })
})
