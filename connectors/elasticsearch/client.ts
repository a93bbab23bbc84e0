import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { ConnectError } from '../sdk/errors.ts'
import type { SinkContext } from '../sdk/sink.ts'
import type { Answer } from './contract.ts'
import { authorizing } from './http/authorize.ts'
import { createHosts } from './http/hosts.ts'
import { createHttp, type HttpAnswer } from './http/http.ts'
import { unreachable } from './http/unreachable.ts'
import { reasonIn } from './refusal.ts'
import type { Authentication, ServerSettings } from './settings.ts'

interface Exchange {
  readonly method: string
  /** with its query */
  readonly path: string
  readonly body?: Uint8Array
  readonly type?: 'application/json' | 'application/x-ndjson'
  /** whether it changes anything: then the lease is asked before */
  readonly write: boolean
}

export interface Client {
  /** One request to one server. Rejects with a ConnectError, which may pass, when there is no answer. */
  exchange(exchange: Exchange): Promise<HttpAnswer>
  /** aborted when nothing is to be sent any more */
  readonly signal: AbortSignal
  /** ms that an answer may take */
  readonly timeout: number
  /** Ends what is under way. */
  close(): void
}

type Bounds = Pick<SinkContext<unknown>, 'mayWrite' | 'callTimeout' | 'signal'>

const zip = promisify(gzip)

const places: Readonly<Record<Authentication['by'], string>> = {
  nothing: 'no credentials are configured, see connection.username and connection.password',
  basic: 'see connection.username and connection.password',
  'api key': 'see connection.api.key',
  bearer: 'see connection.bearer.token',
  signature: 'see the keys that begin with aws.',
}

/** The error of a server that does not know who asks. */
export const unauthenticated = ({ authentication }: ServerSettings, answer: Answer): ConnectError => {
  const text = reasonIn(answer)
  const why = text === '' ? '' : `: ${text}`
  const message = `Authentication failed: HTTP ${answer.status}${why}; ${places[authentication.by]}`
  return new ConnectError('EXTERNAL', message, { retriable: false })
}

export const parseAnswer = ({ status, body }: HttpAnswer): Answer => {
  try {
    return { status, body: JSON.parse(body.toString()) }
  } catch {
    return { status, body: undefined }
  }
}

/** A server's path before that of a request. */
const target = (url: URL, path: string) => new URL(`${url.origin}${url.pathname.replace(/\/$/, '')}${path}`)

/** Talks to the servers of one sink, for one slice. */
export const createClient = (settings: ServerSettings, bounds: Bounds): Client => {
  const http = createHttp(settings)
  // AWS is not known by the certificates of a search engine
  const aws = createHttp({ ...settings, tls: () => ({}) })
  const authorize = authorizing(settings.authentication, aws)
  const hosts = createHosts(settings.urls)
  const closing = new AbortController()
  const ended = AbortSignal.any([bounds.signal, closing.signal])

  const headersOf = ({ type }: Exchange, zipped: boolean, length: number | undefined) => ({
    accept: 'application/json',
    ...(length === undefined ? {} : { 'content-length': String(length) }),
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    ...(settings.compression ? { 'accept-encoding': 'gzip' } : {}),
  })

  const send = async (exchange: Exchange, to: URL, signal: AbortSignal): Promise<HttpAnswer> => {
    const { method, path, body: plain } = exchange
    const zipped = settings.compression && plain !== undefined
    const body = zipped ? await zip(plain, { level: constants.Z_BEST_SPEED }) : plain
    const url = target(to, path)
    const asked = { method, url, headers: headersOf(exchange, zipped, body?.length), body, signal }
    const headers = await authorize(asked)
    if (exchange.write && !bounds.mayWrite())
      throw new ConnectError('FENCED', 'The lease allows no further write')
    return http.send({ ...asked, headers })
  }

  return {
    exchange: async exchange => {
      const url = hosts.next()
      const timeout = AbortSignal.timeout(bounds.callTimeout)
      const signal = AbortSignal.any([ended, timeout])
      try {
        const answer = await send(exchange, url, signal)
        hosts.answered(url)
        return answer
      } catch (error) {
        ended.throwIfAborted()
        if (error instanceof ConnectError) throw error
        hosts.failed(url)
        throw unreachable(
          url,
          timeout.aborted ? new Error(`no answer within ${bounds.callTimeout} ms`) : error,
        )
      }
    },
    signal: ended,
    timeout: bounds.callTimeout,
    close: () => {
      closing.abort()
      http.close()
      aws.close()
    },
  }
}
