import { Client } from 'pg'
import Cursor from 'pg-cursor'
import { openOutput, readInput } from './kafka.ts'
import { batchSize, dateTime, payloadOf } from './sink-rows.ts'
import type { OpenLoop, PlainTask } from './task.ts'

const connect = async ({ server }: PlainTask) => {
  const client = new Client(server)
  await client.connect()
  return client
}

const types = { getTypeParser: () => (text: string) => text }

const columns = ['id', 'customer', 'email', 'quantity', 'price', 'active', 'created', 'note'] as const

const jsonOf = ([id, customer, email, quantity, price, active, created, note]: unknown[]) =>
  JSON.stringify({ id, customer, email, quantity, price, active, created, note })

const read = (cursor: Cursor) =>
  new Promise<unknown[][]>((resolve, reject) => {
    cursor.read(batchSize, (error, rows) =>
      error === undefined || error === null ? resolve(rows) : reject(error),
    )
  })

/** A cursor over the table, values as text. */
export const postgresqlSource: OpenLoop = async task => {
  const client = await connect(task)
  const output = await openOutput(task)
  const query = `SELECT ${columns.join()} FROM "${task.table}" ORDER BY id`
  return async () => {
    const cursor = client.query(new Cursor(query, [], { rowMode: 'array', types }))
    for (;;) {
      const rows = await read(cursor)
      if (rows.length === 0) break
      await output.send(rows.map(jsonOf))
    }
    await output.end()
    await client.end()
  }
}

const arrayTypes = ['bigint', 'text', 'text', 'integer', 'numeric', 'boolean', 'timestamp', 'text']

const statement = ({ table, upsert = false }: PlainTask) => {
  const arrays = arrayTypes.map((type, index) => `$${index + 1}::${type}[]`)
  const insert = `INSERT INTO "${table}" (${columns.join()}) SELECT * FROM unnest(${arrays.join()})`
  const changes = columns.slice(1).map(each => `${each} = excluded.${each}`)
  return upsert ? `${insert} ON CONFLICT (id) DO UPDATE SET ${changes.join()}` : insert
}

/** One array a column. */
export const postgresqlSink: OpenLoop = async task => {
  const client = await connect(task)
  const query = { name: 'insert', text: statement(task) }
  return async () => {
    for await (const texts of readInput(task, batchSize)) {
      const rows = texts.map(payloadOf)
      const values = columns.map(column =>
        column === 'created' ? rows.map(row => dateTime(row.created)) : rows.map(row => row[column]),
      )
      await client.query({ ...query, values })
    }
    await client.end()
  }
}
