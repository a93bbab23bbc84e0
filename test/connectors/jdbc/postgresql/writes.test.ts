import { describe, expect, it } from 'vitest'
import type { Column, WriteShape } from '../../../../connectors/jdbc/dialect.ts'
import { postgreSqlDialect } from '../../../../connectors/jdbc/postgresql/postgresql-dialect.ts'
import { DATE, type Schema, STRING } from '../../../../connectors/sdk/schema.ts'

const quoting = postgreSqlDialect({ quoted: true })
const plain = postgreSqlDialect({ quoted: false })
const UTC = { timestamps: 'UTC', dates: 'UTC' }

const column = (name: string, type: string, castType = type): Column => ({
  name,
  type,
  castType,
  declared: castType,
  nullable: true,
  autoIncrement: false,
})
const int32: Schema = { type: 'int32' }
const id = { column: column('id', 'int4', 'integer'), schema: int32 }
const name = { column: column('na"me', 'text'), schema: STRING }
const code = { column: column('code', 'citext', 'public.citext'), schema: STRING }
const tags: WriteShape['columns'][number] = {
  column: column('tags', '_text', 'text[]'),
  schema: { type: 'array', items: STRING },
}
const table = { schema: 's', table: 't' }

describe('statements that write to PostgreSQL', () => {
  it('are one of arrays, whatever the number of rows', () => {
    const shape: WriteShape = { mode: 'insert', table, keys: [id], columns: [name, tags] }
    const rows = [
      [1, 'a', ['x', 'y"']],
      [2, null, undefined],
    ]
    expect(quoting.writes(shape, rows, UTC)).toEqual([
      {
        sql: 'INSERT INTO "s"."t" ("id", "na""me", "tags") SELECT u.c1, u.c2, u.c3::text[] FROM unnest($1::integer[], $2::text[], $3::text[]) AS u(c1, c2, c3)',
        params: ['{1,2}', '{"a",NULL}', '{"{\\"x\\",\\"y\\\\\\"\\"}",NULL}'],
      },
    ])
    expect(quoting.writes(shape, [], UTC)).toEqual([])
  })

  it.each<readonly [WriteShape['mode'], Partial<WriteShape>, string]>([
    [
      'upsert',
      { keys: [id], columns: [name] },
      'INSERT INTO "s"."t" ("id", "na""me") SELECT u.c1, u.c2 FROM unnest($1::integer[], $2::text[]) AS u(c1, c2) ON CONFLICT ("id") DO UPDATE SET "na""me" = EXCLUDED."na""me"',
    ],
    [
      'upsert',
      { keys: [id] },
      'INSERT INTO "s"."t" ("id") SELECT u.c1 FROM unnest($1::integer[]) AS u(c1) ON CONFLICT ("id") DO NOTHING',
    ],
    [
      'upsert',
      { keys: [code], columns: [name] },
      'INSERT INTO "s"."t" ("code", "na""me") SELECT u.c1, u.c2 FROM (SELECT DISTINCT ON (c1) * FROM unnest($1::public.citext[], $2::text[]) WITH ORDINALITY AS u(c1, c2, n) ORDER BY c1, n DESC) AS u ON CONFLICT ("code") DO UPDATE SET "na""me" = EXCLUDED."na""me"',
    ],
    [
      'update',
      { keys: [id], columns: [name] },
      'UPDATE "s"."t" AS t SET "na""me" = u.c2 FROM unnest($1::integer[], $2::text[]) AS u(c1, c2) WHERE t."id" = u.c1',
    ],
    [
      'delete',
      { keys: [id] },
      'DELETE FROM "s"."t" AS t USING unnest($1::integer[]) AS u(c1) WHERE t."id" = u.c1',
    ],
  ])('%s %#', (mode, { keys = [], columns = [] }, sql) => {
    const row = [...keys, ...columns].map(({ schema }) => (schema.type === 'string' ? 'x' : 1))
    expect(quoting.writes({ mode, table, keys, columns }, [row], UTC)).toMatchObject([{ sql }])
  })

  it('leave names as they are where nothing is quoted', () => {
    const shape: WriteShape = { mode: 'delete', table: { table: 'Orders' }, keys: [id], columns: [] }
    const [statement] = plain.writes(shape, [[1]], UTC)
    expect(statement?.sql).toBe(
      'DELETE FROM Orders AS t USING unnest($1::integer[]) AS u(c1) WHERE t.id = u.c1',
    )
  })

  it('have the last row of a key', () => {
    const shape: WriteShape = { mode: 'upsert', table, keys: [id, name], columns: [] }
    const rows = [
      [1, 'a'],
      [1, 'b'],
      [1, 'a'],
      [1, null],
      [1, null],
    ]
    const [statement] = quoting.writes(shape, rows, UTC)
    expect(statement?.params).toEqual(['{1,1,1,1}', '{"a","b",NULL,NULL}'])
  })
})

describe('tables of PostgreSQL', () => {
  it('are created with defaults and keys', () => {
    const columns = [
      { name: 'id', schema: { type: 'int64' }, key: true },
      { name: 'day', schema: { ...DATE, default: new Date(0), optional: true }, key: false },
      { name: "it's", schema: { ...STRING, optional: true, default: "a'b" }, key: false },
      { name: 'n', schema: { type: 'array', items: { type: 'float64' }, optional: true }, key: false },
      { name: 'must', schema: { type: 'boolean' }, key: false },
    ] as const
    expect(quoting.createTable(table, columns)).toEqual([
      `CREATE TABLE IF NOT EXISTS "s"."t" (
"id" BIGINT NOT NULL,
"day" DATE DEFAULT '1970-01-01',
"it's" TEXT DEFAULT 'a''b',
"n" DOUBLE PRECISION[] NULL,
"must" BOOLEAN NOT NULL,
PRIMARY KEY("id"))`,
    ])
    const named = { name: 'x', schema: { ...STRING, name: 'constructor' }, key: false }
    expect(plain.columnType(named)).toBe('TEXT')
    expect(plain.addColumns({ table: 't' }, columns.slice(3, 4))).toEqual([
      'ALTER TABLE t\nADD COLUMN IF NOT EXISTS n DOUBLE PRECISION[] NULL',
    ])
  })
})
