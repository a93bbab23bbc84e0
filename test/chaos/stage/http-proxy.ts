import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'

/** What becomes of a request: it is passed on; refused in the proxy; passed on, its answer lost; or neither, and never answered. */
export type Fate = 'passed' | 'refused' | 'unanswered' | 'stuck'

export interface HttpProxy {
  readonly endpoint: string
  /** what is asked about each request from now on */
  decide(fate: () => Fate): void
  /** how many were not passed */
  readonly hit: number
  close(): Promise<void>
}

export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** As DynamoDB says that it was asked too much. */
export const throttled: Refusal = {
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
    message: 'Rate of requests exceeds the allowed throughput.',
  }),
}

/** As S3 says that it has too much to do. */
export const slowDown: Refusal = {
  status: 503,
  headers: { 'content-type': 'application/xml' },
  body: '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
}

/** An HTTP proxy before `endpoint` for faults of single requests. */
export const httpProxy = async (endpoint: string, refusal: Refusal): Promise<HttpProxy> => {
  let hit = 0
  let fate: () => Fate = () => 'passed'
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse, answered: boolean) => {
    const { method, headers, url } = incoming
    const onward = httpRequest(new URL(url ?? '/', endpoint), { method, headers }, answer => {
      if (!answered) return void answer.resume().once('end', () => incoming.socket.destroy())
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.once('error', () => incoming.socket.destroy())
    incoming.pipe(onward)
  }
  const server = createServer((incoming, outgoing) => {
    const its = fate()
    if (its !== 'passed') hit++
    if (its === 'passed' || its === 'unanswered') return pass(incoming, outgoing, its === 'passed')
    incoming.resume()
    if (its === 'refused')
      incoming.once('end', () => outgoing.writeHead(refusal.status, refusal.headers).end(refusal.body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    decide: next => {
      fate = next
    },
    get hit() {
      return hit
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
