import type { Column, Connection, TableId } from '../dialect.ts'

/** The columns of a table as they were last seen. */
export interface TableColumns {
  readonly all: readonly Column[]
  /** The column of a field: of its very name, else of its name in other letters. */
  find(name: string): Column | undefined
}

const lower = (name: string) => name.toLowerCase()

const tableColumns = (all: readonly Column[]): TableColumns => {
  const exact = new Map(all.map(column => [column.name, column]))
  const anyCase = new Map(all.map(column => [lower(column.name), column]))
  return { all, find: name => exact.get(name) ?? anyCase.get(lower(name)) }
}

const sameColumns = (a: TableColumns | undefined, b: TableColumns | undefined): boolean =>
  JSON.stringify(a?.all) === JSON.stringify(b?.all)

/** What is known of tables, so that each is looked at once. */
export interface KnownTables {
  /** `undefined`: there is no such table. */
  columns(connection: Connection, table: TableId): Promise<TableColumns | undefined>
  /** Looks again. */
  refresh(connection: Connection, table: TableId): Promise<TableColumns | undefined>
  /** Looks at all of them again. Resolves with whether one has changed. */
  refreshAll(connection: Connection): Promise<boolean>
}

export const knownTables = (): KnownTables => {
  const known = new Map<string, { readonly table: TableId; readonly columns: TableColumns | undefined }>()
  const keyOf = ({ catalog, schema, table }: TableId) => JSON.stringify([catalog, schema, table])

  const refresh = async (connection: Connection, table: TableId) => {
    const found = await connection.columns(table)
    const columns = found && tableColumns(found)
    known.set(keyOf(table), { table, columns })
    return columns
  }

  return {
    columns: async (connection, table) => {
      const seen = known.get(keyOf(table))
      return seen === undefined ? refresh(connection, table) : seen.columns
    },
    refresh,
    refreshAll: async connection => {
      let changed = false
      for (const { table, columns } of [...known.values()])
        changed = !sameColumns(columns, await refresh(connection, table)) || changed
      return changed
    },
  }
}
