import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A search engine behind basic authentication; the user is `elastic`. */
export interface GuardedServer extends AsyncDisposable {
  readonly url: string
  /** the password that it wants from now on */
  password: string
}

export const guardedServer = async (url: string, password: string): Promise<GuardedServer> => {
  const guarded = { password }
  const server = createServer((asked, response) => {
    const wanted = `Basic ${Buffer.from(`elastic:${guarded.password}`).toString('base64')}`
    if (asked.headers.authorization !== wanted) {
      asked.resume()
      response.writeHead(401).end('Unauthorized')
      return
    }
    const { method, headers } = asked
    const onward = request(new URL(asked.url ?? '', url), { method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      answer.pipe(response)
    })
    asked.pipe(onward)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(guarded, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  })
}
