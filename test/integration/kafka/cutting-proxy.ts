import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy that can cut what goes through it. */
export interface CuttingProxy {
  readonly port: number
  /** where connections lead from now on */
  lead(port: number): void
  /** ends all connections at once, in the middle of whatever they carry; how many there were */
  cut(): number
  /** keeps connections open but carries nothing more; new ones work */
  freeze(): void
  close(): Promise<void>
}

export const cuttingProxy = async (): Promise<CuttingProxy> => {
  const sockets = new Set<Socket>()
  let target = 0
  const server = createServer(client => {
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
    client.pipe(upstream).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const cut = () => {
    const count = sockets.size
    for (const socket of sockets) socket.resetAndDestroy()
    return count
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    lead: port => {
      target = port
    },
    cut,
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause()
    },
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
