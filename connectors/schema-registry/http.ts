import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import { limitConnecting, readBody } from '../sdk/http.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface HttpResponse {
  readonly status: number
  readonly body: string
}

interface HttpOptions {
  readonly tls: ConnectionOptions
  /** ms; 0: any time */
  readonly connectTimeout: number
  readonly readTimeout: number
}

/** Rejects when the server cannot be reached, does not answer in time or breaks off. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>

// a schema is much smaller; what is larger is something else
const MAX_BODY = 16 * 1024 * 1024

const read = async (response: IncomingMessage): Promise<HttpResponse> => {
  const body = await readBody(response, MAX_BODY)
  return { status: response.statusCode ?? 0, body: body.toString() }
}

/** HTTP over connections that are kept: Node's own `fetch` takes no certificates of one's own. */
export const createHttp = ({ tls, connectTimeout, readTimeout }: HttpOptions): Http => {
  const agents = {
    'http:': new Agent({ keepAlive: true }),
    'https:': new TlsAgent({ ...tls, keepAlive: true }),
  }
  const start = (url: URL, options: object): ClientRequest =>
    url.protocol === 'https:'
      ? tlsRequest(url, { ...options, agent: agents['https:'] })
      : request(url, { ...options, agent: agents['http:'] })
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = start(url, { method, headers, timeout: readTimeout })
      limitConnecting(sent, connectTimeout, url.protocol === 'https:' ? 'secureConnect' : 'connect')
      sent.once('timeout', () => sent.destroy(new Error(`no answer within ${readTimeout} ms`)))
      sent.once('error', reject)
      sent.once('response', response => read(response).then(resolve, reject))
      sent.end(body)
    })
}
