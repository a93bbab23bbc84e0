import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** A TCP proxy: what leads through it can be slow, cut or gone. */
export interface TcpProxy {
  readonly port: number
  lead(port: number): void
  /** ends all connections in the middle of whatever they carry; how many there were */
  cut(): number
  /** `false`: carries nothing, neither on old connections nor on new ones, which nobody refuses either */
  pass(open: boolean): void
  /** ms that each piece takes, both ways */
  delay(ms: number): void
  close(): Promise<void>
}

export const tcpProxy = async (): Promise<TcpProxy> => {
  const sockets = new Set<Socket>()
  const held = new Set<() => void>()
  let [target, delay, open] = [0, 0, true]
  const whenOpen = (then: () => void) => {
    if (open) then()
    else held.add(then)
  }
  /** pieces keep their order */
  const way = () =>
    new Transform({
      transform: (piece, _, done) =>
        whenOpen(() => {
          if (delay === 0) done(null, piece)
          else setTimeout(done, delay, null, piece)
        }),
    })
  const server = createServer(client => {
    sockets.add(client)
    client.on('error', () => {}).on('close', () => sockets.delete(client))
    whenOpen(() => {
      if (client.destroyed) return
      const upstream = connect(target, '127.0.0.1')
      sockets.add(upstream)
      upstream.on('error', () => {}).on('close', () => sockets.delete(upstream))
      client.on('close', () => upstream.destroy())
      upstream.on('close', () => client.destroy())
      client.pipe(way()).pipe(upstream).pipe(way()).pipe(client)
    })
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
    pass: now => {
      open = now
      if (!open) return
      for (const then of held) then()
      held.clear()
    },
    delay: ms => {
      delay = ms
    },
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
