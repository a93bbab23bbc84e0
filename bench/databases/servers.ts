import { join } from 'node:path'
import type { InstallOptions } from '../../infra/local/artifacts.ts'
import type { DatabaseAddress } from '../../infra/local/database-server.ts'
import { startMariaDb } from '../../infra/local/mariadb.ts'
import { startOpenSearch } from '../../infra/local/opensearch.ts'
import { startPostgres } from '../../infra/local/postgres.ts'

export const serverNames = ['postgresql', 'mariadb', 'opensearch'] as const
export type ServerName = (typeof serverNames)[number]

/** Where they are; those that are measured. */
export interface ServerAddresses {
  readonly postgresql?: DatabaseAddress
  readonly mariadb?: DatabaseAddress
  /** URL */
  readonly opensearch?: string
}

interface StartOptions extends InstallOptions {
  readonly dataDir: string
}

const starters = {
  postgresql: async (options: StartOptions) => {
    const server = await startPostgres(options)
    return { server, address: { postgresql: server.address } }
  },
  mariadb: async (options: StartOptions) => {
    const server = await startMariaDb(options)
    return { server, address: { mariadb: server.address } }
  },
  opensearch: async (options: StartOptions) => {
    const server = await startOpenSearch(options)
    return { server, address: { opensearch: server.url } }
  },
}

export interface Servers {
  readonly addresses: ServerAddresses
  stop(): Promise<void>
}

export const startServers = async (
  names: readonly ServerName[],
  { dataDir, ...options }: StartOptions,
): Promise<Servers> => {
  const started = await Promise.all(
    names.map(name => starters[name]({ ...options, dataDir: join(dataDir, name) })),
  )
  return {
    addresses: Object.assign({}, ...started.map(each => each.address)),
    stop: async () => {
      await Promise.all(started.map(each => each.server.stop()))
    },
  }
}
