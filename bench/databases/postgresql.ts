import { Client } from 'pg'
import type { DatabaseAddress } from '../../infra/local/database-server.ts'
import type { Database } from './database.ts'
import { firstDay, note } from './rows.ts'

const columns = `id bigint PRIMARY KEY, customer varchar(40) NOT NULL, email varchar(80) NOT NULL,
  quantity integer NOT NULL, price numeric(10, 2) NOT NULL, active boolean NOT NULL,
  created timestamp(3) NOT NULL, note text NOT NULL`

const rows = `SELECT id, 'customer ' || id % 10000, 'customer' || id % 10000 || '@example.com', id % 100,
  (id % 1000000) / 100.0, id % 3 = 0, to_timestamp(${firstDay / 1000}) AT TIME ZONE 'UTC' + id * interval '1.001 s',
  '${note}' FROM generate_series(1, $1::bigint) AS id`

const differing = (one: string, other: string) =>
  `(SELECT count(*) FROM (SELECT * FROM ${one} EXCEPT SELECT * FROM ${other}) AS one)`

export const openPostgresql = async (address: DatabaseAddress): Promise<Database> => {
  const { host, port, user, password, database, url } = address
  const client = new Client({ host, port, user, password, database })
  await client.connect()
  const number = async (sql: string) => Number(Object.values((await client.query(sql)).rows[0] ?? {})[0])
  const createTable = async (name: string) => {
    await client.query(`CREATE TABLE "${name}" (${columns})`)
  }
  return {
    id: 'postgresql',
    title: 'PostgreSQL',
    address,
    jdbcUrl: `${url}?reWriteBatchedInserts=true`,
    fill: async count => {
      await createTable('bench_orders')
      await client.query(`INSERT INTO bench_orders ${rows}`, [count])
      await client.query('VACUUM ANALYZE bench_orders')
    },
    createTable,
    count: table => number(`SELECT coalesce(max(id), 0) FROM "${table}"`),
    differences: table =>
      number(
        `SELECT ${differing('bench_orders', `"${table}"`)} + ${differing(`"${table}"`, 'bench_orders')}`,
      ),
    dropTable: async name => {
      await client.query(`DROP TABLE "${name}"`)
    },
    close: () => client.end(),
  }
}
