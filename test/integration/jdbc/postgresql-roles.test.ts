import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { confluentJdbcSource as source } from '../../../connectors/jdbc/jdbc-source.ts'
import type { DatabaseAddress, DatabaseServer } from '../../../infra/local/database-server.ts'
import { startPostgres } from '../../../infra/local/postgres.ts'
import { postgresBinaries } from '../../../infra/local/postgres-binaries.ts'
import { runCommand } from '../../../infra/local/run-command.ts'
import { giveToUnprivileged, unprivileged } from '../../../infra/local/unprivileged.ts'
import { type OwnServer, ownServer } from '../../helpers/own-server.ts'
import { connectionOptions, dialect } from '../../helpers/postgresql.ts'
import { counted, createStore, fieldOf, readPass } from './source/reading.ts'

/** A copy of a server that follows it. */
const startStandby = async (of: DatabaseAddress, options: { dataDir: string; port: number }) => {
  const { folder, env } = await postgresBinaries({})
  await mkdir(options.dataDir, { recursive: true })
  await giveToUnprivileged(options.dataDir)
  const from = ['-h', of.host, '-p', String(of.port), '-U', of.user]
  const to = ['-D', join(options.dataDir, 'data'), '--write-recovery-conf', '--checkpoint=fast', '--no-sync']
  const [command, args] = unprivileged(join(folder, 'pg_basebackup'), [...from, ...to])
  await runCommand(command, args, { env: { ...env, PGPASSWORD: of.password }, cwd: options.dataDir })
  return startPostgres(options)
}

describe.runIf(inject('postgres'))('targetServerType', () => {
  let primary: OwnServer<DatabaseServer>
  let standby: OwnServer<DatabaseServer>

  const run = async (server: OwnServer<DatabaseServer>, ...statements: readonly string[]) => {
    const connection = await dialect.connect(connectionOptions(server.current().address))
    try {
      let rows: readonly (readonly unknown[])[] = []
      for (const sql of statements) rows = (await connection.execute({ sql })).rows
      return rows
    } finally {
      await connection.close()
    }
  }

  const properties = (servers: readonly OwnServer<DatabaseServer>[], targetServerType: string) => {
    const [first] = servers
    const { user = '', password = '', database = '' } = first?.current().address ?? {}
    const hosts = servers.map(each => each.current().address).map(({ host, port }) => `${host}:${port}`)
    return {
      'connection.url': `jdbc:postgresql://${hosts}/${database}?targetServerType=${targetServerType}`,
      'connection.user': user,
      'connection.password': password,
      'connection.attempts': '1',
      'topic.prefix': 'p-',
    }
  }

  /** Which of the servers a connector reads from. */
  const readsFrom = async (servers: readonly OwnServer<DatabaseServer>[], targetServerType: string) => {
    const query = { mode: 'bulk', query: 'SELECT inet_server_port() AS port' }
    const config = { ...properties(servers, targetServerType), ...query, 'query.retry.attempts': '0' }
    const { records } = await readPass(source, config, { store: createStore() })
    const [port] = fieldOf(records, 'port')
    if (port === primary.current().address.port) return 'primary'
    return port === standby.current().address.port ? 'standby' : port
  }

  beforeAll(async () => {
    primary = await ownServer(startPostgres)
    await run(
      primary,
      'CREATE TABLE a (id bigserial PRIMARY KEY, n int, pad text)',
      // more than sockets hold
      `INSERT INTO a (n, pad) SELECT n, repeat('x', 40000) FROM generate_series(0, 299) n`,
    )
    standby = await ownServer(options => startStandby(primary.current().address, options))
  })
  afterAll(async () => {
    await standby?.close()
    await primary?.close()
  })

  test.each([
    ['primary', 'primary'],
    ['master', 'primary'],
    ['preferPrimary', 'primary'],
    ['secondary', 'standby'],
    ['slave', 'standby'],
    ['preferSecondary', 'standby'],
  ])('%s reads from the %s, whichever is named first', async (type, expected) => {
    expect(await readsFrom([standby, primary], type)).toBe(expected)
    expect(await readsFrom([primary, standby], type)).toBe(expected)
  })

  test('any reads from the first', async () => {
    expect(await readsFrom([standby, primary], 'any')).toBe('standby')
    expect(await readsFrom([primary, standby], 'any')).toBe('primary')
  })

  test.each([
    ['primary', 'it is a standby, targetServerType wants the other'],
    ['secondary', 'it is a primary, targetServerType wants the other'],
  ])('%s with none of them is an error that may pass, and says so', async (type, message) => {
    const other = type === 'primary' ? standby : primary
    await expect(readsFrom([other], type)).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringContaining(message),
    })
    const prefers = type === 'primary' ? 'preferPrimary' : 'preferSecondary'
    expect(await readsFrom([other], prefers)).toBe(type === 'primary' ? 'standby' : 'primary')
  })

  test('who writes to a standby is told what to do', async () => {
    await expect(run(standby, 'CREATE TABLE b (id int)')).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringContaining('targetServerType=primary'),
    })
  })

  // the last: the primary is gone after it
  test('after a failover, primary goes on at the new one', async () => {
    const retried = { 'connection.attempts': '50', 'connection.backoff.ms': '100' }
    const config = {
      ...properties([primary, standby], 'primary'),
      ...retried,
      mode: 'incrementing',
      'batch.max.rows': '60',
    }
    const store = createStore()
    let promoting: Promise<unknown> | undefined
    const { records } = await readPass(source, config, {
      store,
      between: async n => {
        if (n > 1) return
        await primary.current().kill()
        promoting = run(standby, 'SELECT pg_promote()', "INSERT INTO a (n, pad) VALUES (300, '')")
      },
    })
    await promoting
    const later = await readPass(source, config, { store })
    const all = [...records, ...later.records]
    expect(counted(all, 'n')).toEqual(new Map(Array.from({ length: 301 }, (_, n) => [n, 1])))
  })
})
