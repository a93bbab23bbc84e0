import type { ConnectError } from '../sdk/errors.ts'
import type { PrimitiveSchema, Schema } from '../sdk/schema.ts'

/** A table as its database names it; `catalog` is MySQL's database, `schema` is PostgreSQL's. */
export interface TableId {
  readonly catalog?: string
  readonly schema?: string
  readonly table: string
}

/** A column of a table, a view or a query's result. */
export interface Column {
  readonly name: string
  /** the type's bare name in the database's spelling, lower case: `numeric`, `bigint`, `_text`, `geometry` */
  readonly type: string
  /** as a user would write it: `numeric(10,2)`, `bigint unsigned`, `text[]` */
  readonly declared: string
  readonly nullable: boolean
  readonly autoIncrement: boolean
  readonly unsigned?: boolean
  /** digits in all, of numbers; bits, of bit strings; characters or bytes, of texts */
  readonly precision?: number
  /** digits behind the point, of numbers and of seconds */
  readonly scale?: number
  readonly hasDefault?: boolean
  /** the type as a cast names it: without limits, with its schema where it takes one */
  readonly castType?: string
  /** of types whose values are named one by one */
  readonly kind?: 'enum'
}

/** A moment as databases have it: `nanos` (0 to 999,999,999) are those of the second that `ms` lies in. */
export interface Instant {
  /** since the epoch, rounded down */
  readonly ms: number
  readonly nanos: number
}

/**
 * The schema of a value that is an `Instant`, by its name: whatever else it says. A column of it is one of timestamps
 * without a zone, as exact as the database has them.
 */
export const INSTANT: PrimitiveSchema = { type: 'int64', name: 'connect.jdbc.Instant' }

/** How values of columns become Connect's. */
export interface Reading {
  readonly numericMapping: 'none' | 'precision_only' | 'best_fit' | 'best_fit_eager_double'
  readonly timestampGranularity: string
  /** IANA name of the zone that times without one are in */
  readonly timeZone: string
  /** what to do with types that Connect's JDBC source leaves out: arrays, inet, interval … */
  readonly otherTypes: 'ignore' | 'text' | 'native'
}

export interface ColumnReader {
  readonly schema: Schema
  /** `raw` is what the driver hands over under this dialect's settings; never called with null */
  read(raw: unknown): unknown
}

export interface Statement {
  readonly sql: string
  readonly params?: readonly unknown[]
}

/** Rows as arrays in the order of `columns`, values as the driver hands them over. */
export interface Rows {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly unknown[])[]
}

export interface TableFilter {
  /** `TABLE`, `VIEW`, `PARTITIONED TABLE` … */
  readonly types: readonly string[]
  readonly schemaPattern?: string | undefined
  readonly catalogPattern?: string | undefined
}

/** One connection, opened for a slice. Statements do not overlap on it. Rejections are ConnectErrors that name the server. */
export interface Connection {
  tables(filter: TableFilter): Promise<readonly TableId[]>
  /** Absent: there is no such table, or it may not be seen. */
  columns(table: TableId): Promise<readonly Column[] | undefined>
  /** In the order of the key; empty: it has none. */
  primaryKey(table: TableId): Promise<readonly string[]>
  /**
   * The columns of each unique index, the primary key's too; `undefined`: it is no table. Absent: the database refuses an
   * upsert by itself when it has none for its key.
   */
  uniqueKeys?(table: TableId): Promise<readonly (readonly string[])[] | undefined>
  /** The database's clock. */
  now(): Promise<Instant>
  /**
   * Reads by a cursor, at most `batchRows` rows at a time, fewer when all that is held is about `batchBytes` bytes before;
   * one batch may be read ahead, then the server waits until somebody asks for more. Yields once, without rows, when there
   * are none. Leaving the loop early ends the statement.
   */
  stream(
    statement: Statement,
    options: { readonly batchRows: number; readonly batchBytes?: number },
  ): AsyncGenerator<Rows>
  /** Resolves to the number of rows that were changed, or returned in `rows`. */
  execute(statement: Statement): Promise<{ readonly count: number; readonly rows: Rows['rows'] }>
  /** Runs `work` in a transaction: committed when it resolves, rolled back when it rejects. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface ConnectionOptions {
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
  readonly database?: string
  readonly user?: string
  readonly password?: string
  /** what the URL and `connection.*` keys say besides, under the names of the JDBC driver */
  readonly properties: Readonly<Record<string, string>>
  readonly timeZone: string
  /** ms: every statement that writes ends within it; a statement that reads has until the next rows */
  readonly callTimeout: number
  /** ms: connecting ends within it, which is at most `callTimeout` */
  readonly connectTimeout: number
  /** the connection is dropped when it is aborted */
  readonly signal?: AbortSignal
}

/** A column that a table is to have. */
export interface NewColumn {
  readonly name: string
  readonly schema: Schema
  readonly key: boolean
}

/** The writes of one shape. Values come in the order of `keys`, then `columns`. */
export interface WriteShape {
  readonly mode: 'insert' | 'upsert' | 'update' | 'delete'
  readonly table: TableId
  readonly keys: readonly WrittenColumn[]
  /** empty for deletes */
  readonly columns: readonly WrittenColumn[]
}

export interface WrittenColumn {
  /** as the table has it */
  readonly column: Column
  readonly schema: Schema
}

export interface DialectOptions {
  /** `false`: identifiers stand in statements as they are given */
  readonly quoted: boolean
}

export interface Dialect {
  /** `PostgreSqlDatabaseDialect`, as `dialect.name` has it */
  readonly name: string
  /** of JDBC URLs, without `jdbc:` and `:` */
  readonly protocols: readonly string[]
  readonly defaultPort: number
  /**
   * Rejects with `INVALID_CONFIG` what the server refuses (a password, a database) or the properties forbid, and with
   * `EXTERNAL` what may pass. Tries once.
   */
  connect(options: ConnectionOptions): Promise<Connection>
  /** Which of `connection.url`, `connection.user` and `connection.password` a refused connection is due to. */
  refusedKey(error: unknown): string | undefined
  /** Which column a value was refused for, where that can be told. `columns`: what the statement writes, in its order. */
  refusedColumn?(error: ConnectError, columns: readonly Column[]): Column | undefined
  quote(identifier: string): string
  /** What stands before a table's name when there is a dot in it, and the mark around names with quotes. */
  readonly naming: { readonly qualifier: 'catalog' | 'schema'; readonly mark: '"' | '`' }
  /** The place of a parameter, counted from 1. */
  parameter(number: number): string
  /** The statement after which those of a connection run at this level: `READ COMMITTED`, `REPEATABLE READ` … */
  isolation?(level: string): Statement
  /** Binds a moment to compare with a column that has no zone, or has one; absent: it is not known which. */
  instantParameter(instant: Instant, timeZone: string, column?: Column): unknown
  /**
   * The moment that a value of a date or timestamp column is, `timeZone` being that of columns without one. `undefined`:
   * none (`infinity`, a zero date). Absent: `parseDateTime` reads what the driver hands over.
   */
  instantOf?(raw: unknown, column: Column, timeZone: string): Instant | undefined
  /** Absent: nothing can be made of this type, or `otherTypes` says to leave it out. */
  reader(column: Column, reading: Reading): ColumnReader | undefined
  /** The type of a new column, for `CREATE TABLE` and `ALTER TABLE`. Throws a ConnectError of code DATA when there is none. */
  columnType(column: NewColumn): string
  createTable(table: TableId, columns: readonly NewColumn[]): readonly string[]
  addColumns(table: TableId, columns: readonly NewColumn[]): readonly string[]
  /**
   * The statements that write these rows, set by set, in their order; as few as the limits of the server allow.
   * `timeZone`: of columns without a zone.
   */
  writes(
    shape: WriteShape,
    rows: readonly (readonly unknown[])[],
    timeZones: { readonly timestamps: string; readonly dates: string },
  ): readonly Statement[]
}
