import { ConnectError } from '../../sdk/errors.ts'
import type { Statement, WriteShape, WrittenColumn } from '../dialect.ts'
import { quotedElement } from './array-text.ts'
import { isArray } from './column-reader.ts'
import type { Identifiers } from './identifiers.ts'
import { type ToText, textOf, type WriteZones } from './write-values.ts'

type Row = readonly unknown[]

/** Characters of one statement: far from what a string holds, and a server in one piece. */
const MAX_CHARS = 16 * 1024 * 1024

/** Texts of these need no quotes in an array. */
const BARE = new Set(['int8', 'int16', 'int32', 'int64', 'boolean'])

interface Writer {
  readonly name: string
  readonly toText: ToText
  readonly bare: boolean
}

const writerOf = ({ column, schema }: WrittenColumn, zones: WriteZones): Writer => ({
  name: column.name,
  toText: textOf(schema, column, zones),
  bare: BARE.has(schema.type) && schema.name === undefined,
})

/** The values of one column as an array; `undefined`: they have more characters than are left. */
const arrayOf = (rows: readonly Row[], index: number, { name, toText, bare }: Writer): string | undefined => {
  let text = '{'
  for (const row of rows) {
    if (text.length > 1) text += ','
    const value = row[index]
    if (value === null || value === undefined) text += 'NULL'
    else text += bare ? toText(value) : quotedElement(toText(value))
    if (text.length > MAX_CHARS && rows.length > 1) return undefined
  }
  if (!text.isWellFormed())
    throw new ConnectError('DATA', `A text for column ${name} has half a character (a lone surrogate)`)
  return `${text}}`
}

/** One array a column; `undefined`: they are too long for one statement. */
const arraysOf = (rows: readonly Row[], writers: readonly Writer[]): string[] | undefined => {
  const arrays: string[] = []
  let length = 0
  for (const [i, writer] of writers.entries()) {
    const array = arrayOf(rows, i, writer)
    length += array?.length ?? 0
    if (array === undefined || (length > MAX_CHARS && rows.length > 1)) return undefined
    arrays.push(array)
  }
  return arrays
}

const statementsOf = (sql: string, rows: readonly Row[], writers: readonly Writer[]): Statement[] => {
  if (rows.length === 0) return []
  const params = arraysOf(rows, writers)
  if (params !== undefined) return [{ sql, params }]
  const half = Math.ceil(rows.length / 2)
  return [...statementsOf(sql, rows.slice(0, half), writers), ...statementsOf(sql, rows.slice(half), writers)]
}

/** What stands for a row's key in a map; the row itself when a null is in it. */
const keyOf = (row: Row, keys: readonly Writer[]): unknown => {
  const texts: string[] = []
  for (const [i, { toText }] of keys.entries()) {
    const value = row[i]
    if (value === null || value === undefined) return row
    texts.push(toText(value))
  }
  return texts.length === 1 ? texts[0] : JSON.stringify(texts)
}

/** The last row of each key; one in whose key is a null stands alone. */
const lastOfKeys = (rows: readonly Row[], keys: readonly Writer[]): readonly Row[] => {
  const last = new Map(rows.map(row => [keyOf(row, keys), row]))
  return last.size === rows.length ? rows : [...last.values()]
}

/** Whether keys are the same for the server exactly when their texts are. */
const isExact = ({ column, schema }: WrittenColumn): boolean => {
  if (/^int[248]$/.test(column.type)) return schema.name === undefined && schema.type.startsWith('int')
  return (column.type === 'text' || column.type === 'varchar') && schema.type === 'string'
}

const castType = ({ column }: WrittenColumn) => column.castType ?? column.type

/** The server has no arrays of arrays: those come as texts. */
const sourceOf = (columns: readonly WrittenColumn[], ordered: boolean): string => {
  const params = columns.map((each, i) => `$${i + 1}::${isArray(each.column) ? 'text' : castType(each)}[]`)
  const names = columns.map((_, i) => `c${i + 1}`)
  if (!ordered) return `unnest(${params.join(', ')}) AS u(${names.join(', ')})`
  return `unnest(${params.join(', ')}) WITH ORDINALITY AS u(${[...names, 'n'].join(', ')})`
}

/** One row a key, the last one, where only the server knows which keys are the same. */
const lastBySql = (columns: readonly WrittenColumn[], keys: number): string => {
  const names = columns.slice(0, keys).map((_, i) => `c${i + 1}`)
  const key = names.join(', ')
  return `(SELECT DISTINCT ON (${key}) * FROM ${sourceOf(columns, true)} ORDER BY ${key}, n DESC) AS u`
}

const selected = (each: WrittenColumn, i: number) =>
  isArray(each.column) ? `u.c${i + 1}::${castType(each)}` : `u.c${i + 1}`

const writeSql = (shape: WriteShape, names: Identifiers): string => {
  const { mode, keys, columns } = shape
  const all = [...keys, ...columns]
  const name = ({ column }: WrittenColumn) => names.quote(column.name)
  const table = names.table(shape.table)
  const oneOfKey = mode === 'upsert' || mode === 'update'
  const source = oneOfKey && !keys.every(isExact) ? lastBySql(all, keys.length) : sourceOf(all, false)
  const matched = keys.map((key, i) => `t.${name(key)} = u.c${i + 1}`).join(' AND ')
  if (mode === 'delete') return `DELETE FROM ${table} AS t USING ${source} WHERE ${matched}`
  if (mode === 'update') {
    const set = columns.map((each, i) => `${name(each)} = ${selected(each, keys.length + i)}`).join(', ')
    return `UPDATE ${table} AS t SET ${set} FROM ${source} WHERE ${matched}`
  }
  const insert = `INSERT INTO ${table} (${all.map(name).join(', ')}) SELECT ${all.map(selected).join(', ')} FROM ${source}`
  if (mode === 'insert') return insert
  const set = columns.map(each => `${name(each)} = EXCLUDED.${name(each)}`).join(', ')
  return `${insert} ON CONFLICT (${keys.map(name).join(', ')}) DO ${set === '' ? 'NOTHING' : `UPDATE SET ${set}`}`
}

/** Statements that write the rows, as few as fit. */
export const writeStatements = (
  shape: WriteShape,
  rows: readonly Row[],
  options: { readonly names: Identifiers; readonly zones: WriteZones },
): Statement[] => {
  const { mode, keys, columns } = shape
  if (mode === 'update' && columns.length === 0) return []
  const writers = [...keys, ...columns].map(each => writerOf(each, options.zones))
  const oneOfKey = mode === 'upsert' || mode === 'update'
  const written = oneOfKey ? lastOfKeys(rows, writers.slice(0, keys.length)) : rows
  return statementsOf(writeSql(shape, options.names), written, writers)
}
