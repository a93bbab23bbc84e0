import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { connectionConfig, connectionProblems } from '../../../connectors/jdbc/connection-config.ts'
import { dialectFor, openConnection, probeConnection } from '../../../connectors/jdbc/open-connection.ts'
import { parseConfig, validateConfig } from '../../../connectors/sdk/config.ts'
import { type Finding, UNREACHABLE } from '../../../connectors/sdk/problem.ts'

const url = 'jdbc:mysql://127.0.0.1:1/shop'
const parsed = (properties: Readonly<Record<string, string>> = {}) =>
  parseConfig(connectionConfig, { 'connection.url': url, ...properties })
const errorsOf = (properties: Readonly<Record<string, string>>) =>
  validateConfig(connectionConfig, properties).flatMap(({ errors }) => errors)

describe('configuration of a connection', () => {
  test('is that of Kafka Connect when nothing but the URL is given', () => {
    expect(parsed()).toEqual({
      'connection.url': url,
      'connection.user': null,
      'connection.password': null,
      'connection.attempts': 3,
      'connection.backoff.ms': 10_000,
      'connection.*': null,
      'dialect.name': '',
      'db.timezone': 'UTC',
      'quote.sql.identifiers': 'always',
    })
  })

  test.each([
    [{}, /Missing required configuration "connection.url"/],
    [{ 'connection.url': 'mysql://h/d' }, /Invalid value|does not begin with `jdbc:`/],
    [
      { 'connection.url': 'jdbc:sqlserver://h:1433;databaseName=d;password=p' },
      /no dialect for jdbc:sqlserver: allowed are jdbc:mysql, jdbc:mariadb, jdbc:postgresql/,
    ],
    [{ 'connection.url': url, 'db.timezone': 'Mars/Olympus' }, /Mars\/Olympus/],
    [{ 'connection.url': url, 'dialect.name': 'OracleDatabaseDialect' }, /MySqlDatabaseDialect/],
    [{ 'connection.url': url, 'connection.attempts': '0' }, /at least 1/],
    [{ 'connection.url': url, 'quote.sql.identifiers': 'maybe' }, /always, never/],
  ] as const)('is told what is wrong with it: %o', (properties, message) => {
    expect(errorsOf(properties).join()).toMatch(message)
  })

  test('shows no password of a URL that is wrong', () => {
    for (const wrong of ['jdbc:mysql://u:hunter2@h:99999/d', 'jdbc:mysql://h/d?password=%hunter2'])
      expect(errorsOf({ 'connection.url': wrong }).join()).not.toContain('hunter2')
  })

  test('hands other keys that begin with connection. on to the driver, without showing them', () => {
    const properties = { 'connection.useSSL': 'false', 'connection.trustStorePassword': 'hunter2' }
    const config = parsed(properties)
    expect(JSON.parse(config['connection.*']?.reveal() ?? '')).toEqual({
      useSSL: 'false',
      trustStorePassword: 'hunter2',
    })
    const shown = validateConfig(connectionConfig, { 'connection.url': url, ...properties })
    expect(shown.find(({ name }) => name === 'connection.*')?.value).toBe('[hidden]')
    expect(JSON.stringify([shown, config])).not.toContain('hunter2')
  })

  test.each([
    ['jdbc:mysql://h/d', '', 'MySqlDatabaseDialect'],
    ['jdbc:mariadb://h/d', '', 'MySqlDatabaseDialect'],
    ['jdbc:postgresql://h/d', '', 'PostgreSqlDatabaseDialect'],
    ['jdbc:gate://h/d', 'MySqlDatabaseDialect', 'MySqlDatabaseDialect'],
  ])('%s with the dialect "%s" is %s', async (url, name, expected) => {
    const config = parsed({ 'connection.url': url, 'dialect.name': name })
    expect([...connectionProblems(config)]).toEqual([])
    expect((await dialectFor(config)).name).toBe(expected)
  })

  test('a database that is not known is a problem of the URL', () => {
    const config = parsed({ 'connection.url': 'jdbc:oracle://h/d' })
    const [problem] = connectionProblems(config)
    expect(problem).toEqual([
      'connection.url',
      expect.stringContaining('jdbc:oracle: allowed are jdbc:mysql'),
    ])
    expect(() => dialectFor(config)).toThrow('jdbc:oracle')
  })

  test('names are quoted unless that is switched off', async () => {
    const quoting = await dialectFor(parsed())
    expect(quoting.quote('a`b')).toBe('`a``b`')
    const plain = await dialectFor(parsed({ 'quote.sql.identifiers': 'never' }))
    expect(plain.quote('a')).toBe('a')
  })
})

describe('opening a connection', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  /** A port that ends every connection at once, and how many there were. */
  const hangingUp = async () => {
    const seen = { connections: 0 }
    server = createServer(socket => {
      seen.connections++
      socket.destroy()
    })
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return { seen, port: typeof address === 'object' ? address?.port : 0 }
  }

  test('is tried again as often as is configured', async () => {
    const { seen, port } = await hangingUp()
    const config = parsed({
      'connection.url': `jdbc:mysql://127.0.0.1:${port}/shop`,
      'connection.attempts': '4',
      'connection.backoff.ms': '1',
    })
    const opening = openConnection(config, { callTimeout: 5_000 })
    await expect(opening).rejects.toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringContaining(`127.0.0.1:${port}/shop`),
    })
    expect(seen.connections).toBe(4)
  })

  test('takes no longer than a call may', async () => {
    const { seen, port } = await hangingUp()
    const config = parsed({ 'connection.url': `jdbc:mysql://127.0.0.1:${port}/shop` })
    await expect(openConnection(config, { callTimeout: 2_000 })).rejects.toMatchObject({ code: 'EXTERNAL' })
    expect(seen.connections).toBe(1)
    server?.close()
    server = createServer(() => undefined)
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const silent = typeof address === 'object' ? address?.port : 0
    const began = performance.now()
    const opening = openConnection(parsed({ 'connection.url': `jdbc:mysql://127.0.0.1:${silent}/d` }), {
      callTimeout: 200,
    })
    await expect(opening).rejects.toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  const probed = async (properties: Readonly<Record<string, string>> = {}) => {
    const findings: Finding[] = []
    const { signal } = new AbortController()
    for await (const finding of probeConnection(parsed(properties), signal)) findings.push(finding)
    return findings
  }

  test('a probe tells nothing of what does not answer', async () => {
    expect(await probed()).toEqual([['connection.url', UNREACHABLE]])
  })

  test('a probe tells what the driver properties forbid', async () => {
    expect(await probed({ 'connection.sslMode': 'SOMETIMES' })).toEqual([
      ['connection.url', expect.stringContaining('SOMETIMES')],
    ])
  })
})
