import type { DatabaseAddress } from '../../../infra/local/database-server.ts'

/** What a plain loop is told. */
export interface PlainTask {
  readonly loop:
    | 'postgresql-source'
    | 'postgresql-sink'
    | 'mariadb-source'
    | 'mariadb-sink'
    | 'opensearch-sink'
  readonly bootstrap: string
  readonly topic: string
  /** or index */
  readonly table: string
  readonly rows: number
  readonly upsert?: boolean
  readonly server: PlainServer
}

type PlainServer = Pick<DatabaseAddress, 'host' | 'port'> &
  Partial<Pick<DatabaseAddress, 'user' | 'password' | 'database'>>

/** Connects to everything; what is resolved moves all rows. */
export type OpenLoop = (task: PlainTask) => Promise<() => Promise<void>>
