import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { type PrimitiveSchema, STRING } from '../../sdk/schema.ts'
import type { Connection, NewColumn, Reading, Statement, TableId } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'

/** A row of the table of offsets: one per connector, topic and partition. */
export interface OffsetRow {
  readonly id: string
  readonly lineage: number
  /** grows with each claim and each write */
  readonly seq: number
  readonly next: number
  readonly gaps: string
}

/** What is told of a partition when it is first claimed, for people to read. */
export interface NewRow extends Omit<OffsetRow, 'seq' | 'gaps'> {
  readonly connector: string
  readonly topic: string
  readonly topicId: string
  readonly partition: number
}

/** Who claims. */
interface Claimant {
  readonly lineage: number
  readonly task: number
  readonly epoch: number
}

const INT32: PrimitiveSchema = { type: 'int32' }
const INT64: PrimitiveSchema = { type: 'int64' }

const columns: readonly NewColumn[] = [
  { name: 'id', schema: STRING, key: true },
  { name: 'connector', schema: STRING, key: false },
  { name: 'topic', schema: STRING, key: false },
  { name: 'topic_id', schema: STRING, key: false },
  { name: 'kafka_partition', schema: INT32, key: false },
  { name: 'lineage', schema: INT64, key: false },
  { name: 'task', schema: INT32, key: false },
  { name: 'epoch', schema: INT64, key: false },
  { name: 'seq', schema: INT64, key: false },
  { name: 'next_offset', schema: INT64, key: false },
  { name: 'gaps', schema: STRING, key: false },
]

const reading: Reading = {
  numericMapping: 'none',
  timestampGranularity: 'connect_logical',
  timeZone: 'UTC',
  otherTypes: 'ignore',
}

/** Rows of a query as Connect's values. */
const readAll = async ({ dialect, connection }: Opened, statement: Statement): Promise<unknown[][]> => {
  const read: unknown[][] = []
  for await (const { columns: of, rows } of connection.stream(statement, { batchRows: 1000 })) {
    const readers = of.map(column => dialect.reader(column, reading))
    for (const row of rows)
      read.push(row.map((value, i) => (value === null ? null : readers[i]?.read(value))))
  }
  return read
}

const created = new ConnectError('EXTERNAL', 'Another run claims the same partition at this moment', {
  retriable: true,
})

/** The table in which a database keeps offsets with the rows that they stand for. */
interface OffsetTable {
  /** Creates it when it is missing. Not in a transaction: a database may commit with it. */
  ensure(opened: Opened): Promise<void>
  /** In a transaction: takes over rows of this lineage, so that whoever had them cannot go on. Resolves with all that are there. */
  claim(opened: Opened, ids: readonly string[], claimant: Claimant): Promise<readonly OffsetRow[]>
  insert(opened: Opened, row: NewRow, claimant: Claimant): Promise<void>
  /** Takes over a row of an earlier lineage, and begins anew. */
  renew(opened: Opened, row: NewRow & Pick<OffsetRow, 'seq'>, claimant: Claimant): Promise<void>
  /** `false`: somebody else has the row now. */
  advance(connection: Connection, row: Omit<OffsetRow, 'lineage'>): Promise<boolean>
}

export const offsetTable = ({ dialect }: Pick<Opened, 'dialect'>, table: TableId): OffsetTable => {
  const quoted = (name: string) => dialect.quote(name)
  const name = [table.catalog, table.schema, table.table]
    .flatMap(part => (part === undefined ? [] : [quoted(part)]))
    .join('.')
  /** Texts with `?` for parameters, names of columns in braces. */
  const sql = (text: string): string => {
    let number = 0
    return text
      .replaceAll(/\{(\w+)\}/g, (_, column: string) => quoted(column))
      .replaceAll('?', () => dialect.parameter(++number))
  }
  const list = (count: number) => new Array(count).fill('?').join(', ')

  return {
    ensure: async ({ connection }) => {
      if ((await connection.columns(table)) !== undefined) return
      try {
        for (const statement of dialect.createTable(table, columns))
          await connection.execute({ sql: statement })
      } catch (error) {
        // another task may have created it meanwhile
        if ((await connection.columns(table)) === undefined) throw error
      }
    },
    claim: async (opened, ids, { lineage, task, epoch }) => {
      await opened.connection.execute({
        sql: sql(
          `UPDATE ${name} SET {seq} = {seq} + 1, {task} = ?, {epoch} = ? WHERE {lineage} = ? AND {id} IN (${list(ids.length)})`,
        ),
        params: [task, epoch, lineage, ...ids],
      })
      const rows = await readAll(opened, {
        sql: sql(
          `SELECT {id}, {lineage}, {seq}, {next_offset}, {gaps} FROM ${name} WHERE {id} IN (${list(ids.length)})`,
        ),
        params: ids,
      })
      return rows.map(([id, of, seq, next, gaps]) => ({
        id: String(id),
        lineage: Number(of),
        seq: Number(seq),
        next: Number(next),
        gaps: String(gaps),
      }))
    },
    insert: async ({ connection }, row, { task, epoch }) => {
      const { id, connector, topic, topicId, partition, lineage, next } = row
      const names = columns.map(column => `{${column.name}}`).join(', ')
      try {
        await connection.execute({
          sql: sql(`INSERT INTO ${name} (${names}) VALUES (${list(columns.length)})`),
          params: [id, connector, topic, topicId, partition, lineage, task, epoch, 1, next, ''],
        })
      } catch (error) {
        if (error instanceof ConnectError && error.code === 'DATA')
          throw new ConnectError('EXTERNAL', `${created.message}: ${messageOf(error)}`, {
            cause: error,
            retriable: true,
          })
        throw error
      }
    },
    renew: async ({ connection }, { id, next, lineage, seq }, { task, epoch }) => {
      const { count } = await connection.execute({
        sql: sql(
          `UPDATE ${name} SET {seq} = {seq} + 1, {lineage} = ?, {task} = ?, {epoch} = ?, {next_offset} = ?, {gaps} = ? WHERE {id} = ? AND {seq} = ?`,
        ),
        params: [lineage, task, epoch, next, '', id, seq],
      })
      if (count !== 1) throw created
    },
    advance: async (connection, { id, seq, next, gaps }) => {
      const { count } = await connection.execute({
        sql: sql(
          `UPDATE ${name} SET {seq} = {seq} + 1, {next_offset} = ?, {gaps} = ? WHERE {id} = ? AND {seq} = ?`,
        ),
        params: [next, gaps, id, seq],
      })
      return count === 1
    },
  }
}
