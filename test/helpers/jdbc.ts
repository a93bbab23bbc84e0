import type { Column, Connection, ConnectionOptions, Reading } from '../../connectors/jdbc/dialect.ts'
import type { DatabaseAddress } from '../../infra/local/database-server.ts'

export const reading: Reading = {
  numericMapping: 'none',
  timestampGranularity: 'connect_logical',
  timeZone: 'UTC',
  otherTypes: 'ignore',
}

export const connectionOptions = (
  { host, port, user, password, database }: DatabaseAddress,
  changed: Partial<ConnectionOptions> = {},
): ConnectionOptions => ({
  hosts: [{ host, port }],
  user,
  password,
  database,
  properties: {},
  timeZone: 'UTC',
  callTimeout: 20_000,
  connectTimeout: 10_000,
  ...changed,
})

/** A result with its columns, all of it. */
export const readAll = async (connection: Connection, sql: string, params: readonly unknown[] = []) => {
  let columns: readonly Column[] = []
  const rows: (readonly unknown[])[] = []
  for await (const batch of connection.stream({ sql, params }, { batchRows: 1000 })) {
    columns = batch.columns
    rows.push(...batch.rows)
  }
  return { columns, rows }
}
