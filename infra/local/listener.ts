import type { Access } from './access-log.ts'
import { type HttpOptions, type HttpServer, serveHttp } from './http.ts'
import type { RestAccess } from './rest-access.ts'

interface ListenerOptions {
  readonly access: RestAccess
  readonly log: (access: Access) => void
  readonly handle: HttpOptions['handle']
}

const defaultPort = 8083

/** Serves the REST API at a URL. */
export const listen = (url: string, { access, log, handle }: ListenerOptions): Promise<HttpServer> => {
  const { protocol, hostname, port } = new URL(url)
  return serveHttp({
    handle,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || defaultPort),
    ...(protocol === 'https:' && access.tls && { tls: access.tls }),
    answered: ({ request, path, status, latency }) =>
      log({
        time: new Date().toISOString(),
        caller: access.authenticate?.(request.headers.authorization) ?? null,
        sourceIp: request.socket.remoteAddress ?? '',
        method: request.method ?? '',
        path,
        status,
        latency,
      }),
  })
}
