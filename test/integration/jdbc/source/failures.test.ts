import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { confluentJdbcSource as source } from '../../../../connectors/jdbc/jdbc-source.ts'
import { parseConfig } from '../../../../connectors/sdk/config.ts'
import { startMariaDb } from '../../../../infra/local/mariadb.ts'
import { startPostgres } from '../../../../infra/local/postgres.ts'
import { ownServer } from '../../../helpers/own-server.ts'
import { probed } from '../../../helpers/probed.ts'
import { type DatabaseKind, openDatabase, type TestDatabase, types } from './database.ts'
import { counted, createStore, fieldOf, readPass } from './reading.ts'

type Properties = Readonly<Record<string, string>>

const kinds = (['postgres', 'mariadb'] as const).filter(kind => inject(kind) as unknown)

const once = (count: number) => new Map(Array.from({ length: count }, (_, n) => [n, 1]))

const probe = (properties: Properties) =>
  probed(source.probe?.(parseConfig(source.config, properties), { signal: AbortSignal.timeout(20_000) }))

/** More than sockets hold, so that rows are still with the server when something happens to it. */
const padded = (count: number) =>
  Array.from({ length: count }, (_, n) => `(${n}, REPEAT('x', 40000))`).join(', ')

const start = { postgres: startPostgres, mariadb: startMariaDb }

describe.each(kinds)('%s', (kind: DatabaseKind) => {
  const { id, moment } = types[kind]
  let database: TestDatabase
  beforeAll(async () => {
    database = await openDatabase(kind, inject(kind))
  })
  afterAll(() => database?.close())

  const properties = (table: string, over: Properties = {}) => ({
    ...database.properties,
    'topic.prefix': 'p-',
    'table.whitelist': table,
    'batch.max.rows': '3',
    ...over,
  })

  test.each([
    { mode: 'incrementing' },
    { mode: 'timestamp', 'timestamp.column.name': 'at' },
    { mode: 'bulk' },
  ])('a connection that is killed between two batches is opened anew: %j', async over => {
    const table = `killed_${over.mode}`
    await database.run(
      `CREATE TABLE ${table} (id ${id}, n int, pad text, at ${moment} DEFAULT '2024-05-01' NOT NULL)`,
      `INSERT INTO ${table} (n, pad) VALUES ${padded(300)}`,
    )
    let killed = 0
    const { records } = await readPass(source, properties(table, { ...over, 'batch.max.rows': '60' }), {
      store: createStore(),
      between: async n => {
        if (n === 1 || n === 3) killed += await database.killOthers()
      },
    })
    expect(counted(records, 'n')).toEqual(once(300))
    expect(killed).toBeGreaterThan(0)
  })

  test('a server that is started again', async () => {
    const server = await ownServer(start[kind])
    const own = await openDatabase(kind, server.current().address)
    await own.run(
      `CREATE TABLE a (id ${id}, n int, pad text)`,
      `INSERT INTO a (n, pad) VALUES ${padded(300)}`,
    )
    const config = {
      ...own.properties,
      'topic.prefix': 'p-',
      mode: 'incrementing',
      'batch.max.rows': '60',
      'connection.backoff.ms': '200',
      'connection.attempts': '50',
    }
    let starting: Promise<unknown> | undefined
    try {
      const { records } = await readPass(source, config, {
        store: createStore(),
        between: async n => {
          if (n > 1) return
          await server.current().kill()
          starting = server.startAgain()
        },
      })
      expect(counted(records, 'n')).toEqual(once(300))
    } finally {
      await starting
      await own.close().catch(() => undefined)
      await server.close()
    }
  }, 60_000)

  test('a value that cannot be fails with table and column, after the rows before it', async () => {
    const bad = kind === 'postgres' ? "'infinity'" : "'0000-00-00'"
    await database.run(
      ...(kind === 'mariadb' ? ["SET SESSION sql_mode = ''"] : []),
      `CREATE TABLE bad (id ${id}, at ${moment})`,
      `INSERT INTO bad (at) VALUES ('2024-05-01'), (${bad}), ('2024-05-02')`,
    )
    const store = createStore()
    const config = properties('bad', { mode: 'incrementing' })
    await expect(readPass(source, config, { store })).rejects.toMatchObject({
      code: 'DATA',
      retriable: false,
      message: expect.stringMatching(/column at of table '.*\.bad' cannot be read/),
    })
    expect(store.offsetOf({ protocol: '1', table: `${database.name}.bad` })).toEqual({ incrementing: 1 })
  })

  test('an incrementing value that is no int64', async () => {
    await database.run(
      'CREATE TABLE over_ (id decimal(30,0) NOT NULL)',
      'INSERT INTO over_ VALUES (5), (9223372036854775807), (9223372036854775808)',
    )
    const config = properties('over_', { mode: 'incrementing', 'incrementing.column.name': 'id' })
    const store = createStore()
    await expect(readPass(source, config, { store })).rejects.toMatchObject({
      code: 'DATA',
      message: expect.stringContaining(
        'Decimal value for incrementing column exceeded Long.MAX_VALUE: column id of table',
      ),
    })
    expect(store.offsetOf({ protocol: '1', table: `${database.name}.over_` })).toEqual({
      incrementing: 9_223_372_036_854_775_807n,
    })
  })

  test('a null in the incrementing column, where that is not checked before', async () => {
    await database.run(
      `CREATE TABLE nulls (id bigint, at ${moment} NOT NULL)`,
      "INSERT INTO nulls VALUES (1, '2024-05-01'), (NULL, '2024-05-02')",
    )
    const over = { 'incrementing.column.name': 'id', 'timestamp.column.name': 'at' }
    const config = properties('nulls', { mode: 'timestamp+incrementing', ...over })
    await expect(readPass(source, config, { store: createStore() })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('because this column is nullable'),
    })
    const unchecked = { ...config, 'validate.non.null': 'false' }
    await expect(readPass(source, unchecked, { store: createStore() })).rejects.toMatchObject({
      message: expect.stringContaining('Null value for incrementing column id of table'),
    })
  })

  test('a statement that takes too long may pass', async () => {
    const sleep = kind === 'postgres' ? 'pg_sleep(30)' : 'SLEEP(30)'
    const limit =
      kind === 'postgres'
        ? { 'connection.options': '-c statement_timeout=200' }
        : { 'connection.socketTimeout': '200' }
    const config = {
      ...database.properties,
      ...limit,
      'topic.prefix': 'q',
      mode: 'bulk',
      'query.retry.attempts': '0',
      query: `SELECT ${sleep} AS slept`,
    }
    await expect(readPass(source, config, { store: createStore() })).rejects.toMatchObject({
      retriable: true,
    })
  })

  test('a table that is dropped is passed over, and the plan is asked to look', async () => {
    await database.run(
      `CREATE TABLE stays (id ${id})`,
      `CREATE TABLE goes (id ${id})`,
      'INSERT INTO stays VALUES (1)',
    )
    const config = parseConfig(
      source.config,
      properties('stays,goes', { mode: 'incrementing', 'poll.interval.ms': '0' }),
    )
    const { tasks, again } = await source.plan(config, 5)
    expect(tasks.map(({ partitions }) => partitions.length)).toEqual([1, 1])
    expect(again).toBe(60_000)
    await database.run('DROP TABLE goes')
    const reader = await source.open({
      config,
      task: { connector: 'test', number: 0, partitions: tasks.flatMap(task => task.partitions) },
      offsets: createStore(),
      epoch: 0,
      signal: new AbortController().signal,
    })
    const told = async () => {
      const read = reader.read()
      let next = await read.next()
      let records = 0
      for (; !next.done; next = await read.next())
        records += 'records' in next.value ? next.value.records.length : 0
      return { records, ...next.value }
    }
    expect(await told()).toMatchObject({ records: 1, replan: true })
    expect(await told()).not.toHaveProperty('replan')
    await reader.close()
    expect((await source.plan(config, 5)).notes).toContainEqual(
      'There are no such tables: goes (table.whitelist)',
    )
  })

  test.each([
    ['while it is looked up', id],
    ['between the look and the read', 'int NOT NULL'],
  ])('a table that is dropped %s is passed over as well', async (_, type) => {
    // a table that is locked cannot be looked up in MariaDB either
    if (kind === 'mariadb') return
    await database.run(`CREATE TABLE leaves (id ${type})`)
    const [[oid] = []] = await database.run("SELECT 'leaves'::regclass::oid")
    const over = { mode: 'incrementing', 'incrementing.column.name': 'id' }
    const config = parseConfig(source.config, properties('leaves', over))
    const [task] = (await source.plan(config, 1)).tasks
    const reader = await source.open({
      config,
      task: { connector: 'test', number: 0, partitions: task?.partitions ?? [] },
      offsets: createStore(),
      epoch: 0,
      signal: new AbortController().signal,
    })
    await database.run('BEGIN', 'DROP TABLE leaves')
    const read = reader.read().next()
    await vi.waitFor(async () => {
      const waiting = `SELECT 1 FROM pg_locks WHERE relation = ${oid} AND NOT granted`
      expect(await database.run(waiting)).toHaveLength(1)
    })
    await database.run('COMMIT')
    expect(await read).toMatchObject({ done: true, value: { replan: true } })
    await reader.close()
  })

  test('no table at all fails the plan, which may pass', async () => {
    const config = parseConfig(source.config, properties('not_there_yet', { mode: 'incrementing' }))
    await expect(source.plan(config, 1)).rejects.toMatchObject({
      retriable: true,
      message: expect.stringContaining("No tables were found so there's no work to be done."),
    })
  })

  test('a probe says what is wrong, and what to do', async () => {
    const array = kind === 'postgres' ? 'int[]' : 'point'
    await database.run(
      `CREATE TABLE probed (id int, at ${moment}, tags ${array})`,
      `CREATE TABLE fine (id ${id})`,
    )
    const found = async (over: Properties) =>
      (await probe({ ...properties('fine'), ...over })).map(([key, message, severity]) => [
        key,
        message,
        severity,
      ])
    expect(await found({})).toEqual([])
    expect(await found({ 'connection.password': 'wrong' })).toEqual([
      [expect.stringMatching(/^connection\.(user|password)$/), expect.any(String), undefined],
    ])
    expect(await found({ 'connection.url': `${inject(kind).url}_nowhere` })).toEqual([
      ['connection.url', expect.stringContaining('_nowhere'), undefined],
    ])
    expect(await found({ 'table.whitelist': 'nothing' })).toEqual([
      ['table.whitelist', 'There is no table nothing, or the user may not see it', undefined],
    ])
    expect(await found({ 'table.whitelist': 'probed', mode: 'incrementing' })).toContainEqual([
      'incrementing.column.name',
      expect.stringContaining('has no auto-increment column'),
      undefined,
    ])
    expect(
      await found({ 'table.whitelist': 'probed', mode: 'timestamp', 'timestamp.column.name': 'at' }),
    ).toContainEqual([
      'timestamp.column.name',
      expect.stringContaining('all of these columns are nullable'),
      undefined,
    ])
    expect(
      await found({ 'table.whitelist': 'probed', mode: 'incrementing', 'incrementing.column.name': 'nr' }),
    ).toContainEqual([
      'incrementing.column.name',
      expect.stringContaining("Incrementing column: nr does not exist in table '"),
      undefined,
    ])
    if (kind === 'postgres')
      expect(await found({ 'table.whitelist': 'probed', mode: 'bulk' })).toEqual([
        ['other.types', expect.stringContaining('tags ('), 'warning'],
      ])
    const query = { 'table.whitelist': '', mode: 'incrementing', 'incrementing.column.name': 'id' }
    expect(await found({ ...query, query: `SELECT * FROM ${database.name}.fine` })).toEqual([])
    expect(await found({ ...query, query: `SELECT * FROM ${database.name}.fine WHERE 1 = 1` })).toEqual([
      ['query', expect.stringContaining('A WHERE and an ORDER BY are put behind it'), undefined],
    ])
  })

  test('columns of types that are left out are read when that is asked for', async () => {
    if (kind !== 'postgres') return
    await database.run(
      'CREATE TABLE others (id int, tags text[], ip inet)',
      "INSERT INTO others VALUES (1, '{a,b}', '10.0.0.1')",
    )
    const read = async (types: string) => {
      const config = properties('others', { mode: 'bulk', 'other.types': types })
      const { records } = await readPass(source, config, { store: createStore() })
      return ['tags', 'ip'].map(name => fieldOf(records, name)[0])
    }
    expect(await read('ignore')).toEqual([null, null])
    expect(await read('text')).toEqual(['{a,b}', '10.0.0.1'])
    expect(await read('native')).toEqual([['a', 'b'], '10.0.0.1'])
    const { notes } = await source.plan(parseConfig(source.config, properties('others', { mode: 'bulk' })), 1)
    expect(notes?.[0]).toContain('.others.tags (text[])')
  })
})
