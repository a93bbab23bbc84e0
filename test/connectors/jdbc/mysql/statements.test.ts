import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Column, NewColumn, WriteShape } from '../../../../connectors/jdbc/dialect.ts'
import { bound } from '../../../../connectors/jdbc/mysql/literal.ts'
import { mySqlDialect } from '../../../../connectors/jdbc/mysql/mysql-dialect.ts'
import { decimalSchema, type Schema, STRING, TIMESTAMP } from '../../../../connectors/sdk/schema.ts'
import { Decimal } from '../../../../connectors/sdk/value.ts'

const dialect = mySqlDialect({ quoted: true })
const UTC = { timestamps: 'UTC', dates: 'UTC' }
const INT: Schema = { type: 'int32' }

const column = (name: string, type: string): Column => ({
  name,
  type,
  declared: type,
  nullable: true,
  autoIncrement: false,
})
const written = (name: string, type: string, schema: Schema) => ({ column: column(name, type), schema })

const shape = (mode: WriteShape['mode'], changed: Partial<WriteShape> = {}): WriteShape => ({
  mode,
  table: { catalog: 'shop', table: 'a`b' },
  keys: [written('id', 'int', INT)],
  columns: [written('v', 'text', STRING)],
  ...changed,
})
const sqlOf = (...args: Parameters<typeof dialect.writes>) => dialect.writes(...args).map(({ sql }) => sql)

describe('statements of MySQL', () => {
  test('insert and upsert many rows at once', () => {
    const rows = [
      [1, "it's \\"],
      [2, null],
      [3, undefined],
    ]
    const values = "INSERT INTO `shop`.`a``b`(`id`,`v`) VALUES(1,'it''s \\\\'),(2,NULL),(3,NULL)"
    expect(sqlOf(shape('insert'), rows, UTC)).toEqual([values])
    expect(sqlOf(shape('upsert'), rows, UTC)).toEqual([
      `${values} ON DUPLICATE KEY UPDATE \`v\`=values(\`v\`)`,
    ])
    expect(sqlOf(shape('upsert', { columns: [] }), [[1]], UTC)).toEqual([
      'INSERT INTO `shop`.`a``b`(`id`) VALUES(1) ON DUPLICATE KEY UPDATE `id`=values(`id`)',
    ])
    expect(sqlOf(shape('insert'), [], UTC)).toEqual([])
  })

  test('values of a schema with any name are those of its type', () => {
    const schema: Schema = { ...STRING, name: 'constructor' }
    expect(dialect.columnType({ name: 'v', schema, key: false })).toBe('TEXT')
    const columns = [written('v', 'text', schema)]
    expect(sqlOf(shape('insert', { columns }), [[1, 'a']], UTC)).toEqual([
      "INSERT INTO `shop`.`a``b`(`id`,`v`) VALUES(1,'a')",
    ])
  })

  test('delete many rows at once, by one key or several', () => {
    const deleting = shape('delete', { columns: [] })
    expect(sqlOf(deleting, [[1], [2]], UTC)).toEqual(['DELETE FROM `shop`.`a``b` WHERE `id` IN (1,2)'])
    const keys = [written('id', 'int', INT), written('k', 'varchar', STRING)]
    expect(sqlOf({ ...deleting, keys }, [[1, 'x']], UTC)).toEqual([
      "DELETE FROM `shop`.`a``b` WHERE (`id`,`k`) IN ((1,'x'))",
    ])
  })

  test('update joined where numbers are compared, else one by one, and two of one key never together', () => {
    const updates = sqlOf(
      shape('update'),
      [
        [1, 'a'],
        [2, 'b'],
        [1, 'c'],
      ],
      UTC,
    )
    expect(updates).toHaveLength(2)
    expect(updates[1]).toContain("UNION ALL SELECT 1,'c') v ON t.`id`=v.v0 SET t.`v`=v.v1")
    const keys = [written('k', 'varchar', STRING)]
    expect(
      sqlOf(
        shape('update', { keys }),
        [
          ['x', 'a'],
          ['y', 'b'],
        ],
        UTC,
      ),
    ).toEqual([
      "UPDATE `shop`.`a``b` SET `v`='a' WHERE `k`='x';UPDATE `shop`.`a``b` SET `v`='b' WHERE `k`='y'",
    ])
    expect(sqlOf(shape('update', { columns: [] }), [[1]], UTC)).toEqual([])
  })

  test('compare decimals as numbers, and store them as the digits that they are', () => {
    const keys = [written('k', 'decimal', decimalSchema(2))]
    const columns = [written('v', 'double', decimalSchema(2))]
    const one = new Decimal(150n, 2)
    const scaled = { ...keys[0], column: { ...column('k', 'decimal'), scale: 2 }, schema: decimalSchema(2) }
    expect(sqlOf(shape('update', { keys: [scaled], columns }), [[one, one]], UTC)).toEqual([
      "UPDATE `shop`.`a``b` SET `v`='1.50' WHERE `k`=1.50",
    ])
  })

  test.each([
    [{ type: 'array', items: INT } as const, [1], 'type array'],
    [{ type: 'map', keys: STRING, values: INT } as const, new Map(), 'type map'],
    [{ type: 'struct', fields: [] } as const, {}, 'type struct'],
  ])('have no values of %o', (schema, value, message) => {
    const columns = [written('v', 'json', schema)]
    expect(() => dialect.writes(shape('insert', { columns }), [[1, value]], UTC)).toThrow(
      expect.objectContaining({ code: 'DATA', message: expect.stringContaining(message) }),
    )
  })

  test.each(['int8', 'int32', 'int64', 'float32', 'float64'] as const)('take numbers alone for %s', type => {
    for (const column of ['int', 'text', 'double', 'year']) {
      const columns = [written('v', column, { type })]
      expect(() => dialect.writes(shape('insert', { columns }), [[1, '1); drop']], UTC)).toThrow(
        /is no number/,
      )
    }
  })

  test('create a table with keys that an index holds', () => {
    const columns: readonly NewColumn[] = [
      { name: '__connect_topic', schema: STRING, key: true },
      { name: '__connect_partition', schema: INT, key: true },
      { name: '__connect_offset', schema: { type: 'int64' }, key: true },
      { name: 'i8', schema: { type: 'int8', optional: true }, key: false },
      { name: 'text', schema: { ...STRING, optional: true }, key: false },
      { name: 'bytes', schema: { type: 'bytes' }, key: false },
      { name: 'amount', schema: decimalSchema(4), key: false },
      { name: 'at', schema: { ...TIMESTAMP, optional: true }, key: false },
    ]
    expect(dialect.createTable({ table: 't' }, columns)).toEqual([
      [
        'CREATE TABLE `t` (',
        '`__connect_topic` VARCHAR(255) CHARACTER SET utf8mb4 /*!50700 COLLATE utf8mb4_bin *//*M!100202 COLLATE utf8mb4_nopad_bin */ NOT NULL,',
        '`__connect_partition` INT NOT NULL,',
        '`__connect_offset` BIGINT NOT NULL,',
        '`i8` TINYINT NULL,',
        '`text` TEXT NULL,',
        '`bytes` VARBINARY(1024) NOT NULL,',
        '`amount` DECIMAL(65,4) NOT NULL,',
        '`at` DATETIME(3) NULL,',
        'PRIMARY KEY(`__connect_topic`,`__connect_partition`,`__connect_offset`)',
        ') DEFAULT CHARACTER SET utf8mb4',
      ].join('\n'),
    ])
    const added = { name: 'n', schema: { ...INT, default: 5 }, key: false }
    expect(dialect.addColumns({ table: 't' }, [added])).toEqual([
      'ALTER TABLE `t` ADD `n` INT NOT NULL DEFAULT 5',
    ])
  })

  test.each([
    [{ type: 'array', items: INT } as const, 'Column x: there is no type for values of type array'],
    [decimalSchema(31), 'Column x: a DECIMAL has at most 30 digits'],
  ])('have no type for %o', (schema, message) => {
    expect(() => dialect.columnType({ name: 'x', schema, key: false })).toThrow(
      expect.objectContaining({ code: 'DATA', message: expect.stringContaining(message) }),
    )
  })
})

describe('parameters', () => {
  test('stand in place of question marks that are none of a string, a name or a comment', () => {
    const sql = "select '?''?\\'?', \"?\", `?`, ? -- ?\n, 1--?, /* ? */ ? # ?"
    expect(bound(sql, [1, 'x', 2n])).toBe("select '?''?\\'?', \"?\", `?`, 1 -- ?\n, 1--'x', /* ? */ 2 # ?")
  })

  test('leave nothing open, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom("'", '\\', '"', '?', 'a', '\n') })
    fc.assert(
      fc.property(text, value => {
        const literal = bound('?', [value]).slice(1, -1)
        expect(literal.replaceAll("''", "'").replaceAll('\\\\', '\\')).toBe(value)
        expect(literal).toMatch(/^(?:[^'\\]|''|\\\\)*$/)
      }),
    )
  })

  test.each([
    [null, 'NULL'],
    [true, '1'],
    [9_007_199_254_740_993n, '9007199254740993'],
    [0.1, '0.1e0'],
    [1e21, '1e+21'],
    [Uint8Array.of(0, 255), "x'00ff'"],
  ])('%o is %s', (value, literal) => expect(bound('?', [value])).toBe(literal))
})
