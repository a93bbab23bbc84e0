import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { confluentJdbcSource as source } from '../../../../connectors/jdbc/jdbc-source.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import { type DatabaseKind, openDatabase, type TestDatabase, types } from './database.ts'
import { counted, createStore, fieldOf, readPass, type Store } from './reading.ts'

type Properties = Readonly<Record<string, string>>

const kinds = (['postgres', 'mariadb'] as const).filter(kind => inject(kind) as unknown)

const once = (values: readonly unknown[]) => new Map(values.map(value => [value, 1]))

/** All that is handed over when each run is cut off after so many batches. */
const readInPieces = async (properties: Properties, store: Store, size: number) => {
  const records = []
  const { tasks } = await source.plan(parseConfig(source.config, properties), 1)
  const partitions = tasks.flatMap(task => task.partitions)
  for (let run = 0; run < 100; run++) {
    const pass = await readPass(source, properties, { store, partitions, atMost: size, epoch: run })
    records.push(...pass.records)
    if (pass.ended !== undefined) return records
  }
  throw new Error('It comes to no end')
}

describe.each(kinds)('%s: a seam between any two batches', (kind: DatabaseKind) => {
  const { id, moment, bytes } = types[kind]
  let database: TestDatabase
  beforeAll(async () => {
    database = await openDatabase(kind, inject(kind))
    // three moments for sixteen rows: ties of any length, longer than a batch
    const rows = Array.from(
      { length: 16 },
      (_, n) => `(${n}, '2024-05-01 00:00:0${[1, 1, 2, 2, 2, 3][n % 6]}.5')`,
    )
    await database.run(
      `CREATE TABLE keyed (id ${id}, n int, at ${moment} NOT NULL)`,
      `INSERT INTO keyed (n, at) VALUES ${rows.join(', ')}`,
      `CREATE TABLE bare (n int, at ${moment} NOT NULL)`,
      `INSERT INTO bare VALUES ${rows.join(', ')}`,
    )
  })
  afterAll(() => database?.close())

  const all = Array.from({ length: 16 }, (_, n) => n)
  const properties = (table: string, over: Properties) => ({
    ...database.properties,
    'topic.prefix': 'p-',
    'table.whitelist': table,
    'batch.max.rows': '3',
    ...over,
  })
  const byTime = { 'timestamp.column.name': 'at' }

  test.each([
    { mode: 'incrementing' },
    { mode: 'timestamp+incrementing', ...byTime },
    { mode: 'timestamp', ...byTime },
    { mode: 'bulk' },
    { mode: 'bulk', 'poll.interval.ms': '3600000' },
  ])('repeats and loses nothing with a key: %j', async over => {
    for (const size of [1, 2, 4]) {
      const records = await readInPieces(properties('keyed', over), createStore(), size)
      expect(counted(records, 'n'), `${size} batches a run`).toEqual(once(all))
    }
  })

  test('repeats, and loses nothing, where rows of one time have no key', async () => {
    for (const size of [1, 2]) {
      const config = properties('bare', { mode: 'timestamp', ...byTime, 'batch.max.rows': '9' })
      const records = await readInPieces(config, createStore(), size)
      expect([...counted(records, 'n').keys()].toSorted()).toEqual(all.map(n => n).toSorted())
    }
  })

  test('what cannot be read within a run fails, and says why', async () => {
    for (const over of [{ mode: 'bulk' }, { mode: 'timestamp', ...byTime, 'batch.max.rows': '2' }])
      await expect(readInPieces(properties('bare', over), createStore(), 1)).rejects.toMatchObject({
        code: 'FATAL',
        message: expect.stringMatching(/'.*\.bare' could not be read .* 3 times: without a primary key/),
      })
  })

  test('several tables, each from where it was', async () => {
    const config = properties('keyed,bare', { mode: 'timestamp', ...byTime, 'batch.max.rows': '9' })
    for (const size of [1, 2]) {
      const records = await readInPieces(config, createStore(), size)
      const keyed = records.filter(({ topic }) => topic === 'p-keyed')
      expect(counted(keyed, 'n')).toEqual(once(all))
      const bare = records.filter(({ topic }) => topic === 'p-bare')
      expect(new Set(fieldOf(bare, 'n'))).toEqual(new Set(all))
    }
  })

  test('keys of any type', async () => {
    const values = {
      'varchar(20)': ["'a'", "'B'", "'b''c'", "'é'", "'Z'"],
      'decimal(30,3)': ['-1.5', '0', '12345678901234567890.123', '12345678901234567890.124', '2'],
      [bytes]: kind === 'postgres' ? ["'\\x00'", "'\\xff01'", "'\\xff'"] : ["x'00'", "x'ff01'", "x'ff'"],
      [moment]: ["'2024-05-01 00:00:00.000001'", "'2024-05-01 00:00:00.000002'", "'1969-01-01'"],
      date: ["'2024-05-01'", "'2024-05-02'", "'1969-01-01'"],
      bigint: ['9007199254740993', '9007199254740992', '-9007199254740993'],
    }
    for (const [n, [type, keys]] of Object.entries(values).entries()) {
      const table = `of_type_${n}`
      await database.run(
        `CREATE TABLE ${table} (k ${type} NOT NULL, j int NOT NULL, n int, PRIMARY KEY (k, j))`,
        `INSERT INTO ${table} VALUES ${keys.flatMap((key, i) => [0, 1].map(j => `(${key}, ${j}, ${2 * i + j})`)).join(', ')}`,
      )
      const config = properties(table, { mode: 'bulk', 'batch.max.rows': '1' })
      const records = await readInPieces(config, createStore(), 2)
      expect(counted(records, 'n'), type).toEqual(once(Array.from({ length: 2 * keys.length }, (_, i) => i)))
    }
  })

  test('rows that come while it reads are neither lost nor repeated', async () => {
    await database.run(`CREATE TABLE growing (id ${id}, n int)`, 'INSERT INTO growing (n) VALUES (0)')
    const config = properties('growing', { mode: 'incrementing', 'batch.max.rows': '2' })
    const [store, records] = [createStore(), []] as [Store, unknown[]]
    for (let n = 1; n < 10; n++) {
      await database.run(`INSERT INTO growing (n) VALUES (${n})`)
      const pass = await readPass(source, config, { store, atMost: 1 })
      records.push(...fieldOf(pass.records, 'n'))
    }
    records.push(...fieldOf((await readPass(source, config, { store })).records, 'n'))
    expect(records).toEqual(Array.from({ length: 10 }, (_, n) => n))
  })
})
