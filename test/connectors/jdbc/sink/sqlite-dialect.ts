import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type {
  Column,
  Connection,
  Dialect,
  Statement,
  TableId,
  WriteShape,
} from '../../../../connectors/jdbc/dialect.ts'
import type { Opened } from '../../../../connectors/jdbc/open-connection.ts'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import type { Schema } from '../../../../connectors/sdk/schema.ts'

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
const nameOf = ({ table }: TableId) => quote(table)

const typeOf = ({ type }: Schema) => (type.startsWith('int') || type === 'boolean' ? 'INTEGER' : 'TEXT')

const column = (name: string, type: string): Column => ({
  name,
  type,
  declared: type,
  nullable: true,
  autoIncrement: false,
})

const definition = ({ name, schema, key }: { name: string; schema: Schema; key: boolean }) =>
  `${quote(name)} ${typeOf(schema)}${key || schema.optional !== true ? ' NOT NULL' : ''}`

const names = ({ keys, columns }: WriteShape) => [...keys, ...columns].map(each => quote(each.column.name))
const marks = (list: readonly unknown[]) => list.map(() => '?').join(', ')
const each = (list: WriteShape['keys'], by: string, text: (name: string) => string) =>
  list.map(({ column: { name } }) => text(quote(name))).join(by)

const sqlOf = (shape: WriteShape): string => {
  const insert = `INSERT INTO ${nameOf(shape.table)} (${names(shape).join(', ')}) VALUES (${marks(names(shape))})`
  const where = `WHERE ${each(shape.keys, ' AND ', name => `${name} = ?`)}`
  switch (shape.mode) {
    case 'insert':
      return insert
    case 'upsert':
      return `${insert} ON CONFLICT (${each(shape.keys, ', ', name => name)}) DO UPDATE SET ${each(shape.columns, ', ', name => `${name} = excluded.${name}`)}`
    case 'update':
      return `UPDATE ${nameOf(shape.table)} SET ${each(shape.columns, ', ', name => `${name} = ?`)} ${where}`
    case 'delete':
      return `DELETE FROM ${nameOf(shape.table)} ${where}`
  }
}

const bound = (value: unknown): SQLInputValue =>
  value === undefined || value === null
    ? null
    : typeof value === 'boolean'
      ? Number(value)
      : typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string'
        ? value
        : JSON.stringify(value)

/** What the sink needs of a dialect, over SQLite, so that its SQL is run and its transactions are real. */
export const sqliteDialect = {
  name: 'SqliteDatabaseDialect',
  naming: { qualifier: 'schema', mark: '"' },
  quote,
  parameter: () => '?',
  reader: ({ type }) => ({
    schema: { type: 'string' },
    read: raw => (type === 'INTEGER' ? Number(raw) : raw),
  }),
  columnType: ({ schema }) => typeOf(schema),
  createTable: (table, columns) => {
    const keys = columns.filter(({ key }) => key).map(({ name }) => quote(name))
    const key = keys.length > 0 ? `, PRIMARY KEY (${keys.join(', ')})` : ''
    return [`CREATE TABLE ${nameOf(table)} (${columns.map(definition).join(', ')}${key})`]
  },
  addColumns: (table, columns) =>
    columns.map(({ name, schema }) => `ALTER TABLE ${nameOf(table)} ADD ${quote(name)} ${typeOf(schema)}`),
  writes: (shape, rows) => {
    const keys = shape.keys.length
    return rows.map(row => ({
      sql: sqlOf(shape),
      params: (shape.mode === 'update' ? [...row.slice(keys), ...row.slice(0, keys)] : row).map(bound),
    }))
  },
} satisfies Partial<Dialect>

/** Called before each statement and commit, and after each: throws what goes wrong there. */
export type Fault = (moment: 'before' | 'after', sql: string) => void

const lost = new ConnectError('EXTERNAL', 'the connection is lost', { retriable: true })

export const connectionLost = (): ConnectError => lost

const refusal = (error: unknown): ConnectError => {
  const text = error instanceof Error ? error.message : String(error)
  return new ConnectError('DATA', text, { cause: error })
}

/** A connection of its own to the same database; `fault` breaks it off. */
const connect = (db: DatabaseSync, fault: Fault): Connection => {
  let broken = false
  let inTransaction = false

  const breaking = (moment: 'before' | 'after', sql: string) => {
    try {
      fault(moment, sql)
    } catch (error) {
      broken = true
      if (inTransaction) db.exec('ROLLBACK')
      inTransaction = false
      throw error
    }
  }

  const run = <T>(sql: string, work: () => T): T => {
    if (broken) throw lost
    breaking('before', sql)
    let result: T
    try {
      result = work()
    } catch (error) {
      throw refusal(error)
    }
    if (sql === 'BEGIN' || sql === 'COMMIT') inTransaction = sql === 'BEGIN'
    breaking('after', sql)
    return result
  }

  const rowsOf = ({ sql, params = [] }: Statement) => {
    const statement = db.prepare(sql)
    const columns = statement.columns().map(of => column(of.name, of.type ?? 'TEXT'))
    return { columns, rows: statement.all(...params.map(bound)).map(row => Object.values(row)) }
  }

  return {
    tables: async () => [],
    columns: async ({ table }) => {
      const found = run('columns', () => db.prepare('SELECT name, type FROM pragma_table_info(?)').all(table))
      return found.length === 0 ? undefined : found.map(of => column(String(of.name), String(of.type)))
    },
    primaryKey: async () => [],
    now: async () => ({ ms: 0, nanos: 0 }),
    stream: async function* (statement) {
      yield run(statement.sql, () => rowsOf(statement))
    },
    execute: async ({ sql, params = [] }) => {
      const { changes } = run(sql, () => db.prepare(sql).run(...params.map(bound)))
      return { count: Number(changes), rows: [] }
    },
    transaction: async work => {
      run('BEGIN', () => db.exec('BEGIN'))
      try {
        const result = await work()
        run('COMMIT', () => db.exec('COMMIT'))
        return result
      } catch (error) {
        if (inTransaction) db.exec('ROLLBACK')
        inTransaction = false
        throw error
      }
    },
    close: async () => {
      broken = true
    },
  }
}

/** A database in memory that connections are opened to. */
export const openDatabase = () => {
  const db = new DatabaseSync(':memory:')
  let fault: Fault = () => {}
  return {
    /** rows of a query, in its order */
    rows: (sql: string): unknown[][] =>
      db
        .prepare(sql)
        .all()
        .map(row => Object.values(row)),
    exec: (sql: string) => db.exec(sql),
    failing: (by: Fault) => {
      fault = by
    },
    connect: async (): Promise<Opened> => ({
      dialect: sqliteDialect as unknown as Dialect,
      connection: connect(db, (moment, sql) => fault(moment, sql)),
    }),
  }
}

export type Database = ReturnType<typeof openDatabase>
