import type { Dialect, DialectOptions, Instant, TableId } from '../dialect.ts'
import { UTC_ZONE, zoneOf } from '../zone.ts'
import { columnDefinition, keyLengths, typeOfColumn } from './ddl.ts'
import { driverSettings } from './driver-properties.ts'
import { cutMoment, momentOf } from './moment.ts'
import { columnReader } from './readers.ts'
import { refusedColumn, refusedKey } from './server-error.ts'
import { writeStatements } from './writes.ts'

/** MySQL from 5.7, and MariaDB from 10.2. */
export const mySqlDialect = ({ quoted }: DialectOptions): Dialect => {
  const quote = (identifier: string) => (quoted ? `\`${identifier.replaceAll('`', '``')}\`` : identifier)
  const named = ({ catalog, table }: TableId) =>
    catalog === undefined ? quote(table) : `${quote(catalog)}.${quote(table)}`
  return {
    name: 'MySqlDatabaseDialect',
    protocols: ['mysql', 'mariadb'],
    defaultPort: 3306,
    connect: async options => {
      const settings = driverSettings(options.properties)
      // the driver is loaded by those alone who connect
      const { openMySql } = await import('./connection.ts')
      return openMySql(options, settings)
    },
    refusedKey,
    refusedColumn,
    quote,
    naming: { qualifier: 'catalog', mark: '`' },
    parameter: () => '?',
    isolation: level => ({ sql: `SET SESSION TRANSACTION ISOLATION LEVEL ${level}` }),
    instantParameter: (instant, timeZone, column) =>
      cutMoment(instant, column?.type === 'timestamp' ? UTC_ZONE : zoneOf(timeZone)),
    instantOf: (raw, column, timeZone): Instant | undefined => {
      if (typeof raw !== 'string') return undefined
      return momentOf(raw, column.type === 'timestamp' ? UTC_ZONE : zoneOf(timeZone))
    },
    reader: columnReader,
    columnType: column => typeOfColumn(column),
    createTable: (table, columns) => {
      const lengths = keyLengths(columns)
      const keys = columns.filter(({ key }) => key).map(({ name }) => quote(name))
      const parts = [
        ...columns.map(column => columnDefinition(column, quote(column.name), lengths)),
        ...(keys.length > 0 ? [`PRIMARY KEY(${keys.join(',')})`] : []),
      ]
      return [`CREATE TABLE ${named(table)} (\n${parts.join(',\n')}\n) DEFAULT CHARACTER SET utf8mb4`]
    },
    addColumns: (table, columns) => {
      const lengths = keyLengths(columns)
      const parts = columns.map(column => `ADD ${columnDefinition(column, quote(column.name), lengths)}`)
      return parts.length === 0 ? [] : [`ALTER TABLE ${named(table)} ${parts.join(',\n')}`]
    },
    writes: (shape, rows, timeZones) => {
      const names = {
        table: named(shape.table),
        keys: shape.keys.map(({ column }) => quote(column.name)),
        columns: shape.columns.map(({ column }) => quote(column.name)),
      }
      return writeStatements(shape, names, { rows, timeZones })
    },
  }
}
