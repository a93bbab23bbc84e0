import type { InstallOptions } from './artifacts.ts'
import type { LocalProcess } from './processes.ts'

export interface DatabaseServerOptions extends InstallOptions {
  /** takes data and log: started on the same folder again, the server has what it had */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
}

/** Where a database is, and who may do everything there. */
export interface DatabaseAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** `jdbc:postgresql://host:port/database` */
  readonly url: string
}

export interface DatabaseServer extends LocalProcess {
  readonly address: DatabaseAddress
}

export const databaseAddress = (
  protocol: 'postgresql' | 'mariadb',
  port: number,
  database: string,
): DatabaseAddress => {
  const host = '127.0.0.1'
  const url = `jdbc:${protocol}://${host}:${port}/${database}`
  return { host, port, user: 'connect', password: 'connect-secret', database, url }
}
