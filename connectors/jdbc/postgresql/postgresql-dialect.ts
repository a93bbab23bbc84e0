import { ConnectError } from '../../sdk/errors.ts'
import type { Dialect, DialectOptions } from '../dialect.ts'
import { zoneOf } from '../zone.ts'
import { columnReader } from './column-reader.ts'
import { identifiers } from './identifiers.ts'
import { momentText } from './moment-text.ts'
import { refusedColumn } from './refused-column.ts'
import { refusedKey } from './server-error.ts'
import { addColumns, columnType, createTable } from './table-ddl.ts'
import { writeStatements } from './writes.ts'

const levels = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']

const isolation = (level: string) => {
  if (!levels.includes(level))
    throw new ConnectError('INVALID_CONFIG', `Unknown isolation '${level}': allowed are ${levels.join(', ')}`)
  return { sql: `SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ${level}` }
}

export const postgreSqlDialect = ({ quoted }: DialectOptions): Dialect => {
  const names = identifiers(quoted)
  return {
    name: 'PostgreSqlDatabaseDialect',
    protocols: ['postgresql'],
    defaultPort: 5432,
    connect: async options => {
      // the driver is loaded by those alone who connect
      const [{ connect }, { openConnection }] = await Promise.all([
        import('./connect.ts'),
        import('./connection.ts'),
      ])
      return openConnection(await connect(options), names)
    },
    refusedKey,
    refusedColumn,
    quote: names.quote,
    naming: { qualifier: 'schema', mark: '"' },
    parameter: number => `$${number}`,
    isolation,
    instantParameter: (instant, timeZone) => momentText(instant, zoneOf(timeZone)),
    reader: columnReader,
    columnType,
    createTable: (table, columns) => createTable(table, columns, names),
    addColumns: (table, columns) => addColumns(table, columns, names),
    writes: (shape, rows, zones) => writeStatements(shape, rows, { names, zones }),
  }
}
