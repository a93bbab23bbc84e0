import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'
import type { DatabaseAddress } from '../../../../infra/local/database-server.ts'

export type DatabaseKind = 'postgres' | 'mariadb'

/** A schema (PostgreSQL) or a database (MariaDB) of a test's own, seen by the database's own client. */
export interface TestDatabase {
  readonly kind: DatabaseKind
  /** what stands before a table's name in offsets */
  readonly name: string
  /** of a JDBC connector that sees nothing else */
  readonly properties: Readonly<Record<string, string>>
  /** Runs statements one after the other; resolves to the rows of the last one, as arrays. */
  run(...statements: readonly string[]): Promise<readonly (readonly unknown[])[]>
  /** Ends all connections of connectors that read there; resolves to their number. */
  killOthers(): Promise<number>
  close(): Promise<void>
}

type Run = TestDatabase['run']

const openPostgres = async (address: DatabaseAddress, name: string): Promise<TestDatabase> => {
  const { host, port, user, password, database } = address
  const client = new Client({ host, port, user, password, database })
  client.on('error', () => undefined)
  await client.connect()
  const run: Run = async (...statements) => {
    let rows: readonly (readonly unknown[])[] = []
    for (const text of statements) rows = (await client.query({ text, rowMode: 'array' })).rows
    return rows
  }
  await run(`CREATE SCHEMA ${name}`, `SET search_path = ${name}`)
  return {
    kind: 'postgres',
    name,
    properties: {
      'connection.url': `${address.url}?ApplicationName=${name}`,
      'connection.user': user,
      'connection.password': password,
      'schema.pattern': name,
    },
    run,
    killOthers: async () => {
      const activity = `pg_stat_activity WHERE application_name = '${name}'`
      return (await run(`SELECT pg_terminate_backend(pid) FROM ${activity}`)).length
    },
    close: async () => {
      await run(`DROP SCHEMA ${name} CASCADE`).finally(() => client.end())
    },
  }
}

const openMariaDb = async (address: DatabaseAddress, name: string): Promise<TestDatabase> => {
  const { host, port, user, password } = address
  const connection = await createConnection({ host, port, user, password, rowsAsArray: true })
  const run: Run = async (...statements) => {
    let rows: unknown = []
    for (const sql of statements) rows = (await connection.query(sql))[0]
    return rows as readonly (readonly unknown[])[]
  }
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`, `USE ${name}`, "SET time_zone = '+00:00'")
  return {
    kind: 'mariadb',
    name,
    properties: {
      'connection.url': `jdbc:mariadb://${host}:${port}/${name}`,
      'connection.user': user,
      'connection.password': password,
    },
    run,
    killOthers: async () => {
      const found = await run(
        `SELECT id FROM information_schema.processlist WHERE db = '${name}' AND id <> CONNECTION_ID()`,
      )
      // one may have ended by itself meanwhile
      const kill = ([id]: readonly unknown[]) =>
        run(`KILL ${id}`).then(
          () => 1,
          () => 0,
        )
      let killed = 0
      for (const row of found) killed += await kill(row)
      return killed
    },
    close: async () => {
      await run(`DROP DATABASE ${name}`).finally(() => connection.end())
    },
  }
}

export const openDatabase = (kind: DatabaseKind, address: DatabaseAddress): Promise<TestDatabase> => {
  const name = `t${randomBytes(5).toString('hex')}`
  return kind === 'postgres' ? openPostgres(address, name) : openMariaDb(address, name)
}

/** Types of both, by what they hold. */
export const types = {
  postgres: { id: 'bigserial PRIMARY KEY', moment: 'timestamp(6)', bytes: 'bytea', double: 'float8' },
  mariadb: {
    id: 'bigint AUTO_INCREMENT PRIMARY KEY',
    moment: 'datetime(6)',
    bytes: 'varbinary(64)',
    double: 'double',
  },
} as const
