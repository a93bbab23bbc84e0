import { ConnectError } from '../../sdk/errors.ts'
import { javaPattern } from '../../sdk/java-pattern.ts'
import type { Dialect, TableId } from '../dialect.ts'
import type { Opened } from '../open-connection.ts'
import type { Selection } from './settings.ts'
import { nameOf, quotedName } from './table-name.ts'

type Test = (table: TableId) => boolean

const named = (names: readonly string[], dialect: Pick<Dialect, 'quote'>): Test => {
  const all = new Set(names)
  return table => all.has(table.table) || all.has(nameOf(table)) || all.has(quotedName(table, dialect))
}

const matching = (regexes: readonly string[]): Test => {
  const patterns = regexes.map(javaPattern)
  return table => patterns.some(pattern => pattern.matches(nameOf(table)))
}

const testOf = (selection: Selection, dialect: Pick<Dialect, 'quote'>): Test => {
  const { include, exclude, whitelist, blacklist } = selection
  if (include.length > 0) {
    const [included, excluded] = [matching(include), matching(exclude)]
    return table => included(table) && !excluded(table)
  }
  if (whitelist.length > 0) return named(whitelist, dialect)
  const black = named(blacklist, dialect)
  return table => !black(table)
}

const bare = (tables: readonly TableId[]): readonly TableId[] =>
  [...new Set(tables.map(({ table }) => table))].map(table => ({ table }))

/** Two tables of one name would share a topic. */
const checkNames = (tables: readonly TableId[]) => {
  const twice = [...Map.groupBy(tables, ({ table }) => table).values()].filter(same => same.length > 1)
  if (twice.length === 0) return
  throw new ConnectError(
    'INVALID_CONFIG',
    `The connector uses the unqualified table name as the topic name and has detected duplicate unqualified table names. This could lead to mixed data types in the topic and downstream processing errors. Leave all but one of each out: ${twice
      .map(same => same.map(nameOf).join(', '))
      .join('; ')}`,
  )
}

const filterOf = ({ types, schemaPattern, catalogPattern }: Selection) => ({
  types,
  ...(schemaPattern !== null && { schemaPattern }),
  ...(catalogPattern !== null && { catalogPattern }),
})

/** Names with a database of their own may mean another than the one of the URL. */
const elsewhere = async (
  selection: Selection,
  { connection, dialect }: Opened,
): Promise<readonly TableId[]> => {
  const names = selection.whitelist.filter(name => name.includes('.'))
  if (names.length === 0 || selection.catalogPattern !== null || dialect.naming.qualifier !== 'catalog')
    return []
  const all = await connection.tables({ ...filterOf(selection), catalogPattern: '%' })
  return all.filter(named(names, dialect))
}

/** The tables that are to be read, in the order of their names. */
export const selectTables = async (selection: Selection, opened: Opened): Promise<readonly TableId[]> => {
  const near = (await opened.connection.tables(filterOf(selection))).filter(testOf(selection, opened.dialect))
  const others = (await elsewhere(selection, opened)).filter(
    table => !near.some(each => nameOf(each) === nameOf(table)),
  )
  const selected = [...near, ...others]
  const tables = selection.qualified ? selected : bare(selected)
  checkNames(tables)
  return tables.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

/** Names of `table.whitelist` that name no table. */
export const missingTables = (
  { whitelist, include }: Selection,
  tables: readonly TableId[],
  dialect: Pick<Dialect, 'quote'>,
): readonly string[] =>
  include.length > 0 ? [] : whitelist.filter(name => !tables.some(named([name], dialect)))
