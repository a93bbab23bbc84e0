import type { TableId } from '../dialect.ts'

export interface Identifiers {
  quote(identifier: string): string
  /** as statements name it */
  table(table: TableId): string
  /** as catalogues know it: what is not quoted is in lower case there */
  stored(table: TableId): TableId
}

export const identifiers = (quoted: boolean): Identifiers => {
  const quote = (identifier: string) => (quoted ? `"${identifier.replaceAll('"', '""')}"` : identifier)
  return {
    quote,
    table: ({ catalog, schema, table }) =>
      [catalog, schema, table].flatMap(part => (part === undefined ? [] : [quote(part)])).join('.'),
    stored: id => {
      if (quoted) return id
      const schema = id.schema === undefined ? {} : { schema: id.schema.toLowerCase() }
      return { ...id, ...schema, table: id.table.toLowerCase() }
    },
  }
}

/** A text in a statement; `standard_conforming_strings` is on. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
