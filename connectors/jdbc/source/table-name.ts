import type { Dialect, TableId } from '../dialect.ts'

const parts = ({ catalog, schema, table }: TableId): readonly string[] =>
  [catalog, schema, table].filter(part => part !== undefined)

/** `schema.table`, as offsets name it. */
export const nameOf = (table: TableId): string => parts(table).join('.')

/** The table's own name in a qualified one. */
export const bareName = (name: string): string => name.slice(name.indexOf('.') + 1)

/** As statements name it. */
export const quotedName = (table: TableId, { quote }: Pick<Dialect, 'quote'>): string =>
  parts(table).map(quote).join('.')

/** The tables that a name can mean: dots may be in the names themselves. The likeliest first. */
export const tablesNamed = (name: string, { naming }: Pick<Dialect, 'naming'>): readonly TableId[] => {
  const dots = [...name].flatMap((character, i) => (character === '.' ? [i] : []))
  const qualified = dots.map(i => ({ [naming.qualifier]: name.slice(0, i), table: name.slice(i + 1) }))
  return [...qualified, { table: name }]
}
