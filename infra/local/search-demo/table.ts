import { createConnection } from 'mysql2/promise'
import type { DatabaseAddress } from '../database-server.ts'

/** A row of the demo's table, as its document has it too. */
interface Row {
  readonly id: number
  readonly name: string
  readonly price: string
}

export interface DemoTable {
  rows(): Promise<number>
  /** the row that comes next in the list of what there is to sell */
  insert(): Promise<Row>
  close(): Promise<void>
}

const products = ['Apple', 'Pear', 'Cherry', 'Plum', 'Quince', 'Fig', 'Medlar', 'Apricot', 'Mulberry', 'Sloe']

/** What the example's configuration says of the database; the server has a root of its own for each of its addresses. */
const setUp = `
create database if not exists mydb character set utf8mb4;
create or replace user 'root'@'127.0.0.1' identified by 'password';
grant all privileges on mydb.* to 'root'@'127.0.0.1';
create table if not exists mydb.mytable (
  id int auto_increment primary key,
  name varchar(100) not null,
  price decimal(10, 2) not null,
  made timestamp(3) not null default current_timestamp(3)
)`

const countOf = (found: unknown): number => {
  const [first] = found as readonly { readonly count: number }[]
  return first?.count ?? 0
}

/** Makes `mydb.mytable`, unless it is there, with some rows. */
export const openTable = async ({ host, port, user, password }: DatabaseAddress): Promise<DemoTable> => {
  const connection = await createConnection({ host, port, user, password })
  for (const statement of setUp.split(';')) await connection.query(statement)
  const rows = async () => countOf((await connection.query('select count(*) count from mydb.mytable'))[0])
  const insert = async (): Promise<Row> => {
    const place = await rows()
    const name = products[place % products.length] ?? ''
    const price = (0.99 + place / 4).toFixed(2)
    const [result] = await connection.query('insert into mydb.mytable (name, price) values (?, ?)', [
      name,
      price,
    ])
    return { id: 'insertId' in result ? result.insertId : 0, name, price }
  }
  for (let place = await rows(); place < 5; place++) await insert()
  return { rows, insert, close: () => connection.end() }
}
