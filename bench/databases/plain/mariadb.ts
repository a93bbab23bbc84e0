import { once } from 'node:events'
import { createConnection } from 'mysql2'
import { createConnection as connectPromised } from 'mysql2/promise'
import { openOutput, readInput } from './kafka.ts'
import { batchSize, dateTime, payloadOf } from './sink-rows.ts'
import type { OpenLoop, PlainTask } from './task.ts'

const options = ({ server }: PlainTask) => ({
  ...server,
  charset: 'utf8mb4',
  rowsAsArray: true,
  dateStrings: true,
  supportBigNumbers: true,
})

const columns = ['id', 'customer', 'email', 'quantity', 'price', 'active', 'created', 'note'] as const

const jsonOf = ([id, customer, email, quantity, price, active, created, note]: unknown[]) =>
  JSON.stringify({ id, customer, email, quantity, price, active, created, note })

/** By the binary protocol; the driver takes no more from the server while a batch waits for Kafka. */
export const mariaDbSource: OpenLoop = async task => {
  const connection = createConnection(options(task))
  const output = await openOutput(task)
  const sql = `SELECT ${columns.join()} FROM \`${task.table}\` ORDER BY id`
  return async () => {
    let texts: string[] = []
    const send = async () => {
      const batch = texts
      texts = []
      connection.pause()
      await output.send(batch)
      connection.resume()
    }
    const query = connection.execute({ sql, rowsAsArray: true })
    const ended = once(query, 'end')
    query.on('result', row => {
      if (texts.push(jsonOf(row as unknown as unknown[])) === batchSize) void send()
    })
    await ended
    if (texts.length > 0) await output.send(texts)
    await output.end()
    connection.destroy()
  }
}

const statement = ({ table, upsert = false }: PlainTask) => {
  const insert = `INSERT INTO \`${table}\` (${columns.join()}) VALUES ?`
  const changes = columns.slice(1).map(each => `${each} = VALUES(${each})`)
  return upsert ? `${insert} ON DUPLICATE KEY UPDATE ${changes.join()}` : insert
}

/** All rows of a batch in one statement. */
export const mariaDbSink: OpenLoop = async task => {
  const connection = await connectPromised(options(task))
  const sql = statement(task)
  return async () => {
    for await (const texts of readInput(task, batchSize)) {
      const rows = texts.map(payloadOf).map(row => ({ ...row, created: dateTime(row.created) }))
      await connection.query(sql, [rows.map(row => columns.map(column => row[column]))])
    }
    await connection.end()
  }
}
