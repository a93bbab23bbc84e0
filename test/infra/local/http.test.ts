import { connect } from 'node:net'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { afterEach, describe, expect, test } from 'vitest'
import { type HttpOptions, type HttpServer, serveHttp } from '../../../infra/local/http.ts'

const open: HttpServer[] = []

const serve = async (handle: HttpOptions['handle']) => {
  const server = await serveHttp({ handle, host: '127.0.0.1', port: 0 })
  open.push(server)
  return { ...server, url: `http://127.0.0.1:${server.port}` }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close(0)))
})

/** A server that notes the events it gets. */
const noting = async () => {
  const events: APIGatewayProxyEventV2[] = []
  const server = await serve(async event => {
    events.push(event)
    return { statusCode: 201, headers: { 'x-mark': 'a' }, body: 'ünt' }
  })
  return { ...server, events }
}

/** Sends bytes as they are and resolves to all that comes back. */
const raw = async (port: number, text: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.end(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('a server for HTTP events', () => {
  test('hands requests over as API Gateway does', async () => {
    const { url, events } = await noting()
    const response = await fetch(`${url}/connectors/a%20b%25/config?x=1&x=2&y=%2F`, {
      method: 'PUT',
      body: 'naïve',
      headers: { 'X-Two': 'b' },
    })
    expect([response.status, response.headers.get('x-mark'), await response.text()]).toEqual([
      201,
      'a',
      'ünt',
    ])
    expect(events).toMatchObject([
      {
        version: '2.0',
        rawPath: '/connectors/a b%25/config',
        rawQueryString: 'x=1&x=2&y=%2F',
        queryStringParameters: { x: '1,2', y: '/' },
        headers: { 'x-two': 'b', host: url.slice('http://'.length) },
        requestContext: { http: { method: 'PUT', path: '/connectors/a b%25/config', sourceIp: '127.0.0.1' } },
        isBase64Encoded: true,
        body: Buffer.from('naïve').toString('base64'),
      },
    ])
  })

  test('HEAD and 204 have no body', async () => {
    const { url } = await noting()
    expect(await (await fetch(url, { method: 'HEAD' })).text()).toBe('')
    const empty = await serve(async () => ({ statusCode: 204, headers: {}, body: '' }))
    const response = await fetch(empty.url, { method: 'DELETE' })
    expect([response.status, response.headers.get('content-length')]).toEqual([204, null])
  })

  test('a handler that fails is an error of the server', async () => {
    const { url } = await serve(() => Promise.reject(new Error('broken')))
    const response = await fetch(url)
    expect([response.status, await response.json()]).toEqual([500, { error_code: 500, message: 'broken' }])
  })

  test('a body that is too large is refused', async () => {
    const { url, events } = await noting()
    const response = await fetch(url, { method: 'POST', body: Buffer.alloc(1024 * 1024 + 1) })
    expect([response.status, await response.json()]).toEqual([
      413,
      { error_code: 413, message: 'The body is too large, at most 1048576 bytes are allowed' },
    ])
    expect(events).toEqual([])
  })

  test.each(['/connectors/a%2Fb', '/connectors/%zz', '*'])('the path %s is refused', async path => {
    const { port, events } = await noting()
    const answer = await raw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toContain(`The path ${path} is malformed`)
    expect(answer.startsWith('HTTP/1.1 400')).toBe(true)
    expect(events).toEqual([])
  })

  test.each([
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ['what is no HTTP', 'hello\r\n\r\n', 400],
    ['a method that nobody knows', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ])('%s: refused like everything else', async (_, text, status) => {
    const { port, events } = await noting()
    const [head = '', body = ''] = (await raw(port, text)).split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(body)).toEqual({ error_code: status, message: expect.any(String) })
    expect(events).toEqual([])
  })

  test('every answer is noted, without the query', async () => {
    const noted: unknown[] = []
    const server = await serveHttp({
      handle: async () => ({ statusCode: 204 }),
      host: '127.0.0.1',
      port: 0,
      answered: ({ path, status }) => noted.push([path, status]),
    })
    open.push(server)
    const url = `http://127.0.0.1:${server.port}`
    await fetch(`${url}/a%20b?password=secret`)
    await fetch(`${url}/a%2Fb?password=secret`)
    expect(noted).toEqual([
      ['/a%20b', 204],
      ['/a%2Fb', 400],
    ])
  })

  test('a port in use is told in one line', async () => {
    const { port } = await noting()
    const second = serveHttp({ handle: async () => ({ statusCode: 200 }), host: '127.0.0.1', port })
    await expect(second).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use; another one is set with listeners=http://127.0.0.1:<port>`,
    )
  })

  test('closing waits for answers under way and takes no more', async () => {
    const called = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const { url, close } = await serve(async () => {
      called.resolve()
      await finish.promise
      return { statusCode: 200, body: 'late' }
    })
    const response = fetch(url)
    await called.promise
    const closed = close(10_000)
    await expect(fetch(url)).rejects.toThrow()
    finish.resolve()
    expect(await (await response).text()).toBe('late')
    await closed
  })

  test('closing cuts off what takes too long', async () => {
    const called = Promise.withResolvers<void>()
    const { url, close } = await serve(() => {
      called.resolve()
      return new Promise(() => {})
    })
    const cut = expect(fetch(url)).rejects.toThrow()
    await called.promise
    await close(50)
    await cut
  })
})
