import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'

/** An HTTP proxy before `endpoint` that passes every request on and cuts the connection instead of the next `lose(n)` answers. */
export const answerLosingProxy = async (endpoint: string) => {
  let toLose = 0
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming
    const onward = httpRequest(new URL(url ?? '/', endpoint), { method, headers }, answer => {
      if (toLose > 0) {
        toLose--
        answer.resume().once('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.once('error', () => incoming.socket.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    lose: (answers: number) => {
      toLose = answers
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
