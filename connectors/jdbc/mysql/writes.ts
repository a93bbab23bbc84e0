import type { Statement, WriteShape } from '../dialect.ts'
import { type TimeZones, valueWriter, type WriteValue } from './write-value.ts'

type Row = readonly unknown[]

/** How names stand in statements. */
export interface Names {
  readonly table: string
  readonly keys: readonly string[]
  readonly columns: readonly string[]
}

/** Characters of a statement, of at most 3 bytes each: below 4 MB, the least `max_allowed_packet` of servers in use. */
const MAX_TEXT = 1_000_000
/** Rows whose keys are looked for by one statement; with many more the server would rather read the whole table. */
const MAX_KEYS = 1_000

interface Joining {
  readonly separator: string
  readonly maxCount?: number
  /** whether the text of this index has to begin the next */
  readonly closes?: (index: number) => boolean
}

/** Texts put together as far as a statement may go. */
const joined = (texts: readonly string[], { separator, maxCount = MAX_TEXT, closes }: Joining): string[] => {
  const groups: string[] = []
  let group = ''
  let count = 0
  for (const [index, text] of texts.entries()) {
    const full = count >= maxCount || group.length + text.length > MAX_TEXT
    const closed = closes?.(index) ?? false
    if (count > 0 && (full || closed)) {
      groups.push(group)
      count = 0
    }
    group = count++ === 0 ? text : group + separator + text
  }
  if (count > 0) groups.push(group)
  return groups
}

const literals = (writers: readonly WriteValue[], row: Row, from = 0): string => {
  let text = ''
  for (let i = 0; i < writers.length; i++) text += (i === 0 ? '' : ',') + (writers[i]?.(row[from + i]) ?? '')
  return text
}

const assigned = (names: readonly string[]) => names.map(name => `${name}=values(${name})`).join(',')

const inserts = (shape: WriteShape, names: Names, rows: readonly Row[], writers: readonly WriteValue[]) => {
  const all = [...names.keys, ...names.columns]
  const head = `INSERT INTO ${names.table}(${all.join(',')}) VALUES`
  const updated = names.columns.length > 0 ? names.columns : names.keys
  const tail = shape.mode === 'upsert' ? ` ON DUPLICATE KEY UPDATE ${assigned(updated)}` : ''
  const tuples = rows.map(row => `(${literals(writers, row)})`)
  return joined(tuples, { separator: ',' }).map(group => ({ sql: head + group + tail }))
}

const deletes = (names: Names, rows: readonly Row[], writers: readonly WriteValue[]): Statement[] => {
  const [key] = names.keys
  const single = names.keys.length === 1
  const what = single ? key : `(${names.keys.join(',')})`
  const tuples = rows.map(row => (single ? literals(writers, row) : `(${literals(writers, row)})`))
  return joined(tuples, { separator: ',', maxCount: MAX_KEYS }).map(group => ({
    sql: `DELETE FROM ${names.table} WHERE ${what} IN (${group})`,
  }))
}

const INTEGER_TYPES = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint'])

/** Joined to a table of literals: four times as fast as one by one, but only numbers compare there as they should. */
const joinsExactly = ({ keys }: WriteShape) =>
  keys.every(
    ({ column, schema }) =>
      INTEGER_TYPES.has(column.type) && schema.type.startsWith('int') && schema.name === undefined,
  )

const joinedUpdates = (names: Names, rows: readonly Row[], writers: readonly WriteValue[]): Statement[] => {
  const all = [...names.keys, ...names.columns]
  const alias = all.map((_, i) => `v${i}`)
  const on = names.keys.map((key, i) => `t.${key}=v.${alias[i]}`).join(' AND ')
  const set = names.columns.map((column, i) => `t.${column}=v.${alias[names.keys.length + i]}`).join(',')
  const keyWriters = writers.slice(0, names.keys.length)
  const keyTexts = rows.map(row => literals(keyWriters, row))
  let seen = new Set<string>()
  // of two rows with one key the last has to win
  const repeats = (index: number) => {
    const key = keyTexts[index] ?? ''
    const again = seen.has(key)
    if (again) seen = new Set()
    seen.add(key)
    return again
  }
  const tuples = rows.map(row => literals(writers, row))
  const options = { separator: ' UNION ALL SELECT ', maxCount: MAX_KEYS, closes: repeats }
  return joined(tuples, options).map(group => ({
    sql: `UPDATE ${names.table} t JOIN (SELECT ${all.map((_, i) => `NULL ${alias[i]}`).join(',')} FROM DUAL WHERE FALSE UNION ALL SELECT ${group}) v ON ${on} SET ${set}`,
  }))
}

const singleUpdates = (names: Names, rows: readonly Row[], writers: readonly WriteValue[]): Statement[] => {
  const { keys, columns, table } = names
  const texts = rows.map(row => {
    const set = columns.map((name, i) => `${name}=${writers[keys.length + i]?.(row[keys.length + i])}`)
    const where = keys.map((name, i) => `${name}=${writers[i]?.(row[i])}`)
    return `UPDATE ${table} SET ${set.join(',')} WHERE ${where.join(' AND ')}`
  })
  return joined(texts, { separator: ';', maxCount: MAX_KEYS }).map(sql => ({ sql }))
}

/** The statements that write these rows in their order, literals in them. */
export const writeStatements = (
  shape: WriteShape,
  names: Names,
  { rows, timeZones }: { readonly rows: readonly Row[]; readonly timeZones: TimeZones },
): readonly Statement[] => {
  const looked = shape.mode === 'update' || shape.mode === 'delete' ? 'compared' : 'stored'
  const writers = [
    ...shape.keys.map(column => valueWriter(column, timeZones, looked)),
    ...shape.columns.map(column => valueWriter(column, timeZones, 'stored')),
  ]
  if (shape.mode === 'delete') return deletes(names, rows, writers)
  if (shape.mode !== 'update') return inserts(shape, names, rows, writers)
  if (names.columns.length === 0) return []
  return joinsExactly(shape) ? joinedUpdates(names, rows, writers) : singleUpdates(names, rows, writers)
}
