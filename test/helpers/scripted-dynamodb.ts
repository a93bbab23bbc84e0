import { once } from 'node:events'
import { createServer } from 'node:http'

/** What the server does with one request. */
export type Reply =
  | { readonly status: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'cut'

export interface ReceivedRequest {
  readonly operation: string
  readonly body: Record<string, unknown>
}

/** DynamoDB's answer to a request that it does not fulfil. */
export const exception = (name: string, more: object = {}): Reply => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name} as scripted`, ...more },
})

export const success = (body: object = {}): Reply => ({ status: 200, body })

/** A server that answers as the script says; its last line is for all further requests. */
export const scriptedDynamoDb = async (...script: readonly Reply[]) => {
  const requests: ReceivedRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const reply = script[Math.min(requests.length, script.length - 1)] ?? 'hang'
    requests.push({
      operation: String(request.headers['x-amz-target']).replace(/^.*\./, ''),
      body: JSON.parse(Buffer.concat(chunks).toString()),
    })
    if (reply === 'cut') request.socket.destroy()
    else if (reply !== 'hang') {
      response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.0', ...reply.headers })
      response.end(JSON.stringify(reply.body))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
