import type { DatabaseAddress } from '../../infra/local/database-server.ts'

/** A database server with a table `bench_orders` to read from, as the measurements see it. */
export interface Database {
  readonly id: 'postgresql' | 'mariadb'
  readonly title: string
  readonly address: DatabaseAddress
  /** of the drivers of Java, as fast as they are to be had */
  readonly jdbcUrl: string
  /** Makes `bench_orders`, with that many rows. */
  fill(rows: number): Promise<void>
  /** An empty table of the same columns. */
  createTable(name: string): Promise<void>
  /** How many rows there are; in order, so that the last key tells. */
  count(table: string): Promise<number>
  /** How many rows are in one of `bench_orders` and the table, and not in the other. */
  differences(table: string): Promise<number>
  dropTable(name: string): Promise<void>
  close(): Promise<void>
}
