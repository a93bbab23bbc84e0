import type { TableFilter, TableId } from '../dialect.ts'
import type { Link } from './link.ts'

const USER_SCHEMA = `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`
const SYSTEM_SCHEMA = `n.nspname IN ('pg_catalog', 'information_schema')`

/** What JDBC's names of kinds of tables mean. */
const kinds: Readonly<Record<string, string>> = {
  TABLE: `c.relkind = 'r' AND ${USER_SCHEMA}`,
  'PARTITIONED TABLE': `c.relkind = 'p' AND ${USER_SCHEMA}`,
  VIEW: `c.relkind = 'v' AND ${USER_SCHEMA}`,
  'MATERIALIZED VIEW': `c.relkind = 'm' AND ${USER_SCHEMA}`,
  'FOREIGN TABLE': `c.relkind = 'f' AND ${USER_SCHEMA}`,
  'SYSTEM TABLE': `c.relkind = 'r' AND ${SYSTEM_SCHEMA}`,
  'SYSTEM VIEW': `c.relkind = 'v' AND ${SYSTEM_SCHEMA}`,
}

/** Tables of these kinds; a kind that PostgreSQL has not has no tables. */
export const findTables = async (link: Link, filter: TableFilter): Promise<readonly TableId[]> => {
  const { types, schemaPattern = null, catalogPattern = null } = filter
  const wanted = types.flatMap(type => kinds[type.toUpperCase()] ?? [])
  if (wanted.length === 0) return []
  const { rows } = await link.run(
    `SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE ($1::text IS NULL OR n.nspname LIKE $1) AND ($2::text IS NULL OR $2 = pg_catalog.current_database())
        AND (${wanted.map(condition => `(${condition})`).join(' OR ')})
      ORDER BY c.relkind, n.nspname, c.relname`,
    [schemaPattern, catalogPattern],
  )
  return rows.map(([schema, table]) => ({ schema: schema ?? '', table: table ?? '' }))
}

/** The table's number in the catalogue; without a schema, that of the one on the search path. */
export const findRelation = async (link: Link, id: TableId): Promise<string | undefined> => {
  const { catalog = null, schema = null, table } = id
  const { rows } = await link.run(
    `SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1::text::name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND CASE WHEN $2::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = $2::text::name END
        AND ($3::text IS NULL OR $3 = pg_catalog.current_database())`,
    [table, schema, catalog],
  )
  return rows[0]?.[0] ?? undefined
}

export const findPrimaryKey = async (link: Link, relation: string): Promise<readonly string[]> => {
  const { rows } = await link.run(
    `SELECT a.attname FROM pg_catalog.pg_index i
      CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attribute, number)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attribute
      WHERE i.indrelid = $1::oid AND i.indisprimary ORDER BY k.number`,
    [relation],
  )
  return rows.map(([name]) => name ?? '')
}
