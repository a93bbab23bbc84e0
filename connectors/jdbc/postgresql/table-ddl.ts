import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { typeName } from '../../sdk/type-name.ts'
import { type Column, INSTANT, type NewColumn, type TableId } from '../dialect.ts'
import { type Identifiers, literal } from './identifiers.ts'
import { textOf } from './write-values.ts'

const byName: ReadonlyMap<string | undefined, string> = new Map([
  [logicalNames.Decimal, 'DECIMAL'],
  [logicalNames.Date, 'DATE'],
  [logicalNames.Time, 'TIME'],
  [logicalNames.Timestamp, 'TIMESTAMP'],
  [INSTANT.name, 'TIMESTAMP'],
])

const byType: Partial<Record<Schema['type'], string>> = {
  int8: 'SMALLINT',
  int16: 'SMALLINT',
  int32: 'INT',
  int64: 'BIGINT',
  float32: 'REAL',
  float64: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  string: 'TEXT',
  bytes: 'BYTEA',
}

const sqlType = (schema: Schema): string => {
  const found = byName.get(schema.name) ?? byType[schema.type]
  if (found !== undefined) return found
  if (schema.type === 'array') return `${sqlType(schema.items)}[]`
  const name = schema.name ?? null
  throw new ConnectError(
    'DATA',
    `${name} (${typeName(schema)}) type doesn't have a mapping to the SQL database column type`,
  )
}

export const columnType = ({ schema }: NewColumn): string => sqlType(schema)

/** The column as it is to be, for what writes to it. */
const futureColumn = (column: NewColumn): Column => {
  const declared = columnType(column)
  const bare = declared.replace(/(?:\[\])+$/, '')
  const type = declared.toLowerCase()
  return {
    name: column.name,
    type: bare === declared ? type : `_${bare.toLowerCase()}`,
    declared: type,
    nullable: true,
    autoIncrement: false,
  }
}

const UTC = { timestamps: 'UTC', dates: 'UTC' }

const columnSpec = (column: NewColumn, names: Identifiers): string => {
  const spec = `${names.quote(column.name)} ${columnType(column)}`
  const preset = column.schema.default
  if (preset !== undefined && preset !== null) {
    const text = textOf(column.schema, futureColumn(column), UTC)(preset)
    return `${spec} DEFAULT ${literal(text)}`
  }
  return `${spec}${column.schema.optional === true && !column.key ? ' NULL' : ' NOT NULL'}`
}

export const createTable = (table: TableId, columns: readonly NewColumn[], names: Identifiers): string[] => {
  const keys = columns.filter(column => column.key).map(column => names.quote(column.name))
  const parts = columns.map(column => columnSpec(column, names))
  if (keys.length > 0) parts.push(`PRIMARY KEY(${keys.join(',')})`)
  return [`CREATE TABLE IF NOT EXISTS ${names.table(table)} (\n${parts.join(',\n')})`]
}

export const addColumns = (table: TableId, columns: readonly NewColumn[], names: Identifiers): string[] => {
  if (columns.length === 0) return []
  const added = columns.map(column => `ADD COLUMN IF NOT EXISTS ${columnSpec(column, names)}`)
  return [`ALTER TABLE ${names.table(table)}\n${added.join(',\n')}`]
}
