import type {
  Connection,
  ConnectionOptions,
  Dialect,
  Reading,
  WrittenColumn,
} from '../../connectors/jdbc/dialect.ts'
import { mySqlDialect } from '../../connectors/jdbc/mysql/mysql-dialect.ts'
import type { Schema } from '../../connectors/sdk/schema.ts'
import type { DatabaseAddress } from '../../infra/local/database-server.ts'
import { connectionOptions, readAll, reading } from './jdbc.ts'

export { connectionOptions, readAll, reading } from './jdbc.ts'

export const dialect: Dialect = mySqlDialect({ quoted: true })

export const connect = (address: DatabaseAddress, changed: Partial<ConnectionOptions> = {}) =>
  dialect.connect(connectionOptions(address, changed))

let made = 0

/** Opens a connection to a database of its own, which goes with it. */
export const openDatabase = async (
  address: DatabaseAddress,
  changed: Partial<ConnectionOptions> = {},
): Promise<{
  readonly connection: Connection
  readonly address: DatabaseAddress
  close(): Promise<void>
}> => {
  const database = `test \`${process.pid}\` ${++made}`
  const admin = await connect(address)
  await admin.execute({
    sql: `create database ${dialect.quote(database)} character set latin1 collate latin1_german1_ci`,
  })
  const connection = await connect({ ...address, database }, changed)
  return {
    connection,
    address: { ...address, database },
    close: async () => {
      await connection.close()
      await admin.execute({ sql: `drop database ${dialect.quote(database)}` })
      await admin.close()
    },
  }
}

/** The rows of a result as their readers read them. */
export const readValues = async (connection: Connection, sql: string, changed: Partial<Reading> = {}) => {
  const { columns, rows } = await readAll(connection, sql)
  const readers = columns.map(column => dialect.reader(column, { ...reading, ...changed }))
  const values = rows.map(row => row.map((raw, i) => (raw === null ? null : readers[i]?.read(raw))))
  return { schemas: readers.map(reader => reader?.schema), values }
}

/** Columns of a table, each with the schema of what is written to it. */
export const writtenColumns = async (
  connection: Connection,
  table: string,
  schemas: Readonly<Record<string, Schema>>,
): Promise<readonly WrittenColumn[]> => {
  const columns = (await connection.columns({ table })) ?? []
  return Object.entries(schemas).map(([name, schema]) => {
    const column = columns.find(each => each.name === name)
    if (column === undefined) throw new Error(`${table} has no column ${name}`)
    return { column, schema }
  })
}
