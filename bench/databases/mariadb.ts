import { createConnection, type RowDataPacket } from 'mysql2/promise'
import type { DatabaseAddress } from '../../infra/local/database-server.ts'
import type { Database } from './database.ts'
import { firstDay, note } from './rows.ts'

const columns = `id bigint PRIMARY KEY, customer varchar(40) NOT NULL, email varchar(80) NOT NULL,
  quantity int NOT NULL, price decimal(10, 2) NOT NULL, active boolean NOT NULL,
  created datetime(3) NOT NULL, note text NOT NULL`

const day = new Date(firstDay).toISOString().slice(0, 10)

const rows = (count: number) => `SELECT seq, concat('customer ', seq % 10000),
  concat('customer', seq % 10000, '@example.com'), seq % 100, (seq % 1000000) / 100, seq % 3 = 0,
  '${day}' + INTERVAL seq * 1001000 MICROSECOND, '${note}' FROM seq_1_to_${count}`

const differing = (one: string, other: string) =>
  `(SELECT count(*) FROM (SELECT * FROM ${one} EXCEPT SELECT * FROM ${other}) AS one)`

export const openMariaDb = async (address: DatabaseAddress): Promise<Database> => {
  const { host, port, user, password, database, url } = address
  const connection = await createConnection({ host, port, user, password, database })
  const number = async (sql: string) => {
    const [found] = await connection.query<RowDataPacket[]>(sql)
    return Number(Object.values(found[0] ?? {})[0])
  }
  const createTable = async (name: string) => {
    await connection.query(`CREATE TABLE \`${name}\` (${columns})`)
  }
  return {
    id: 'mariadb',
    title: 'MariaDB',
    address,
    jdbcUrl: `${url}?useBulkStmts=true&rewriteBatchedStatements=true`,
    fill: async count => {
      await createTable('bench_orders')
      await connection.query(`INSERT INTO bench_orders ${rows(count)}`)
      await connection.query('ANALYZE TABLE bench_orders')
    },
    createTable,
    count: table => number(`SELECT coalesce(max(id), 0) FROM \`${table}\``),
    differences: table =>
      number(
        `SELECT ${differing('bench_orders', `\`${table}\``)} + ${differing(`\`${table}\``, 'bench_orders')}`,
      ),
    dropTable: async name => {
      await connection.query(`DROP TABLE \`${name}\``)
    },
    close: () => connection.end(),
  }
}
