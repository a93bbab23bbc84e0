import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  maxHeaderSize,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { decodedPath, httpEvent, rawPath } from './http-event.ts'

/** A request that was answered. */
export interface Answered {
  readonly request: IncomingMessage
  /** as it came, without its query */
  readonly path: string
  readonly status: number
  /** ms */
  readonly latency: number
}

export interface HttpOptions {
  /** The function that API Gateway would call. */
  readonly handle: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>
  readonly host: string
  /** 0: any that is free */
  readonly port: number
  /** absent: plain HTTP */
  readonly tls?: ServerOptions
  readonly answered?: (answered: Answered) => void
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

const errorText = (status: number, message: string) => JSON.stringify({ error_code: status, message })

const refusal = (status: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': 'application/json', connection: 'close' },
  body: errorText(status, message),
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

const answer = async (
  { handle, tls }: HttpOptions,
  request: IncomingMessage,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const path = decodedPath(rawPath(request))
  if (path === undefined) return refusal(400, `The path ${rawPath(request)} is malformed`)
  const body = await readBody(request)
  if (body === undefined) return refusal(413, `The body is too large, at most ${maxBody} bytes are allowed`)
  try {
    return await handle(httpEvent(request, { scheme: tls === undefined ? 'http' : 'https', path, body }))
  } catch (error) {
    return refusal(500, error instanceof Error ? error.message : String(error))
  }
}

const unread: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    `The headers are too large, at most ${maxHeaderSize} bytes are allowed`,
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come in time'],
}

/** Answers what cannot be read as a request, and so has none of the above. */
const refuseUnread = (error: Error & { readonly code?: string }, socket: Duplex) => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, message] = unread[error.code ?? ''] ?? ['400 Bad Request', 'This is no HTTP request']
  const body = errorText(Number.parseInt(status, 10), message)
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

const listen = async (server: Server, { host, port, tls }: HttpOptions): Promise<void> => {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!inUse) throw error
    const url = `${tls === undefined ? 'http' : 'https'}://${host}:<port>`
    throw new Error(`Port ${port} on ${host} is in use; another one is set with listeners=${url}`, {
      cause: error,
    })
  }
}

/** Serves a handler of HTTP events, as API Gateway does, on this machine. */
export const serveHttp = async (options: HttpOptions): Promise<HttpServer> => {
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const start = performance.now()
    try {
      const result = await answer(options, request)
      // closing would wait for a client that keeps its connection for more
      response.shouldKeepAlive &&= server.listening
      send(response, result)
    } catch {
      // the client went away while it was sending
      response.destroy()
    }
    const latency = Math.round(performance.now() - start)
    options.answered?.({ request, path: rawPath(request), status: response.statusCode, latency })
  }
  const server = options.tls === undefined ? createServer(take) : createTlsServer(options.tls, take)
  server.on('clientError', refuseUnread)
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
