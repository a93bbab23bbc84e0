import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface PassedRequest {
  readonly method: string
  /** as it came: `/2015-03-31/functions/arn%3A…?Qualifier=1` */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface PassedAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface PassThrough {
  readonly endpoint: string
  close(): Promise<void>
}

const read = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** With the request's own `host`: it is part of what was signed. */
export const forward = (
  endpoint: string,
  { method, path, headers, body }: PassedRequest,
): Promise<PassedAnswer> =>
  new Promise((resolve, reject) => {
    const { 'transfer-encoding': _, connection: __, ...kept } = headers
    const sent = request(`${endpoint}${path}`, {
      method,
      headers: { ...kept, 'content-length': body.length },
    })
    sent.on('error', reject)
    sent.on('response', response => {
      const { statusCode: status = 502, headers: answered } = response
      read(response).then(got => resolve({ status, headers: answered, body: got }), reject)
    })
    sent.end(body)
  })

/** An HTTP server on this machine whose requests are answered by `answer`. */
export const startPassThrough = async (
  answer: (request: PassedRequest) => Promise<PassedAnswer>,
): Promise<PassThrough> => {
  const server = createServer(async (incoming, response) => {
    const { method = 'GET', url: path = '/', headers } = incoming
    try {
      const {
        status,
        headers: answered,
        body,
      } = await answer({
        method,
        path,
        headers,
        body: await read(incoming),
      })
      const { 'transfer-encoding': _, connection: __, ...kept } = answered
      response.writeHead(status, { ...kept, 'content-length': body.length }).end(body)
    } catch (error) {
      response.writeHead(502).end(String(error))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
