import { createConnection, createServer, type Server } from 'node:net'

const listen = (port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })

const portOf = (server: Server) => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const close = (server: Server) => new Promise(resolve => server.close(resolve))

/** Ports that nobody listens on: different ones, for all are held until the last is found. */
export const freePorts = async (count: number, host = '127.0.0.1'): Promise<readonly number[]> => {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, host)))
  const ports = servers.map(portOf)
  await Promise.all(servers.map(close))
  return ports
}

export const isPortFree = async (port: number, host = '127.0.0.1'): Promise<boolean> => {
  try {
    await close(await listen(port, host))
    return true
  } catch {
    return false
  }
}

/** Whether somebody accepts connections there. */
export const accepts = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  new Promise(resolve => {
    const socket = createConnection({ port, host })
    const settle = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => settle(true)).once('error', () => settle(false))
  })
