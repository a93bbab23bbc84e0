import type { FieldDef } from 'pg'
import type { Column } from '../dialect.ts'
import { quotedElement } from './array-text.ts'
import type { Link } from './link.ts'

/**
 * Follows domains to the type that they are made of. `f` has: number, name, declared, type, modifier, required,
 * automatic, preset.
 */
const resolved = (source: string) => `
  WITH RECURSIVE f AS (${source}), b AS (
    SELECT number, type, modifier, false AS required FROM f
    UNION ALL
    SELECT b.number, t.typbasetype, t.typtypmod, b.required OR t.typnotnull
    FROM b JOIN pg_catalog.pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
  )
  SELECT f.name, t.typname, f.declared, pg_catalog.format_type(t.oid, -1), t.typtype, b.modifier,
    f.required OR b.required, f.automatic, f.preset
  FROM f JOIN b ON b.number = f.number JOIN pg_catalog.pg_type t ON t.oid = b.type AND t.typtype <> 'd'
  ORDER BY f.number`

const automatic = `(a.attidentity <> '' OR coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ 'nextval\\(', false))`

const ofTable = resolved(`
  SELECT a.attnum::int8 AS number, a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared,
    a.atttypid AS type, a.atttypmod AS modifier, a.attnotnull AS required,
    ${automatic} AS automatic, a.atthasdef OR a.attidentity <> '' AS preset
  FROM pg_catalog.pg_attribute a
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped`)

const ofFields = resolved(`
  SELECT o.number, o.name, pg_catalog.format_type(coalesce(a.atttypid, o.type), coalesce(a.atttypmod, o.modifier))
      AS declared, coalesce(a.atttypid, o.type) AS type, coalesce(a.atttypmod, o.modifier) AS modifier,
    coalesce(a.attnotnull, false) AS required, ${automatic} AS automatic,
    coalesce(a.atthasdef OR a.attidentity <> '', false) AS preset
  FROM unnest($1::text[], $2::oid[], $3::int4[], $4::oid[], $5::int2[])
    WITH ORDINALITY AS o(name, type, modifier, relation, attribute, number)
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.relation AND a.attnum = o.attribute AND o.attribute > 0
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum`)

type Limits = Pick<Column, 'precision' | 'scale'>

/** What the modifier of a type says. */
const limitsOf = (type: string, modifier: number): Limits => {
  const name = type.startsWith('_') ? type.slice(1) : type
  if (/^time(?:stamp)?(?:tz)?$/.test(name)) return { scale: modifier < 0 ? 6 : modifier }
  if (modifier < 0) return {}
  if (name === 'bit' || name === 'varbit') return { precision: modifier }
  if (name === 'bpchar' || name === 'varchar') return { precision: modifier - 4 }
  if (name !== 'numeric') return {}
  // 11 bits with a sign, since version 15
  return { precision: ((modifier - 4) >> 16) & 0xffff, scale: (((modifier - 4) & 0x7ff) ^ 1024) - 1024 }
}

type ColumnRow = readonly (string | null)[]

const columnOf = (row: ColumnRow): Column => {
  const [name = '', type, declared, castType, kind, modifier, required, isAutomatic, preset] = row
  return {
    name: name ?? '',
    type: type ?? '',
    declared: declared ?? '',
    castType: castType ?? '',
    nullable: required !== 't',
    autoIncrement: isAutomatic === 't',
    hasDefault: preset === 't',
    ...limitsOf(type ?? '', Number(modifier)),
    ...(kind === 'e' && { kind: 'enum' }),
  }
}

export const tableColumns = async (link: Link, relation: string): Promise<readonly Column[]> => {
  const { rows } = await link.run(ofTable, [relation])
  return rows.map(columnOf)
}

const QUOTED = /"(?:[^"]|"")*"|'(?:[^']|'')*'/g

/** Words without which no join and no grouping makes nulls of what a table has none of. */
const ADDS_NULLS = /\b(?:left|right|full|rollup|cube|grouping)\b/i

const arrayOf = (values: readonly (string | number)[]) => `{${values.join(',')}}`

/** The columns of a result. */
export const fieldColumns = async (
  link: Link,
  sql: string,
  fields: readonly FieldDef[],
): Promise<readonly Column[]> => {
  if (fields.length === 0) return []
  const { rows } = await link.run(ofFields, [
    arrayOf(fields.map(field => quotedElement(field.name))),
    arrayOf(fields.map(field => field.dataTypeID)),
    arrayOf(fields.map(field => field.dataTypeModifier)),
    arrayOf(fields.map(field => field.tableID)),
    arrayOf(fields.map(field => field.columnID)),
  ])
  const columns = rows.map(columnOf)
  if (!ADDS_NULLS.test(sql.replace(QUOTED, ''))) return columns
  return columns.map(column => ({ ...column, nullable: true }))
}
