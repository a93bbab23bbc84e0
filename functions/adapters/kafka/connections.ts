import type { BrokerConnection, ConnectionSettings } from './broker-connection.ts'
import { openConnection } from './broker-connection.ts'
import { isLoginRefused } from './kafka-error.ts'

/** Connections by address, made when asked for and made anew when they are not usable any more. */
export interface Connections {
  to(address: string): Promise<BrokerConnection>
  close(): void
}

/** Once more when what it logged in with is out of date. */
const openLoggedIn = async (address: string, settings: ConnectionSettings): Promise<BrokerConnection> => {
  const used = settings.login.current
  try {
    return await openConnection(address, settings)
  } catch (error) {
    if (!isLoginRefused(error) || !(await settings.login.renewed(used))) throw error
    return openConnection(address, settings)
  }
}

export const createConnections = (settings: ConnectionSettings): Connections => {
  const open = new Map<string, BrokerConnection>()
  const opening = new Map<string, Promise<BrokerConnection>>()
  let closed = false

  const connect = async (address: string) => {
    try {
      const connection = await openLoggedIn(address, settings)
      if (closed) connection.abandon(new Error('closed'))
      else open.set(address, connection)
      return connection
    } finally {
      opening.delete(address)
    }
  }

  return {
    to: async address => {
      const existing = open.get(address)
      if (existing?.usable()) return existing
      open.delete(address)
      existing?.retire()
      const pending = opening.get(address) ?? connect(address)
      opening.set(address, pending)
      return pending
    },
    close: () => {
      closed = true
      for (const connection of open.values()) connection.abandon(new Error('closed'))
      open.clear()
    },
  }
}
