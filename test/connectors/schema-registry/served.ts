import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'

interface Asked {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly body: unknown
}

export type Answer = { readonly status: number; readonly body?: unknown } | 'silence' | 'reset'

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text === '' ? undefined : JSON.parse(text)
}

/** A server that answers what a test says, call by call; the last answer is repeated. */
export const serve = async (answers: readonly Answer[], tls?: ServerOptions) => {
  const asked: Asked[] = []
  const listener: RequestListener = async (request, response) => {
    const { method = '', url: path = '' } = request
    asked.push({ method, path, authorization: request.headers.authorization, body: await bodyOf(request) })
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? { status: 500 }
    if (answer === 'silence') return
    if (answer === 'reset') {
      request.socket.destroy()
      return
    }
    const { status, body } = answer
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}))
  }
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    asked,
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  }
}
