import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

export interface HttpOptions {
  /** The function that API Gateway would call. */
  readonly handle: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>
  readonly host: string
  /** 0: any that is free */
  readonly port: number
}

export interface HttpServer {
  readonly port: number
  /** Takes no more requests, and resolves when those under way are answered, or cut off after `grace` ms. */
  close(grace?: number): Promise<void>
}

const maxBody = 1024 * 1024

const send = (response: ServerResponse, result: APIGatewayProxyStructuredResultV2) => {
  const { statusCode = 200, headers = {}, body = '', isBase64Encoded } = result
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value))
  if (statusCode !== 204) response.setHeader('content-length', bytes.length)
  response.writeHead(statusCode)
  response.end(response.req.method === 'HEAD' || statusCode === 204 ? undefined : bytes)
}

const refusal = (status: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': 'application/json', connection: 'close' },
  body: JSON.stringify({ error_code: status, message }),
})

/** `undefined` when it is too long. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > maxBody) {
      // dropped as it comes, so that the client gets to read the answer
      request.resume()
      return undefined
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const joined = (entries: Iterable<readonly [string, string]>): Record<string, string> => {
  const values = new Map<string, string>()
  for (const [name, value] of entries) {
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(values)
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  joined(Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(',') ?? '']))

/** The event as API Gateway makes it: the path decoded, repeated parameters joined with commas. */
const eventOf = (request: IncomingMessage, path: string, body: Buffer): APIGatewayProxyEventV2 => {
  const [, query = ''] = (request.url ?? '').split(/\?(.*)/s)
  const headers = headersOf(request)
  const now = new Date()
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers,
    queryStringParameters: joined(new URLSearchParams(query)),
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: crypto.randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: true,
    body: body.toString('base64'),
  }
}

/** `undefined` when it cannot be told what is meant. */
const decodedPath = (url: string): string | undefined => {
  const [path = ''] = url.split('?')
  if (!path.startsWith('/') || /%2f/i.test(path)) return undefined
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

const answer = async (
  handle: HttpOptions['handle'],
  request: IncomingMessage,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const path = decodedPath(request.url ?? '')
  if (path === undefined) return refusal(400, `The path ${request.url} is malformed`)
  const body = await readBody(request)
  if (body === undefined) return refusal(413, `The body is too large, at most ${maxBody} bytes are allowed`)
  try {
    return await handle(eventOf(request, path, body))
  } catch (error) {
    return refusal(500, error instanceof Error ? error.message : String(error))
  }
}

const listen = async (server: Server, { host, port }: HttpOptions): Promise<void> => {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!inUse) throw error
    throw new Error(
      `Port ${port} on ${host} is in use; another one is set with listeners=http://${host}:<port>`,
      {
        cause: error,
      },
    )
  }
}

/** Serves a handler of HTTP events, as API Gateway does, on this machine. */
export const serveHttp = async (options: HttpOptions): Promise<HttpServer> => {
  const server = createServer((request, response) => {
    answer(options.handle, request).then(
      result => send(response, result),
      // the client went away while it was sending
      () => response.destroy(),
    )
  })
  await listen(server, options)
  return {
    port: (server.address() as AddressInfo).port,
    close: async (grace = 2_000) => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const cut = setTimeout(() => server.closeAllConnections(), grace)
      await closed
      clearTimeout(cut)
    },
  }
}
