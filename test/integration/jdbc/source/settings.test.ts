import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { aivenJdbcSource, confluentJdbcSource as source } from '../../../../connectors/jdbc/jdbc-source.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import { type DatabaseKind, openDatabase, type TestDatabase, types } from './database.ts'
import { counted, createStore, fieldOf, readPass } from './reading.ts'

type Properties = Readonly<Record<string, string>>

const kinds = (['postgres', 'mariadb'] as const).filter(kind => inject(kind) as unknown)

describe.each(kinds)('%s', (kind: DatabaseKind) => {
  const { id, moment, bytes } = types[kind]
  let database: TestDatabase
  beforeAll(async () => {
    database = await openDatabase(kind, inject(kind))
  })
  afterAll(() => database?.close())

  const properties = (table: string, over: Properties = {}) => ({
    ...database.properties,
    'topic.prefix': 'p-',
    'table.whitelist': table,
    ...over,
  })

  // 2024-05-01 12:00:00 in New York is 16:00:00 in UTC
  const noon = 1_714_579_200_000
  const zoned = kind === 'postgres' ? 'timestamptz(6)' : 'timestamp(6)'

  test.each(['local', 'zoned'])(
    'times of a database in another zone: %s, of a table and of a query',
    async column => {
      const type = column === 'local' ? moment : zoned
      const table = `${column}_times`
      const local = (second: number) => `'2024-05-01 12:00:0${second}'`
      const inUtc = (second: number) =>
        kind === 'postgres' ? `'2024-05-01 16:00:0${second}+00'` : `'2024-05-01 16:00:0${second}'`
      const value = column === 'local' ? local : inUtc
      await database.run(
        `CREATE TABLE ${table} (id ${id}, n int, at ${type} NOT NULL)`,
        `INSERT INTO ${table} (n, at) VALUES (0, ${value(0)}), (1, ${value(1)})`,
      )
      const byTime = { 'timestamp.column.name': 'at', 'db.timezone': 'America/New_York', mode: 'timestamp' }
      const query = {
        ...database.properties,
        'topic.prefix': 'q',
        query: `SELECT * FROM ${database.name}.${table}`,
      }
      for (const config of [properties(table, byTime), { ...query, ...byTime }]) {
        const store = createStore()
        const { records } = await readPass(source, config, { store })
        expect(records.map(({ offset }) => offset?.timestamp)).toEqual([noon, noon + 1_000])
        expect(fieldOf(records, 'at').map(Number)).toEqual([noon, noon + 1_000])
        expect((await readPass(source, config, { store })).records).toEqual([])
        const from = { ...config, 'timestamp.initial': String(noon) }
        expect(fieldOf((await readPass(source, from, { store: createStore() })).records, 'n')).toEqual([1])
      }
    },
  )

  test('a statement that reads runs at the level that is asked for', async () => {
    const level = kind === 'postgres' ? "current_setting('transaction_isolation')" : '@@SESSION.tx_isolation'
    const config = {
      ...database.properties,
      'topic.prefix': 'q',
      query: `SELECT ${level} AS level`,
      'transaction.isolation.mode': 'SERIALIZABLE',
    }
    const { records } = await readPass(source, config, { store: createStore() })
    expect(String(fieldOf(records, 'level')[0]).toUpperCase()).toBe('SERIALIZABLE')
  })

  test('rows that are large come a few at a time', async () => {
    const many = kind === 'postgres' ? "decode(repeat('ab', 200000), 'hex')" : "REPEAT(x'ab', 200000)"
    const sequence = kind === 'postgres' ? 'generate_series(1, 60) AS s(seq)' : 'seq_1_to_60'
    await database.run(
      `CREATE TABLE large_rows (id ${id}, n int, data ${bytes === 'bytea' ? 'bytea' : 'longblob'})`,
      `INSERT INTO large_rows (n, data) SELECT seq, ${many} FROM ${sequence}`,
    )
    const sizes: number[] = []
    const config = parseConfig(source.config, properties('large_rows', { mode: 'incrementing' }))
    const { tasks } = await source.plan(config, 1)
    const reader = await source.open({
      config,
      task: { connector: 'test', number: 0, partitions: tasks[0]?.partitions ?? [] },
      offsets: createStore(),
      epoch: 0,
      signal: new AbortController().signal,
    })
    for await (const batch of reader.read()) if ('records' in batch) sizes.push(batch.records.length)
    await reader.close()
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(60)
    // the first fetch of PostgreSQL does not know how large rows are
    expect(Math.max(...(kind === 'postgres' ? sizes.slice(1) : sizes))).toBeLessThan(30)
  })

  test('identifiers that have to be quoted, and a name that says where a table is', async () => {
    const mark = kind === 'postgres' ? '"' : '`'
    const quoted = (name: string) => `${mark}${name}${mark}`
    await database.run(
      `CREATE TABLE ${quoted('Odd.Name')} (${quoted('Order Id')} ${id}, ${quoted('select')} int)`,
      `INSERT INTO ${quoted('Odd.Name')} (${quoted('select')}) VALUES (7)`,
    )
    const config = properties(`${database.name}.Odd.Name`, { mode: 'incrementing' })
    const { records } = await readPass(source, config, { store: createStore() })
    expect(records[0]).toMatchObject({
      topic: 'p-Odd.Name',
      partition: { protocol: '1', table: `${database.name}.Odd.Name` },
      value: { schema: { name: 'Odd.Name' }, value: { 'Order Id': 1, select: 7 } },
    })
  })

  test('two tables of one name are refused', async () => {
    const other = await openDatabase(kind, inject(kind))
    try {
      for (const each of [database, other]) await each.run(`CREATE TABLE same_name (id ${id})`)
      const both = `${database.name}.same_name,${other.name}.same_name`
      const { 'schema.pattern': _, ...config } = properties(both, { mode: 'incrementing' }) as Properties
      await expect(source.plan(parseConfig(source.config, config), 2)).rejects.toMatchObject({
        code: 'INVALID_CONFIG',
        message: expect.stringContaining('detected duplicate unqualified table names'),
      })
    } finally {
      await other.close()
    }
  })

  test('Aiven’s keys', async () => {
    await database.run(`CREATE TABLE aivens (id ${id}, n int)`, 'INSERT INTO aivens (n) VALUES (1), (2), (3)')
    const config = properties('aivens', {
      mode: 'incrementing',
      'incrementing.initial': '1',
      'sql.quote.identifiers': 'false',
      'batch.max.rows': '1',
    })
    const { records, batches } = await readPass(aivenJdbcSource, config, { store: createStore() })
    expect(counted(records, 'n')).toEqual(
      new Map([
        [2, 1],
        [3, 1],
      ]),
    )
    expect(batches).toBeGreaterThan(1)
  })

  test('a masked query is in no error', async () => {
    const config = {
      ...database.properties,
      'topic.prefix': 'q',
      mode: 'bulk',
      'query.masked': 'SELECT canary FROM nowhere_at_all',
    }
    const failure = await readPass(source, config, { store: createStore() }).catch((error: unknown) => error)
    const seen = JSON.stringify(failure, Object.getOwnPropertyNames(failure))
    expect(seen).toContain('The query of query.masked cannot be read')
    expect(seen).not.toMatch(/canary|nowhere/)
  })
})
