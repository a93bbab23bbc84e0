import { ConnectError } from '../../sdk/errors.ts'
import { logicalNames, type Schema } from '../../sdk/schema.ts'
import { type Column, INSTANT, type NewColumn } from '../dialect.ts'
import { valueWriter } from './write-value.ts'

/** Bytes of an index's key in InnoDB, and of a character in utf8mb4. */
const MAX_INDEX = 3072
const CHARACTER = 4
/** For a column that is no text and no bytes. */
const FIXED = 32
const MAX_SCALE = 30

/** How many characters and bytes a key column may have. */
interface KeyLengths {
  readonly text: number
  readonly bytes: number
}

const isVariable = ({ schema }: NewColumn) =>
  schema.type === 'string' || (schema.type === 'bytes' && schema.name !== logicalNames.Decimal)

/** All key columns share what an index holds. */
export const keyLengths = (columns: readonly NewColumn[]): KeyLengths => {
  const keys = columns.filter(({ key }) => key)
  const variable = keys.filter(isVariable).length
  const share = Math.floor((MAX_INDEX - FIXED * (keys.length - variable)) / Math.max(1, variable))
  return { text: Math.min(255, Math.floor(share / CHARACTER)), bytes: Math.min(1024, share) }
}

const decimalType = ({ parameters }: Schema): string => {
  const scale = Math.max(0, Number(parameters?.scale ?? 0))
  if (scale > MAX_SCALE)
    throw new ConnectError('DATA', `a DECIMAL has at most ${MAX_SCALE} digits behind the point, got ${scale}`)
  return `DECIMAL(65,${scale})`
}

const byName: ReadonlyMap<string | undefined, (schema: Schema) => string> = new Map([
  [INSTANT.name, () => 'DATETIME(6)'],
  [logicalNames.Decimal, decimalType],
  [logicalNames.Date, () => 'DATE'],
  [logicalNames.Time, () => 'TIME(3)'],
  [logicalNames.Timestamp, () => 'DATETIME(3)'],
])

const byType: Partial<Record<Schema['type'], string>> = {
  int8: 'TINYINT',
  int16: 'SMALLINT',
  int32: 'INT',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  boolean: 'TINYINT',
}

/**
 * Keys that differ in case or in spaces at their end are different, so key columns compare by their bytes. MySQL has no
 * such collation that pads nothing in all versions. MariaDB passes over what is for versions from 50700 to 99999:
 * https://mariadb.com/kb/en/comment-syntax/
 */
const BY_BYTES = '/*!50700 COLLATE utf8mb4_bin *//*M!100202 COLLATE utf8mb4_nopad_bin */'

const variableType = (column: NewColumn, lengths: KeyLengths): string | undefined => {
  const { schema, key } = column
  if (schema.type === 'bytes') return `VARBINARY(${key ? lengths.bytes : 1024})`
  if (schema.type !== 'string') return undefined
  return key ? `VARCHAR(${lengths.text}) CHARACTER SET utf8mb4 ${BY_BYTES}` : 'TEXT'
}

/** The type of a new column. Throws a ConnectError `DATA` when there is none. */
export const typeOfColumn = (column: NewColumn, lengths = keyLengths([column])): string => {
  const { name, schema } = column
  try {
    const type = byName.get(schema.name)?.(schema) ?? byType[schema.type] ?? variableType(column, lengths)
    if (type !== undefined) return type
    throw new ConnectError('DATA', `there is no type for values of type ${schema.type}`)
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
    throw new ConnectError('DATA', `Column ${name}: ${error.message}`, { cause: error })
  }
}

const UTC = { timestamps: 'UTC', dates: 'UTC' }

/** As far as defaults need it. */
const columnOf = ({ name }: NewColumn, declared: string): Column => {
  const [type = '', digits] = declared.toLowerCase().split(/[( ]/)
  const size = type === 'datetime' ? { scale: Number.parseInt(digits ?? '0', 10) } : {}
  const scale = type === 'decimal' ? { scale: Number(/,(\d+)/.exec(declared)?.[1] ?? 0) } : {}
  return { name, type, declared, nullable: true, autoIncrement: false, ...size, ...scale }
}

/** Texts may have a default as an expression only: MariaDB 10.2, MySQL 8.0.13. */
const defaultOf = (column: NewColumn, type: string): string => {
  const value = column.schema.default
  if (value === undefined || value === null) return ''
  const literal = valueWriter({ column: columnOf(column, type), schema: column.schema }, UTC, 'stored')(value)
  return ` DEFAULT ${type === 'TEXT' ? `(${literal})` : literal}`
}

/** `name TYPE [NOT] NULL [DEFAULT …]`. */
export const columnDefinition = (column: NewColumn, name: string, lengths: KeyLengths): string => {
  const type = typeOfColumn(column, lengths)
  const nullable = column.schema.optional === true && !column.key
  return `${name} ${type} ${nullable ? 'NULL' : 'NOT NULL'}${defaultOf(column, type)}`
}
