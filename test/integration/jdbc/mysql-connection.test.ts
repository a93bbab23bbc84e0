import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Connection, ConnectionOptions } from '../../../connectors/jdbc/dialect.ts'
import { connect, connectionOptions, dialect, openDatabase, readAll } from '../../helpers/mysql.ts'

const address = inject('mariadb')
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

const idOf = (connection: Connection) => one(connection, 'select connection_id()')

describe.runIf(address)('MariaDB, connecting', () => {
  const open = (changed: Partial<ConnectionOptions> = {}) => connect(address, changed)
  const refusal = (changed: Partial<ConnectionOptions>) =>
    open(changed).then(
      connection => connection.close(),
      (error: unknown) => error,
    )

  test('takes the first host that answers', async () => {
    const hosts = [nowhere, address].map(({ host, port }) => ({ host, port }))
    expect(await using(open({ hosts }), each => one(each, 'select 1'))).toBe(1)
  })

  test('sets the session up so that nothing changes silently', async () => {
    const sessionVariables = "sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES';wait_timeout=99,time_zone='+05:00'"
    const properties = { sessionVariables, netTimeoutForStreamingResults: '77' }
    await using(open({ properties, callTimeout: 3_000 }), async connection => {
      const names = [
        'time_zone',
        'wait_timeout',
        'net_write_timeout',
        'character_set_client',
        'character_set_results',
      ]
      const { rows } = await connection.execute({
        sql: `select ${[...names, 'innodb_lock_wait_timeout', 'lock_wait_timeout'].map(each => `@@${each}`)}`,
      })
      expect(rows).toEqual([['+00:00', 99, 77, 'utf8mb4', 'utf8mb4', 3, 3]])
      const modes = String(await one(connection, 'select @@sql_mode')).split(',')
      expect(modes).toEqual(
        expect.arrayContaining(['ANSI_QUOTES', 'STRICT_ALL_TABLES', 'NO_AUTO_VALUE_ON_ZERO']),
      )
      expect(modes).not.toContain('NO_BACKSLASH_ESCAPES')
    })
  })

  const refused: readonly (readonly [string, Partial<ConnectionOptions>, string | undefined, string])[] = [
    ['a wrong password', { password: 'guess-7391' }, 'connection.password', 'connection.password is wrong'],
    ['no password', { password: '' }, 'connection.password', 'Access denied'],
    ['an unknown user', { user: 'nobody' }, 'connection.password', "'nobody'"],
    ['an unknown database', { database: 'nowhere' }, 'connection.url', "Unknown database 'nowhere'"],
    ['no TLS', { properties: { sslMode: 'REQUIRED' } }, 'connection.url', 'the server has no TLS'],
    [
      'a property of security',
      { properties: { sslFactory: 'x' } },
      undefined,
      'sslFactory is not known here',
    ],
    ['an unknown sslMode', { properties: { sslmode: 'yes' } }, undefined, 'allowed is DISABLED, PREFERRED'],
    [
      'a file that is not there',
      { properties: { sslMode: 'VERIFY_CA', trustCertificateKeyStoreUrl: 'file:/none' } },
      undefined,
      '/none cannot be read',
    ],
  ]

  test.each(refused)('%s is the fault of the configuration', async (_, changed, key, message) => {
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
    expect(error).toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringMatching(/127\.0\.0\.1:1.*ECONNREFUSED/),
    })
    expect(dialect.refusedKey(error)).toBeUndefined()
  })

  test('is dropped when the signal is aborted', async () => {
    const aborter = new AbortController()
    await using(open({ signal: aborter.signal }), async connection => {
      const sleeping = connection.execute({ sql: 'do sleep(20)' })
      setTimeout(() => aborter.abort(), 50)
      await expect(sleeping).rejects.toThrow('aborted')
    })
    await expect(open({ signal: aborter.signal })).rejects.toThrow('aborted')
  })
})

describe.runIf(address)('A connection to MariaDB', () => {
  let own: Awaited<ReturnType<typeof openDatabase>>
  let connection: Connection
  let other: Connection

  beforeAll(async () => {
    own = await openDatabase(address, { callTimeout: 1_500 })
    connection = own.connection
    other = await connect(own.address)
    for (const sql of [
      'create table `na``me`(b int not null, a int not null auto_increment, d varchar(9) not null default 2, primary key(a, b))',
      'create view seen as select d from `na``me`',
      'create table kept(id int primary key, v int)',
      'insert into kept values (1, 1)',
    ])
      await connection.execute({ sql })
  })
  afterAll(async () => {
    await other.close()
    await own.close()
  })

  const kill = async () => other.execute({ sql: `kill ${await idOf(connection)}` })
  const sequence = (rows: number) => ({ sql: `select seq, repeat('x', 1000) x from seq_1_to_${rows}` })

  test('knows tables, columns and keys', async () => {
    const named = async (types: readonly string[], catalogPattern?: string) =>
      (await connection.tables({ types, catalogPattern })).map(({ table }) => table)
    expect(await named(['TABLE'])).toEqual(['kept', 'na`me'])
    expect(await named(['view'])).toEqual(['seen'])
    expect(await named(['TABLE', 'VIEW'], 'my_ql')).toContain('user')
    expect(await named(['SYNONYM'])).toEqual([])
    const unbound = { host: address.host, port: address.port, user: address.user, password: address.password }
    await using(dialect.connect({ ...connectionOptions(address), ...{ hosts: [unbound] } }), async each => {
      const tables = await each.tables({ types: ['TABLE'] })
      expect(tables.filter(({ catalog }) => catalog === 'mysql')).toEqual([])
    })
    expect(await connection.primaryKey({ table: 'na`me' })).toEqual(['a', 'b'])
    expect(await connection.primaryKey({ table: 'seen' })).toEqual([])
    expect(await connection.columns({ table: 'none' })).toBeUndefined()
    expect(await connection.columns({ catalog: own.address.database, table: 'na`me' })).toMatchObject([
      { name: 'b', type: 'int', declared: 'int', nullable: false, autoIncrement: false, hasDefault: false },
      { name: 'a', autoIncrement: true },
      { name: 'd', type: 'varchar', declared: 'varchar(9)', precision: 9, hasDefault: true },
    ])
  })

  test('tells the time of the database to the microsecond', async () => {
    const now = await connection.now()
    expect(Math.abs(now.ms - Date.now())).toBeLessThan(5_000)
    expect(now.nanos % 1000).toBe(0)
    expect(Math.floor(now.nanos / 1_000_000)).toBe(((now.ms % 1000) + 1000) % 1000)
  })

  test('counts rows, and binds parameters outside of strings and comments only', async () => {
    const sql = 'select \'?\', ?, "?" /* ? */, `v`, ? -- ?\n from kept where v < ? # ?'
    const params = ["it's \\ 😀", 18_446_744_073_709_551_615n, 2]
    expect((await connection.execute({ sql, params })).rows).toEqual([
      ['?', "it's \\ 😀", '?', 1, '18446744073709551615'],
    ])
    expect(await connection.execute({ sql: 'update kept set v = ?', params: [1] })).toEqual({
      count: 1,
      rows: [],
    })
  })

  test('yields columns of no rows, and batches of bounded rows and bytes', async () => {
    const empty = await readAll(connection, 'select * from kept where false')
    expect(empty.columns.map(({ name }) => name)).toEqual(['id', 'v'])
    expect(empty.rows).toEqual([])
    const sizes: number[] = []
    for await (const { rows } of connection.stream(sequence(2_500), { batchRows: 1_000 }))
      sizes.push(rows.length)
    expect(sizes).toEqual([1_000, 1_000, 500])
    const wide = { sql: "select repeat('x', 100000) from seq_1_to_25" }
    const bytes: number[] = []
    for await (const { rows } of connection.stream(wide, { batchRows: 1_000, batchBytes: 1_000_000 }))
      bytes.push(rows.length)
    expect(bytes).toEqual([10, 10, 5])
  })

  test('has the server wait while nobody asks for more', async () => {
    const rows = connection.stream(sequence(200_000), { batchRows: 1_000 })
    await rows.next()
    await pause(500)
    const { rows: found } = await other.execute({
      sql: "select state from information_schema.processlist where info like '%seq_1_to_200000%' and id <> connection_id()",
    })
    expect(found).toEqual([['Writing to net']])
    const before = process.memoryUsage().rss
    let count = 1_000
    for await (const batch of rows) {
      count += batch.rows.length
      if (count % 20_000 === 0) await pause(5)
    }
    expect(count).toBe(200_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  })

  test('is usable after a loop was left early, and the statement has ended', async () => {
    for await (const { rows } of connection.stream(sequence(1_000_000), { batchRows: 10 })) {
      expect(rows).toHaveLength(10)
      break
    }
    expect(await one(connection, 'select 1')).toBe(1)
    await pause(100)
    const { rows } = await other.execute({
      sql: "select 1 from information_schema.processlist where info like '%seq_1_to_1000000%' and id <> connection_id()",
    })
    expect(rows).toEqual([])
  })

  test('keeps its isolation when it was opened anew', async () => {
    const statement = dialect.isolation?.('READ COMMITTED')
    if (statement === undefined) throw new Error('no isolation')
    await connection.execute(statement)
    await kill()
    await pause(50)
    expect(await one(connection, 'select @@tx_isolation')).toBe('READ-COMMITTED')
  })

  test('that is killed while it reads fails so that trying again may help', async () => {
    const rows = connection.stream(sequence(1_000_000), { batchRows: 10 })
    await rows.next()
    const { rows: found } = await other.execute({
      sql: "select id from information_schema.processlist where info like '%seq_1_to_1000000%' and id <> connection_id()",
    })
    await other.execute({ sql: `kill ${found[0]?.[0]}` })
    const drained = (async () => {
      for await (const _ of rows) await pause(0)
    })()
    await expect(drained).rejects.toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(await one(connection, 'select 1')).toBe(1)
  })

  test('rolls a transaction back, also one whose connection is lost', async () => {
    const failing = connection.transaction(async () => {
      await connection.execute({ sql: 'insert into kept values (2, 2)' })
      throw new Error('not so')
    })
    await expect(failing).rejects.toThrow('not so')
    const lost = connection.transaction(async () => {
      await connection.execute({ sql: 'insert into kept values (3, 3)' })
      await kill()
      await pause(50)
      await connection.execute({ sql: 'insert into kept values (4, 4)' })
    })
    await expect(lost).rejects.toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(await one(connection, 'select count(*) from kept')).toBe(1)
    await connection.transaction(() => connection.execute({ sql: 'insert into kept values (2, 2)' }))
    expect(await one(other, 'select count(*) from kept')).toBe(2)
  })

  test('loses a transaction with a loop that is left within it', async () => {
    const work = connection.transaction(async () => {
      await connection.execute({ sql: 'insert into kept values (9, 9)' })
      for await (const _ of connection.stream(sequence(1_000_000), { batchRows: 10 })) break
      await connection.execute({ sql: 'insert into kept values (10, 10)' })
    })
    await expect(work).rejects.toThrow('its transaction with it')
    expect(await one(other, 'select count(*) from kept where id > 8')).toBe(0)
  })

  test('ends statements that write after their time, not those that read', async () => {
    const writing = connection.execute({ sql: 'insert into kept select 20, sleep(10)' })
    await expect(writing).rejects.toMatchObject({ code: 'EXTERNAL', retriable: true })
    const selecting = connection.execute({ sql: 'select v, sleep(10) from kept for update' })
    await expect(selecting).rejects.toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect((await readAll(connection, 'select sleep(1.7)')).rows).toEqual([[0]])
  })

  test('waits for a lock no longer than that, and may try again', async () => {
    await other.transaction(async () => {
      await other.execute({ sql: 'update kept set v = 5 where id = 1' })
      const waiting = connection.execute({ sql: 'update kept set v = 6 where id = 1' })
      await expect(waiting).rejects.toMatchObject({ code: 'EXTERNAL', retriable: true })
    })
  })

  test('tells a deadlock as what may pass', async () => {
    const [held, entered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const [first, second] = await Promise.allSettled([
      connection.transaction(async () => {
        await connection.execute({ sql: 'update kept set v = 7 where id = 1' })
        held.resolve()
        await entered.promise
        await connection.execute({ sql: 'update kept set v = 7 where id = 2' })
      }),
      other.transaction(async () => {
        await other.execute({ sql: 'update kept set v = 8 where id = 2' })
        await held.promise
        entered.resolve()
        await other.execute({ sql: 'update kept set v = 8 where id = 1' })
      }),
    ])
    const failed = [first, second].filter(each => each.status === 'rejected')
    expect(failed).toHaveLength(1)
    expect(failed[0]?.reason).toMatchObject({ code: 'EXTERNAL', retriable: true })
  })

  test('commits implicitly with a statement that changes a table', async () => {
    const failing = connection.transaction(async () => {
      await connection.execute({ sql: 'insert into kept values (30, 1)' })
      await connection.execute({ sql: 'create table side(id int)' })
      throw new Error('too late')
    })
    await expect(failing).rejects.toThrow('too late')
    expect(await one(other, 'select count(*) from kept where id = 30')).toBe(1)
  })

  test.each([
    ['select * from none', /error 1146/],
    ['select none from kept', /error 1054/],
    ['nonsense', /error 1064/],
    ["set session none = 'x'", /error 1193/],
  ])('says that trying again is of no use: %s', async (sql, message) => {
    await expect(connection.execute({ sql })).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: false,
      message: expect.stringMatching(message),
    })
  })

  test('refuses a record that is larger than the server takes', async () => {
    const params = ['x'.repeat(17_000_000)]
    await expect(connection.execute({ sql: 'do length(?)', params })).rejects.toMatchObject({
      code: 'DATA',
      message: expect.stringContaining('max_allowed_packet'),
    })
    expect(await one(connection, 'select 1')).toBe(1)
  })
})
