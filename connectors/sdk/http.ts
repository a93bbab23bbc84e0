import type { ClientRequest, IncomingMessage } from 'node:http'

/** The body of an answer, of `most` bytes; rejects when it has more. */
export const readBody = async (response: IncomingMessage, most: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    size += (chunk as Buffer).length
    if (size > most) throw new Error(`the answer has more than ${most} bytes`)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

/** Ends a request that has no connection after `timeout` ms; 0: any time. `event`: of the socket, when it has one. */
export const limitConnecting = (
  sent: ClientRequest,
  timeout: number,
  event: 'connect' | 'secureConnect',
): void => {
  if (timeout === 0) return
  sent.once('socket', socket => {
    if (!socket.connecting) return
    const timer = setTimeout(() => sent.destroy(new Error(`no connection within ${timeout} ms`)), timeout)
    const stop = () => clearTimeout(timer)
    socket.once(event, stop)
    sent.once('close', stop)
  })
}
