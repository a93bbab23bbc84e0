import { createConnection } from 'node:net'

/** ms */
const TIMEOUT = 2_000
const CODE = 80_877_102

/** How the server knows a session. */
export interface SessionKey {
  readonly host: string
  readonly port: number
  readonly processID: number | null
  readonly secretKey: number | null
}

/**
 * Asks the server to end what a session runs, as it does not notice that a client is gone before it has rows to send.
 * Nothing is answered, and nobody waits. https://www.postgresql.org/docs/current/protocol-flow.html
 */
export const requestCancel = ({ host, port, processID, secretKey }: SessionKey): void => {
  if (processID === null || secretKey === null) return
  const request = Buffer.alloc(16)
  for (const [i, word] of [16, CODE, processID, secretKey].entries()) request.writeInt32BE(word, i * 4)
  const socket = createConnection({ host, port })
  socket.setTimeout(TIMEOUT, () => socket.destroy())
  socket.on('error', () => {})
  socket.unref()
  socket.end(request)
}
