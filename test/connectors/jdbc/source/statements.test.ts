import { describe, expect, test } from 'vitest'
import type { Column } from '../../../../connectors/jdbc/dialect.ts'
import { bulkStatement, trackedStatement } from '../../../../connectors/jdbc/source/statements.ts'

const dialect = {
  quote: (name: string) => `"${name}"`,
  parameter: (n: number) => `$${n}`,
  instantParameter: ({ ms, nanos }: { ms: number; nanos: number }, zone: string) => `${ms}.${nanos}@${zone}`,
}

const column = (name: string, type: string): Column => ({
  name,
  type,
  declared: type,
  nullable: false,
  autoIncrement: false,
})

const origin = { select: 'SELECT * FROM "a"', suffix: '' }
const range = { incrementing: -1, from: { ms: 1, nanos: 1_000_000 }, until: { ms: 9, nanos: 9_000_000 } }
const tracked = (tracking: { incrementing?: string; timestamps?: readonly string[] }) => ({
  tracking: { incrementing: tracking.incrementing, timestamps: tracking.timestamps ?? [] },
  timeZone: 'UTC',
  ...range,
})
const id = { columns: [column('id', 'bigint')] }
const pair = { columns: [column('a', 'varchar'), column('b', 'decimal')] }

describe('statements that read', () => {
  test('everything, in the order of a key from behind a row', () => {
    expect(bulkStatement(dialect, origin, {}).sql).toBe('SELECT * FROM "a"')
    expect(bulkStatement(dialect, { ...origin, suffix: 'LIMIT 5' }, { key: id }).sql).toBe(
      'SELECT * FROM "a" ORDER BY "id" ASC LIMIT 5',
    )
    expect(bulkStatement(dialect, origin, { key: id, after: ['12345678901234567890'] })).toEqual({
      sql: 'SELECT * FROM "a" WHERE "id" > 12345678901234567890 ORDER BY "id" ASC',
      params: [],
    })
    expect(bulkStatement(dialect, origin, { key: pair, after: ["o'k", '1.50'] })).toEqual({
      sql: 'SELECT * FROM "a" WHERE "a" >= $1 AND ("a" > $2 OR ("a" = $3 AND "b" > 1.50)) ORDER BY "a" ASC, "b" ASC',
      params: ["o'k", "o'k", "o'k"],
    })
  })

  test('a value of a key that is no number is never part of the text', () => {
    const after = ['1; DROP TABLE a']
    expect(bulkStatement(dialect, origin, { key: id, after })).toMatchObject({
      sql: expect.stringContaining('"id" > $1'),
      params: after,
    })
  })

  test('by an incrementing column', () => {
    expect(trackedStatement(dialect, origin, tracked({ incrementing: 'id' }))).toEqual({
      sql: 'SELECT * FROM "a" WHERE "id" > $1 ORDER BY "id" ASC',
      params: [-1],
    })
  })

  test('by timestamps, and within one by a key', () => {
    expect(trackedStatement(dialect, origin, tracked({ timestamps: ['at'] }))).toEqual({
      sql: 'SELECT * FROM "a" WHERE "at" < $1 AND "at" > $2 ORDER BY "at" ASC',
      params: ['9.9000000@UTC', '1.1000000@UTC'],
    })
    const { sql, params } = trackedStatement(dialect, origin, {
      ...tracked({ timestamps: ['at', 'made'] }),
      key: id,
      after: [7],
    })
    expect(sql).toBe(
      'SELECT * FROM "a" WHERE COALESCE("at","made") < $1 AND COALESCE("at","made") >= $2 AND (COALESCE("at","made") > $3 OR (COALESCE("at","made") = $4 AND "id" > $5)) ORDER BY COALESCE("at","made") ASC, "id" ASC',
    )
    expect(params).toEqual(['9.9000000@UTC', '1.1000000@UTC', '1.1000000@UTC', '1.1000000@UTC', 7])
  })

  test('by both', () => {
    const { sql, params } = trackedStatement(
      dialect,
      { ...origin, suffix: 'FOR SHARE' },
      tracked({ incrementing: 'id', timestamps: ['at'] }),
    )
    expect(sql).toBe(
      'SELECT * FROM "a" WHERE "at" < $1 AND "at" >= $2 AND ("at" > $3 OR ("at" = $4 AND "id" > $5)) ORDER BY "at" ASC, "id" ASC FOR SHARE',
    )
    expect(params?.at(-1)).toBe(-1)
  })
})
