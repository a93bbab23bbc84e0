import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { confluentJdbcSource as source } from '../../../../connectors/jdbc/jdbc-source.ts'
import { type DatabaseKind, openDatabase, type TestDatabase, types } from './database.ts'
import { counted, createStore, fieldOf, readPass } from './reading.ts'

const kinds = (['postgres', 'mariadb'] as const).filter(kind => inject(kind) as unknown)

describe.each(kinds)('%s', (kind: DatabaseKind) => {
  const { id, moment } = types[kind]
  let database: TestDatabase
  beforeAll(async () => {
    database = await openDatabase(kind, inject(kind))
  })
  afterAll(() => database?.close())

  const properties = (table: string, over: Readonly<Record<string, string>>) => ({
    ...database.properties,
    'topic.prefix': 'p-',
    'table.whitelist': table,
    ...over,
  })
  const partition = (table: string) => ({ protocol: '1', table: `${database.name}.${table}` })

  test('incrementing: new rows, in order, with offsets in the peer’s shape', async () => {
    await database.run(
      `CREATE TABLE inc (id ${id}, name varchar(20))`,
      "INSERT INTO inc (name) VALUES ('a'), ('b'), ('c')",
    )
    const [store, config] = [
      createStore(),
      properties('inc', { mode: 'incrementing', 'batch.max.rows': '2' }),
    ]
    const first = await readPass(source, config, { store })
    expect(fieldOf(first.records, 'name')).toEqual(['a', 'b', 'c'])
    expect(first.records[0]).toMatchObject({
      topic: 'p-inc',
      key: { schema: undefined, value: null },
      value: { schema: { type: 'struct', name: 'inc' } },
      partition: partition('inc'),
      offset: { incrementing: 1 },
    })
    expect(first.ended?.again).toBeGreaterThan(4_000)
    await database.run("INSERT INTO inc (name) VALUES ('d')")
    const second = await readPass(source, config, { store })
    expect(fieldOf(second.records, 'name')).toEqual(['d'])
    expect(store.offsetOf(partition('inc'))).toEqual({ incrementing: 4 })
  })

  test('incrementing: integers beyond 2^53', async () => {
    const large = 9_223_372_036_854_775_805n
    await database.run(
      'CREATE TABLE large (id bigint NOT NULL PRIMARY KEY)',
      `INSERT INTO large VALUES (${large}), (${large - 1n})`,
    )
    const config = properties('large', { mode: 'incrementing', 'incrementing.column.name': 'ID' })
    const store = createStore()
    expect(fieldOf((await readPass(source, config, { store })).records, 'id')).toEqual([large - 1n, large])
    await database.run(`INSERT INTO large VALUES (${large + 1n})`)
    expect(fieldOf((await readPass(source, config, { store })).records, 'id')).toEqual([large + 1n])
  })

  test('timestamp: a row carries the last timestamp of which all rows were handed over', async () => {
    await database.run(
      `CREATE TABLE ties (n int, at ${moment} NOT NULL)`,
      `INSERT INTO ties VALUES (1, '2024-05-01 00:00:01.000001'), (2, '2024-05-01 00:00:01.000001'),
        (3, '2024-05-01 00:00:02'), (4, '2024-05-01 00:00:02'), (5, '2024-05-01 00:00:03.5')`,
    )
    const config = properties('ties', { mode: 'timestamp', 'timestamp.column.name': 'at' })
    const store = createStore()
    const { records } = await readPass(source, config, { store })
    const [t1, t2, t3] = [
      { timestamp: 1_714_521_601_000, timestamp_nanos: 1_000 },
      { timestamp: 1_714_521_602_000, timestamp_nanos: 0 },
      { timestamp: 1_714_521_603_500, timestamp_nanos: 500_000_000 },
    ]
    expect(records.map(({ offset }) => offset)).toEqual([
      { timestamp: 0, timestamp_nanos: 0 },
      t1,
      t1,
      t2,
      t3,
    ])
    expect((await readPass(source, config, { store })).records).toEqual([])
    await database.run("INSERT INTO ties VALUES (6, '2024-05-01 00:00:03.500001')")
    expect(fieldOf((await readPass(source, config, { store })).records, 'n')).toEqual([6])
  })

  test('timestamp+incrementing: updates and new rows, old offsets without nanoseconds too', async () => {
    await database.run(
      `CREATE TABLE both_ (id ${id}, at ${moment} NULL, made ${moment} NOT NULL)`,
      `INSERT INTO both_ (at, made) VALUES (NULL, '2024-05-01 00:00:01.25'), ('2024-05-01 00:00:03', '2024-05-01'),
        (NULL, '2024-05-01 00:00:01.25')`,
    )
    const config = properties('both_', {
      mode: 'timestamp+incrementing',
      'timestamp.column.name': 'at,made',
      'incrementing.column.name': 'id',
    })
    const store = createStore()
    const { records } = await readPass(source, config, { store })
    expect(fieldOf(records, 'id')).toEqual([1, 3, 2])
    expect(records[1]?.offset).toEqual({
      incrementing: 3,
      timestamp: 1_714_521_601_250,
      timestamp_nanos: 250_000_000,
    })
    await database.run("UPDATE both_ SET at = '2024-05-01 00:00:04' WHERE id = 1")
    expect(fieldOf((await readPass(source, config, { store })).records, 'id')).toEqual([1])
    const old = createStore()
    old.put({ table: 'both_' }, { incrementing: 1, timestamp: 1_714_521_601_250 })
    expect(fieldOf((await readPass(source, config, { store: old })).records, 'id')).toEqual([3, 2, 1])
  })

  test('the offset of the newer protocol comes before that of the older one', async () => {
    await database.run(`CREATE TABLE proto (id ${id})`, 'INSERT INTO proto VALUES (1), (2), (3)')
    const config = properties('proto', { mode: 'incrementing' })
    const store = createStore()
    store.put({ table: 'proto' }, { incrementing: 1 })
    expect(fieldOf((await readPass(source, config, { store })).records, 'id')).toEqual([2, 3])
    expect(store.offsetOf(partition('proto'))).toEqual({ incrementing: 3 })
    store.put({ table: 'proto' }, { incrementing: 0 })
    expect((await readPass(source, config, { store })).records).toEqual([])
  })

  test('a delay leaves what is young for later', async () => {
    const now = kind === 'postgres' ? "now() AT TIME ZONE 'UTC'" : 'UTC_TIMESTAMP(6)'
    await database.run(
      `CREATE TABLE late (n int, at ${moment} NOT NULL)`,
      `INSERT INTO late SELECT 1, '2024-05-01' UNION ALL SELECT 2, ${now}`,
    )
    const config = properties('late', { mode: 'timestamp', 'timestamp.column.name': 'at' })
    const delayed = { ...config, 'timestamp.delay.interval.ms': '60000' }
    expect(fieldOf((await readPass(source, delayed, { store: createStore() })).records, 'n')).toEqual([1])
    expect(fieldOf((await readPass(source, config, { store: createStore() })).records, 'n')).toEqual([1, 2])
  })

  test('a first read from now on misses nothing that comes between two runs', async () => {
    await database.run(
      `CREATE TABLE fresh (n int, at ${moment} NOT NULL)`,
      "INSERT INTO fresh VALUES (1, '2024-05-01')",
    )
    const config = properties('fresh', {
      mode: 'timestamp',
      'timestamp.column.name': 'at',
      'timestamp.initial': '-1',
    })
    const store = createStore()
    expect((await readPass(source, config, { store })).records).toEqual([])
    const now = kind === 'postgres' ? "now() AT TIME ZONE 'UTC'" : 'UTC_TIMESTAMP(6)'
    await database.run(`INSERT INTO fresh SELECT 2, ${now}`)
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(fieldOf((await readPass(source, config, { store })).records, 'n')).toEqual([2])
  })

  test('bulk: everything, again when its time has come', async () => {
    await database.run('CREATE TABLE whole (n int)', 'INSERT INTO whole VALUES (1), (2)')
    const store = createStore()
    const config = properties('whole', { mode: 'bulk', 'poll.interval.ms': '300' })
    const first = await readPass(source, config, { store })
    expect(fieldOf(first.records, 'n').toSorted()).toEqual([1, 2])
    expect(first.records[0]?.offset).toBeUndefined()
    expect((await readPass(source, config, { store })).records).toEqual([])
    await new Promise(resolve => setTimeout(resolve, 350))
    expect((await readPass(source, config, { store })).records).toHaveLength(2)
  })

  test('without a mode: by the auto-increment key, else once', async () => {
    await database.run(
      `CREATE TABLE auto_a (id ${id})`,
      'CREATE TABLE auto_b (n int)',
      'INSERT INTO auto_a VALUES (1)',
      'INSERT INTO auto_b VALUES (7)',
    )
    const store = createStore()
    const config = properties('auto_a,auto_b', {})
    const first = await readPass(source, config, { store })
    expect(first.records.map(({ topic, offset }) => [topic, offset]).toSorted()).toEqual([
      ['p-auto_a', { incrementing: 1 }],
      ['p-auto_b', undefined],
    ])
    await database.run('INSERT INTO auto_a VALUES (2)', 'INSERT INTO auto_b VALUES (8)')
    const second = await readPass(source, config, { store })
    expect(second.records.map(({ topic }) => topic)).toEqual(['p-auto_a'])
    const alone = properties('auto_b', {})
    expect((await readPass(source, alone, { store })).ended?.again).toBeGreaterThan(3_600_000)
  })

  test('a query, with what is put behind it', async () => {
    await database.run(
      `CREATE TABLE parent (id ${id}, name varchar(9))`,
      'CREATE TABLE child (parent bigint, n int)',
      "INSERT INTO parent (name) VALUES ('x'), ('y'), ('z')",
      'INSERT INTO child VALUES (1, 10), (2, 20), (3, 30)',
    )
    const at = database.name
    const config = {
      ...database.properties,
      'topic.prefix': 'joined',
      query: `SELECT p.id AS id, p.name, c.n FROM ${at}.parent p JOIN ${at}.child c ON c.parent = p.id`,
      mode: 'incrementing',
      'incrementing.column.name': 'id',
      'query.suffix': 'LIMIT 2',
    }
    // of two tables that are joined the one that is meant has to be told
    const named = { ...config, query: `SELECT * FROM (${config.query}) AS q` }
    const store = createStore()
    const { records } = await readPass(source, named, { store })
    expect(fieldOf(records, 'n')).toEqual([10, 20])
    expect(records[1]).toMatchObject({
      topic: 'joined',
      partition: { query: 'query' },
      offset: { incrementing: 2 },
    })
    expect(records[1]?.value.schema?.name).toBeUndefined()
    expect(fieldOf((await readPass(source, named, { store })).records, 'n')).toEqual([30])
  })

  test('views, when they are asked for', async () => {
    await database.run(
      'CREATE TABLE seen (n int)',
      'INSERT INTO seen VALUES (5)',
      'CREATE VIEW seeing AS SELECT n FROM seen',
    )
    const config = properties('seeing', { mode: 'bulk', 'table.types': 'VIEW' })
    expect(counted((await readPass(source, config, { store: createStore() })).records, 'n')).toEqual(
      new Map([[5, 1]]),
    )
  })

  test('a key from the primary key', async () => {
    await database.run(
      'CREATE TABLE keyed (b int NOT NULL, a varchar(9) NOT NULL, c int, PRIMARY KEY (a, b))',
      "INSERT INTO keyed VALUES (1, 'x', NULL)",
    )
    const config = properties('keyed', { mode: 'bulk', 'record.key.mode': 'primary_key' })
    const { records } = await readPass(source, config, { store: createStore() })
    expect(records[0]?.key).toMatchObject({
      schema: { type: 'struct', name: 'keyedKey' },
      value: { a: 'x', b: 1 },
    })
  })

  test('ALTER TABLE between two reads, and within one', async () => {
    await database.run(
      `CREATE TABLE altered (id ${id}, a int)`,
      'INSERT INTO altered (a) VALUES (1), (2), (3), (4)',
    )
    const config = properties('altered', { mode: 'incrementing', 'batch.max.rows': '2' })
    const store = createStore()
    const alter = database.run.bind(undefined, 'ALTER TABLE altered ADD COLUMN b int')
    let altering: Promise<unknown> | undefined
    const { records } = await readPass(source, config, {
      store,
      between: async n => {
        if (n === 1) altering = alter()
      },
    })
    await altering
    expect(fieldOf(records, 'a')).toEqual([1, 2, 3, 4])
    await database.run('INSERT INTO altered (a, b) VALUES (5, 50)', 'ALTER TABLE altered DROP COLUMN a')
    const after = await readPass(source, config, { store })
    expect(after.records.map(({ value }) => ({ ...(value.value as object) }))).toEqual([{ id: 5, b: 50 }])
  })
})
