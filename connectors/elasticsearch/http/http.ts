import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ConnectError } from '../../sdk/errors.ts'
import { limitConnecting, readBody } from '../../sdk/http.ts'
import type { ServerSettings } from '../settings.ts'

interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  readonly body: Buffer
}

/** Rejects when the server cannot be reached, does not answer in time or breaks off. */
export interface Http {
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Ends what is under way. */
  close(): void
}

// an answer to thousands of documents that are all refused has some MB
const MAX_BODY = 256 * 1024 * 1024

const unzip = promisify(gunzip)

const read = async (response: IncomingMessage): Promise<HttpAnswer> => {
  const whole = await readBody(response, MAX_BODY)
  const zipped = response.headers['content-encoding'] === 'gzip' && whole.length > 0
  return { status: response.statusCode ?? 0, body: zipped ? await unzip(whole) : whole }
}

const proxyUrl = ({ host, port, user }: NonNullable<ServerSettings['proxy']>): string => {
  const encode = encodeURIComponent
  const who = user === undefined ? '' : `${encode(user.name)}:${encode(user.password.reveal())}@`
  return `http://${who}${host}:${port}`
}

/** Whether Node's agents know of proxies: before, they would leave them out. */
const knowsProxies = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 24 || (major === 24 && minor >= 5)
}

const agentsOf = ({ tls, proxy, idleTimeout, urls }: ServerSettings) => {
  if (proxy !== undefined && !knowsProxies())
    throw new ConnectError('INVALID_CONFIG', `proxy.host needs Node 24.5, this is ${process.versions.node}`)
  const through = proxy === undefined ? undefined : proxyUrl(proxy)
  const options = {
    keepAlive: true,
    ...(through === undefined ? {} : { proxyEnv: { HTTP_PROXY: through, HTTPS_PROXY: through } }),
    ...(idleTimeout < 0 ? {} : { timeout: Math.max(idleTimeout, 1) }),
  }
  const secure = urls.some(url => url.protocol === 'https:')
  return { plain: new Agent(options), tls: new TlsAgent({ ...options, ...(secure ? tls() : {}) }) }
}

/** HTTP over connections that are kept; Node's own `fetch` takes no certificates of one's own. */
export const createHttp = (settings: ServerSettings): Http => {
  const { connectTimeout, readTimeout } = settings
  const agents = agentsOf(settings)
  const start = (url: URL, options: object): ClientRequest =>
    url.protocol === 'https:'
      ? tlsRequest(url, { ...options, agent: agents.tls })
      : request(url, { ...options, agent: agents.plain })
  return {
    send: ({ method, url, headers, body, signal }) =>
      new Promise((resolve, reject) => {
        const sent = start(url, { method, headers, signal, timeout: readTimeout })
        limitConnecting(sent, connectTimeout, url.protocol === 'https:' ? 'secureConnect' : 'connect')
        sent.once('timeout', () => sent.destroy(new Error(`no answer within ${readTimeout} ms`)))
        sent.once('error', reject)
        sent.once('response', response => read(response).then(resolve, reject))
        sent.end(body)
      }),
    close: () => {
      agents.plain.destroy()
      agents.tls.destroy()
    },
  }
}
