import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import type { DatabaseAddress } from '../../../infra/local/database-server.ts'

export type Kind = 'postgres' | 'mariadb'

/** A database as a test sees it. */
export interface Database {
  readonly name: string
  /** `jdbc:…`, without user and password */
  readonly url: string
  /** what connects to it, of a connector's configuration */
  readonly keys: Readonly<Record<string, string>>
  /** rows of a query, each value as the server prints it */
  rows(sql: string): Promise<(string | null)[][]>
  exec(...statements: string[]): Promise<void>
  /** ends every other connection to it */
  disconnectAll(): Promise<void>
  close(): Promise<void>
}

const textOf = (value: unknown): string | null =>
  value === null ? null : Buffer.isBuffer(value) ? value.toString('utf8') : String(value)

type Ask = (sql: string) => Promise<unknown[][]>

const postgres = async ({ host, port, user, password }: DatabaseAddress, database: string) => {
  const types = { getTypeParser: () => (text: string) => text }
  const client = new Client({ host, port, user, password, database, types: types as never })
  await client.connect()
  const ask: Ask = async text => (await client.query({ text, rowMode: 'array' })).rows ?? []
  return { ask, end: () => client.end() }
}

const mariadb = async ({ host, port, user, password }: DatabaseAddress, database: string) => {
  const connection = await createConnection({
    ...{ host, port, user, password, database },
    rowsAsArray: true,
    typeCast: (field, _next) => field.string(),
  })
  const ask: Ask = async sql => {
    const [rows] = await connection.query(sql)
    return Array.isArray(rows) ? (rows as unknown as unknown[][]) : []
  }
  return { ask, end: () => connection.end() }
}

const connect = { postgres, mariadb }

const others = {
  postgres: (name: string) =>
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
  mariadb: (name: string) =>
    `SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '${name}' AND ID <> CONNECTION_ID()`,
}

const drop = {
  postgres: (name: string) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
  mariadb: (name: string) => `DROP DATABASE IF EXISTS ${name}`,
}

/** Connects to a database. */
export const databaseAt = async (kind: Kind, address: DatabaseAddress): Promise<Database> => {
  const { host, port, user, password, database: name } = address
  const { ask, end } = await connect[kind](address, name)
  const url = `jdbc:${kind === 'postgres' ? 'postgresql' : 'mariadb'}://${host}:${port}/${name}`
  return {
    name,
    url,
    keys: { 'connection.url': url, 'connection.user': user, 'connection.password': password },
    rows: async sql => (await ask(sql)).map(row => row.map(textOf)),
    exec: async (...statements) => {
      for (const sql of statements) await ask(sql)
    },
    disconnectAll: async () => {
      const found = await ask(others[kind](name))
      if (kind === 'mariadb') for (const [id] of found) await ask(`KILL ${id}`).catch(() => undefined)
    },
    close: end,
  }
}

/** A database that a test has for itself: created now, dropped when it is closed. */
export const ownDatabase = async (kind: Kind, address: DatabaseAddress): Promise<Database> => {
  const name = `t_${randomBytes(6).toString('hex')}`
  const server = await connect[kind](address, address.database)
  await server.ask(`CREATE DATABASE ${name}`)
  const database = await databaseAt(kind, { ...address, database: name })
  return {
    ...database,
    close: async () => {
      await database.close()
      await server.ask(drop[kind](name))
      await server.end()
    },
  }
}
