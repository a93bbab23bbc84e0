import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Connection } from '../../../connectors/jdbc/dialect.ts'
import { connectionOptions, dialect, openSchema, readAll } from '../../helpers/postgresql.ts'

const address = inject('postgres')
const nowhere = { host: '127.0.0.1', port: 1 }

const using = async <T>(opening: Promise<Connection>, use: (connection: Connection) => Promise<T>) => {
  const connection = await opening
  try {
    return await use(connection)
  } finally {
    await connection.close()
  }
}

const one = async (connection: Connection, sql: string, ...params: readonly unknown[]) =>
  (await connection.execute({ sql, params })).rows[0]?.[0]

describe.runIf(address)('PostgreSQL, connecting', () => {
  const connect = (changed: Parameters<typeof connectionOptions>[1] = {}) =>
    dialect.connect(connectionOptions(address, changed))
  const refusal = (changed: Parameters<typeof connectionOptions>[1]) =>
    connect(changed).then(
      connection => connection.close().then(() => undefined),
      (error: unknown) => error,
    )

  test('takes the first host that answers', async () => {
    const hosts = [nowhere, address].map(({ host, port }) => ({ host, port }))
    const properties = { targetServerType: 'preferSecondary' }
    expect(await using(connect({ hosts, properties }), each => one(each, 'SELECT 1'))).toBe('1')
    expect(await refusal({ hosts, properties: { targetServerType: 'secondary' } })).toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringMatching(/127\.0\.0\.1:1: .*ECONNREFUSED.*; .*it is a primary/),
    })
  })

  test('sets the session up as the parameters say', async () => {
    const properties = {
      ApplicationName: 'orders',
      currentSchema: 'pg_catalog, public',
      options: '-c work_mem=5MB -c statement_timeout=700',
      readOnly: 'true',
      prepareThreshold: '0',
    }
    await using(connect({ properties }), async connection => {
      const asked = [
        'application_name',
        'search_path',
        'work_mem',
        'statement_timeout',
        'transaction_read_only',
      ]
      const got = []
      for (const name of asked) got.push(await one(connection, 'SELECT current_setting($1)', name))
      // the server's own limit is less than a call may take
      expect(got).toEqual(['orders', 'pg_catalog, public', '5MB', '700ms', 'on'])
    })
  })

  test.each([
    ['a wrong password', { password: 'guess-7391' }, 'connection.password', 'password authentication failed'],
    ['no password', { password: '' }, 'connection.password', 'see connection.password'],
    ['an unknown user', { user: 'nobody' }, 'connection.password', 'nobody'],
    ['an unknown database', { database: 'nowhere' }, 'connection.url', 'see the database in connection.url'],
    ['no encryption', { properties: { sslmode: 'require' } }, undefined, 'does not support SSL'],
    ['an unknown parameter', { properties: { sslmod: 'require' } }, undefined, 'has no parameter sslmod'],
    [
      'a parameter of Java',
      { properties: { socketFactory: 'x' } },
      undefined,
      'socketFactory of a PostgreSQL URL is not supported',
    ],
    [
      'an unknown sslmode',
      { properties: { sslmode: 'yes' } },
      undefined,
      "Invalid sslmode 'yes': allowed are prefer",
    ],
    [
      'a file that is not there',
      { properties: { sslmode: 'verify-ca', sslrootcert: '/none' } },
      undefined,
      'sslrootcert: /none cannot be read',
    ],
  ])('%s is the fault of the configuration, which is named', async (_, changed, key, message) => {
    const error = await refusal(changed)
    expect(error).toMatchObject({
      code: 'INVALID_CONFIG',
      retriable: false,
      message: expect.stringContaining(message),
    })
    expect(dialect.refusedKey(error)).toBe(key)
    expect(`${(error as Error).stack}`).not.toContain('guess-7391')
  })

  test('no answer may pass', async () => {
    const error = await refusal({ hosts: [nowhere] })
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(dialect.refusedKey(error)).toBeUndefined()
  })

  test.each(['abort', 'close'] as const)(
    'by %s it is dropped, and what it runs on the server ends',
    async how => {
      const aborter = new AbortController()
      const watcher = await connect()
      await using(connect({ signal: aborter.signal }), async connection => {
        const pid = await one(connection, 'SELECT pg_backend_pid()')
        const sleeping = connection.execute({ sql: 'SELECT pg_sleep(20)' })
        const rejected = expect(sleeping).rejects.toMatchObject({ code: 'EXTERNAL' })
        setTimeout(() => (how === 'abort' ? aborter.abort() : connection.close()), 50)
        await rejected
        const sql = 'SELECT count(*) FROM pg_stat_activity WHERE pid = $1::int'
        await expect.poll(() => one(watcher, sql, pid), { timeout: 5_000 }).toBe('0')
      })
      await watcher.close()
      if (how === 'abort') await expect(connect({ signal: aborter.signal })).rejects.toThrow('aborted')
    },
  )
})

describe.runIf(address)('A connection to PostgreSQL', () => {
  let opened: Awaited<ReturnType<typeof openSchema>>
  beforeAll(async () => {
    opened = await openSchema(address, { callTimeout: 20_000 })
    await opened.connection.execute({
      sql: `CREATE TABLE "Na""me" (b int, a bigint GENERATED ALWAYS AS IDENTITY, c serial, d text NOT NULL DEFAULT 'x',
          PRIMARY KEY (a, b));
        CREATE VIEW seen AS SELECT d FROM "Na""me"; CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
        CREATE TABLE parts (id int NOT NULL) PARTITION BY RANGE (id);
        CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
        CREATE DOMAIN some_text AS varchar(3) NOT NULL; CREATE TABLE domains (s some_text, n numeric(10,2), m numeric(3,-2))`,
    })
  })
  afterAll(() => opened.close())

  test('knows tables by their kinds', async () => {
    const { connection, schema } = opened
    const named = async (...types: string[]) =>
      (await connection.tables({ types, schemaPattern: schema })).map(({ table }) => table)
    expect(await named('TABLE')).toEqual(['Na"me', 'domains', 'part1'])
    expect(await named('view')).toEqual(['seen'])
    expect(await named('PARTITIONED TABLE', 'MATERIALIZED VIEW')).toEqual(['kept', 'parts'])
    expect(await named('SYNONYM')).toEqual([])
    expect(
      await connection.tables({ types: ['TABLE'], schemaPattern: schema, catalogPattern: 'other' }),
    ).toEqual([])
    const all = await connection.tables({ types: ['TABLE', 'VIEW'] })
    expect(all).toContainEqual({ schema, table: 'seen' })
    expect(all.filter(table => table.schema === 'pg_catalog')).toEqual([])
    expect(await connection.tables({ types: ['SYSTEM TABLE'] })).toContainEqual({
      schema: 'pg_catalog',
      table: 'pg_class',
    })
  })

  test('knows columns and keys', async () => {
    const { connection, schema } = opened
    const columns = await connection.columns({ table: 'Na"me' })
    const facts = columns?.map(({ name, type, nullable, autoIncrement, hasDefault }) => [
      name,
      type,
      nullable,
      autoIncrement,
      hasDefault,
    ])
    expect(facts).toEqual([
      ['b', 'int4', false, false, false],
      ['a', 'int8', false, true, true],
      ['c', 'int4', false, true, true],
      ['d', 'text', false, false, true],
    ])
    expect(await connection.columns({ schema, table: 'Na"me' })).toEqual(columns)
    expect(await connection.primaryKey({ schema, table: 'Na"me' })).toEqual(['a', 'b'])
    expect(await connection.primaryKey({ table: 'seen' })).toEqual([])
    expect(await connection.columns({ table: 'none' })).toBeUndefined()
    expect(await connection.columns({ schema: 'none', table: 'seen' })).toBeUndefined()
    expect(await connection.columns({ table: 'domains' })).toMatchObject([
      { type: 'varchar', declared: 'some_text', precision: 3, nullable: false },
      { type: 'numeric', declared: 'numeric(10,2)', precision: 10, scale: 2 },
      { type: 'numeric', precision: 3, scale: -2 },
    ])
  })

  test('spells the columns of a result as those of the table', async () => {
    const { connection } = opened
    for (const table of ['Na"me', 'domains', 'seen']) {
      const { columns } = await readAll(connection, `SELECT * FROM ${dialect.quote(table)}`)
      expect(columns).toEqual(await connection.columns({ table }))
    }
  })

  test('a column that a join fills up may be null', async () => {
    const nullable = async (sql: string) =>
      (await readAll(opened.connection, sql)).columns.map(each => each.nullable)
    expect(await nullable('SELECT n.d FROM "Na""me" n JOIN seen USING (d)')).toEqual([false])
    expect(await nullable('SELECT n.d FROM seen LEFT JOIN "Na""me" n USING (d)')).toEqual([true])
    expect(await nullable(`SELECT n.d, count(*) FROM "Na""me" n GROUP BY ROLLUP (1)`)).toEqual([true, true])
    expect(await nullable(`SELECT n.d AS "left" FROM "Na""me" n WHERE d <> 'full'`)).toEqual([false])
  })

  test('tells the time of the server', async () => {
    const { ms, nanos } = await opened.connection.now()
    expect(Math.abs(ms - Date.now())).toBeLessThan(60_000)
    expect(Math.floor(nanos / 1_000_000)).toBe(((ms % 1000) + 1000) % 1000)
  })

  test('reads in batches, bounded by rows and bytes', async () => {
    const { connection } = opened
    const sizes = async (sql: string, batchRows: number, batchBytes?: number) => {
      const found: number[] = []
      const options = { batchRows, ...(batchBytes !== undefined && { batchBytes }) }
      for await (const { rows } of connection.stream({ sql }, options)) found.push(rows.length)
      return found
    }
    expect(await sizes('SELECT i FROM generate_series(1, 700) i', 300)).toEqual([64, 300, 300, 36])
    expect(await sizes('SELECT i FROM generate_series(1, 20) i', 10)).toEqual([10, 10])
    expect(await sizes('SELECT i FROM generate_series(1, 3) i', 1)).toEqual([1, 1, 1])
    expect(await sizes('SELECT 1 WHERE false', 10)).toEqual([0])
    const large = await sizes(`SELECT repeat('x', 100000) FROM generate_series(1, 200) i`, 1000, 1_000_000)
    expect(large[0]).toBe(64)
    expect(Math.max(...large.slice(1))).toBeLessThanOrEqual(5)
  })

  test('the server waits while nobody asks for more', async () => {
    const { connection, schema } = opened
    await connection.execute({ sql: 'CREATE SEQUENCE drawn' })
    const sql = `SELECT nextval('drawn') FROM generate_series(1, 100000)`
    const batches = connection.stream({ sql }, { batchRows: 100 })
    for (let i = 0; i < 3; i++) await batches.next()
    await new Promise(resolve => setTimeout(resolve, 100))
    const drawn = `SELECT last_value FROM ${dialect.quote(schema)}.drawn`
    const watching = using(dialect.connect(connectionOptions(address)), watcher => one(watcher, drawn))
    // a batch ahead of 64 + 100 + 100
    expect(await watching).toBe('364')
    await batches.return(undefined)
    expect(await one(connection, drawn)).toBe('364')
  })

  test('takes parameters, and moments in any zone', async () => {
    const { connection } = opened
    const instant = { ms: Date.parse('2024-10-27T01:30:00.123Z'), nanos: 123_456_000 }
    const at = dialect.instantParameter(instant, 'Europe/Paris')
    expect(await one(connection, `SELECT $1::timestamp || ' ' || $2::timestamptz`, at, at)).toBe(
      '2024-10-27 02:30:00.123456 2024-10-27 01:30:00.123456+00',
    )
    const large = 9_223_372_036_854_775_807n
    const { rows } = await readAll(
      connection,
      'SELECT i FROM (VALUES (1::int8), ($2::int8)) v(i) WHERE i > $1',
      [7, large],
    )
    expect(rows).toEqual([[String(large)]])
  })

  test('is of use after a loop that was left, and after an error in one', async () => {
    const { connection } = opened
    for await (const { rows } of connection.stream(
      { sql: 'SELECT * FROM generate_series(1, 1000)' },
      { batchRows: 10 },
    )) {
      expect(rows).toHaveLength(10)
      break
    }
    expect(await one(connection, 'SELECT 1')).toBe('1')
    const divided = readAll(connection, 'SELECT 1 / (500 - i) FROM generate_series(1, 1000) i')
    await expect(divided).rejects.toMatchObject({ message: expect.stringContaining('division by zero') })
    await expect(readAll(connection, 'SELECT nothing FROM seen')).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: false,
      message: expect.stringMatching(/PostgreSQL at .*"nothing" does not exist \(SQLSTATE 42703\)/),
    })
    expect(await one(connection, 'SELECT 2')).toBe('2')
  })

  test('a transaction is all or nothing', async () => {
    const { connection } = opened
    await connection.execute({
      sql: 'CREATE TABLE tx (id int PRIMARY KEY, other int REFERENCES tx DEFERRABLE INITIALLY DEFERRED)',
    })
    const insert = (id: number, other: number | null = null) =>
      connection.execute({ sql: 'INSERT INTO tx VALUES ($1, $2)', params: [id, other] })
    await expect(
      connection.transaction(async () => {
        await insert(1)
        throw new Error('enough')
      }),
    ).rejects.toThrow('enough')
    // COMMIT itself refuses
    await expect(connection.transaction(() => insert(2, 99))).rejects.toMatchObject({ code: 'DATA' })
    const swallowed = connection.transaction(() =>
      insert(3)
        .then(() => insert(3))
        .catch(() => undefined),
    )
    await expect(swallowed).rejects.toThrow('the transaction was rolled back')
    expect(await connection.transaction(() => insert(4))).toMatchObject({ count: 1 })
    expect(await readAll(connection, 'SELECT id FROM tx')).toMatchObject({ rows: [['4']] })
  })

  test('runs at the isolation that is asked for', async () => {
    await using(dialect.connect(connectionOptions(address)), async connection => {
      await connection.execute(dialect.isolation?.('REPEATABLE READ') ?? { sql: '' })
      expect(await one(connection, 'SHOW transaction_isolation')).toBe('repeatable read')
    })
    expect(() => dialect.isolation?.('NONE')).toThrow('allowed are READ UNCOMMITTED')
  })

  test('statements and pauses between batches end in time', async () => {
    await using(dialect.connect(connectionOptions(address, { callTimeout: 300 })), async connection => {
      const timeout = {
        code: 'EXTERNAL',
        retriable: true,
        message: expect.stringContaining('statement timeout'),
      }
      await expect(connection.execute({ sql: 'SELECT pg_sleep(5)' })).rejects.toMatchObject(timeout)
      // each batch has as long, and so has who takes them
      const slow = 'SELECT i, pg_sleep(0.002) FROM generate_series(1, 300) i'
      let rows = 0
      for await (const batch of connection.stream({ sql: slow }, { batchRows: 50 })) {
        rows += batch.rows.length
        await new Promise(resolve => setTimeout(resolve, 60))
      }
      expect(rows).toBe(300)
      expect(await one(connection, 'SELECT 1')).toBe('1')
    })
  })

  test.each(['execute', 'stream'] as const)('killed within %s, it says that this may pass', async how => {
    await using(dialect.connect(connectionOptions(address)), async connection => {
      const pid = await one(connection, 'SELECT pg_backend_pid()')
      const kill = () => one(opened.connection, 'SELECT pg_terminate_backend($1::int)', pid)
      const passing = { code: 'EXTERNAL', retriable: true }
      if (how === 'execute') {
        const sleeping = connection.execute({ sql: 'SELECT pg_sleep(10)' })
        setTimeout(kill, 50)
        await expect(sleeping).rejects.toMatchObject({
          ...passing,
          message: expect.stringContaining('57P01'),
        })
      } else {
        const batches = connection.stream(
          { sql: 'SELECT * FROM generate_series(1, 100000)' },
          { batchRows: 10 },
        )
        await batches.next()
        await kill()
        await expect(batches.next().then(() => batches.next())).rejects.toMatchObject(passing)
      }
      await expect(connection.execute({ sql: 'SELECT 1' })).rejects.toMatchObject(passing)
      await expect(readAll(connection, 'SELECT 1')).rejects.toMatchObject(passing)
    })
  })

  test('killed while nobody asks, it is found lost', async () => {
    await using(dialect.connect(connectionOptions(address)), async connection => {
      const pid = await one(connection, 'SELECT pg_backend_pid()')
      await one(opened.connection, 'SELECT pg_terminate_backend($1::int)', pid)
      await new Promise(resolve => setTimeout(resolve, 50))
      const lost = { code: 'EXTERNAL', retriable: true, message: expect.stringContaining('lost') }
      await expect(connection.transaction(async () => 1)).rejects.toMatchObject(lost)
    })
  })

  test('of two that lock each other, one may try again', async () => {
    const { connection, schema } = opened
    const properties = { currentSchema: dialect.quote(schema), options: '-c deadlock_timeout=50ms' }
    await connection.execute({
      sql: 'CREATE TABLE locks (id int PRIMARY KEY, v int); INSERT INTO locks VALUES (1, 0), (2, 0)',
    })
    await using(dialect.connect(connectionOptions(address, { properties })), other => {
      const update = (each: Connection, id: number) =>
        each.execute({ sql: `UPDATE locks SET v = v + 1 WHERE id = ${id}` })
      const both = (each: Connection, first: number, second: number) =>
        each.transaction(async () => {
          await update(each, first)
          await new Promise(resolve => setTimeout(resolve, 100))
          await update(each, second)
        })
      return Promise.allSettled([both(connection, 1, 2), both(other, 2, 1)]).then(results => {
        const refused = results.filter(result => result.status === 'rejected')
        expect(refused).toMatchObject([{ reason: { code: 'EXTERNAL', retriable: true } }])
      })
    })
  })
})
