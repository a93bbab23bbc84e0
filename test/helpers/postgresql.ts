import type {
  Column,
  Connection,
  ConnectionOptions,
  Dialect,
  Reading,
} from '../../connectors/jdbc/dialect.ts'
import { postgreSqlDialect } from '../../connectors/jdbc/postgresql/postgresql-dialect.ts'
import type { DatabaseAddress } from '../../infra/local/database-server.ts'
import { connectionOptions, reading } from './jdbc.ts'

export { connectionOptions, readAll, reading } from './jdbc.ts'

export const dialect: Dialect = postgreSqlDialect({ quoted: true })

let made = 0

/** Opens a connection with a schema of its own on the search path, which goes with it. */
export const openSchema = async (
  address: DatabaseAddress,
  changed: Partial<ConnectionOptions> = {},
): Promise<{ readonly connection: Connection; readonly schema: string; close(): Promise<void> }> => {
  const schema = `Test "${process.pid}" ${++made}`
  const properties = { currentSchema: `${dialect.quote(schema)}, public`, ...changed.properties }
  const connection = await dialect.connect(connectionOptions(address, { ...changed, properties }))
  await connection.execute({ sql: `CREATE SCHEMA ${dialect.quote(schema)}` })
  return {
    connection,
    schema,
    close: async () => {
      await connection.execute({ sql: `DROP SCHEMA ${dialect.quote(schema)} CASCADE` })
      await connection.close()
    },
  }
}

/** What the reader of a column makes of a value; `undefined`: there is no reader. */
export const readValue = (column: Column, raw: unknown, changed: Partial<Reading> = {}) => {
  const reader = dialect.reader(column, { ...reading, ...changed })
  return reader && { schema: reader.schema, value: raw === null ? null : reader.read(raw) }
}

/** Extensions are the database's: two tests do not make them at the same time. */
export const addExtensions = async (connection: Connection, ...names: readonly string[]): Promise<void> => {
  const made = names.map(name => `CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA public`)
  await connection.execute({ sql: ['SELECT pg_advisory_xact_lock(4711)', ...made].join('; ') })
}
