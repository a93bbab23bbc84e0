import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startMariaDb } from '../../../infra/local/mariadb.ts'
import { makeCertificates } from '../../helpers/certificates.ts'
import { connectionOptions, dialect, readAll } from '../../helpers/mysql.ts'
import { type OwnServer, ownServer } from '../../helpers/own-server.ts'

type Properties = Readonly<Record<string, string>>

describe.runIf(inject('mariadb'))('sslMode', () => {
  let server: OwnServer<Awaited<ReturnType<typeof startMariaDb>>>
  let folder: string
  const file = (name: string) => join(folder, name)
  const url = (name: string) => `file:${file(name)}`

  const open = (properties: Properties, { host = 'localhost', user = 'plain' } = {}) => {
    const { address } = server.current()
    const hosts = [{ host, port: address.port }]
    return dialect.connect(connectionOptions(address, { user, hosts, properties }))
  }

  /** The version of TLS, empty without. */
  const connect = async (...[properties, to]: Parameters<typeof open>) => {
    const connection = await open(properties, to)
    try {
      return (await connection.execute({ sql: "show status like 'Ssl_version'" })).rows[0]?.[1]
    } finally {
      await connection.close()
    }
  }

  const refusal = (...args: Parameters<typeof open>) =>
    connect(...args).then(
      version => version,
      (error: unknown) => error,
    )

  const admin = async (...statements: readonly string[]) => {
    const connection = await dialect.connect(connectionOptions(server.current().address))
    for (const sql of statements) await connection.execute({ sql })
    await connection.close()
  }

  const serve = (name: string) =>
    Promise.all(['crt', 'key'].map(kind => copyFile(file(`${name}.${kind}`), file(`served.${kind}`))))

  beforeAll(async () => {
    folder = await makeCertificates()
    await serve('server')
    const files = { ca: 'ca.crt', cert: 'served.crt', key: 'served.key' }
    const serverOptions = Object.entries(files).map(([name, of]) => `--ssl-${name}=${file(of)}`)
    server = await ownServer(options => startMariaDb({ ...options, serverOptions }))
    const by = `identified by '${server.current().address.password}'`
    await admin(
      `create user plain ${by}`,
      `create user encrypted ${by} require ssl`,
      `create user certified ${by} require x509`,
    )
    for (const user of ['plain', 'encrypted', 'certified'])
      await admin(`grant select on connect.* to ${user}`)
  })
  afterAll(async () => {
    await server?.close()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  test.each([
    [{}],
    [{ sslMode: 'PREFERRED' }],
    [{ sslMode: 'REQUIRED' }],
    [{ sslMode: 'trust' }],
    [{ useSSL: 'true' }],
    [{ useSSL: 'true', requireSSL: 'true' }],
    [{ useSSL: 'true', trustServerCertificate: 'true' }],
  ])('%j encrypts, whoever certified the server', async properties => {
    expect(await connect(properties, { user: 'encrypted' })).toBe('TLSv1.3')
  })

  test.each([[{ sslMode: 'DISABLED' }], [{ sslMode: 'disable' }], [{ useSSL: 'false' }]])(
    '%j does not encrypt',
    async properties => {
      expect(await connect(properties)).toBe('')
      expect(await refusal(properties, { user: 'encrypted' })).toMatchObject({ code: 'INVALID_CONFIG' })
    },
  )

  const byAuthority: readonly (readonly [Properties, string])[] = [
    [{ sslMode: 'VERIFY_CA' }, 'trustCertificateKeyStoreUrl'],
    [{ sslMode: 'verify-ca' }, 'serverSslCert'],
    [{ useSSL: 'true', verifyServerCertificate: 'true' }, 'trustStore'],
  ]
  const byName: typeof byAuthority = [
    [{ sslMode: 'VERIFY_IDENTITY' }, 'trustCertificateKeyStoreUrl'],
    [{ sslMode: 'verify-full' }, 'serverSslCert'],
    [{ verifyServerCertificate: 'true', disableSslHostnameVerification: 'false' }, 'trustStore'],
  ]

  const refused = (why: string) => ({
    code: 'INVALID_CONFIG',
    retriable: false,
    message: expect.stringMatching(`${why}.*; TLS failed; see sslMode and the trust store`),
  })

  test.each([...byAuthority, ...byName])('%j trusts whom %s names alone', async (properties, trust) => {
    expect(await connect({ ...properties, [trust]: url('ca.crt') })).toBe('TLSv1.3')
    const errors = [await refusal({ ...properties, [trust]: url('other.crt') }), await refusal(properties)]
    for (const error of errors) {
      expect(error).toMatchObject(refused('certificate'))
      expect(dialect.refusedKey(error)).toBe('connection.url')
    }
  })

  test('names of the server are compared by those alone who ask for it', async () => {
    await serve('elsewhere')
    await admin('flush ssl')
    try {
      for (const [properties, trust] of byAuthority)
        expect(await connect({ ...properties, [trust]: url('ca.crt') })).toBe('TLSv1.3')
      for (const [properties, trust] of byName)
        expect(await refusal({ ...properties, [trust]: url('ca.crt') })).toMatchObject(
          refused('localhost.*elsewhere.test'),
        )
    } finally {
      await serve('server')
      await admin('flush ssl')
    }
  })

  test('an address is no name to compare', async () => {
    const properties = { sslMode: 'VERIFY_IDENTITY', trustStore: url('ca.crt') }
    const { code, message } = (await refusal(properties, { host: '127.0.0.1' })) as Error & { code: string }
    expect(code).toBe('INVALID_CONFIG')
    expect(message).toContain('VERIFY_IDENTITY with the address 127.0.0.1; it needs a name of the server')
  })

  test('a client shows its certificate', async () => {
    const identity = { clientCertificateKeyStoreUrl: url('client.pem') }
    const opened = { sslMode: 'REQUIRED', ...identity, clientCertificateKeyStorePassword: 'opens' }
    expect(await connect(opened, { user: 'certified' })).toBe('TLSv1.3')
    const wrong = await refusal({ ...opened, clientCertificateKeyStorePassword: 'guess-7391' })
    expect(wrong).toMatchObject({
      code: 'INVALID_CONFIG',
      retriable: false,
      message: expect.stringContaining(`the key store ${file('client.pem')} cannot be used`),
    })
    expect(`${(wrong as Error).stack}`).not.toContain('guess-7391')
    expect(await refusal({ sslMode: 'REQUIRED' }, { user: 'certified' })).toMatchObject({
      code: 'INVALID_CONFIG',
    })
  })

  test.each(['TLSv1.2', 'TLSv1.3'])('%s when it is the only one wanted', async version => {
    expect(await connect({ sslMode: 'REQUIRED', tlsVersions: version })).toBe(version)
  })

  test('rows are streamed through it, and a loop may be left', async () => {
    const connection = await open({ sslMode: 'REQUIRED' })
    const sql = "select seq, repeat('x', 1000) from seq_1_to_20000"
    expect((await readAll(connection, sql)).rows).toHaveLength(20_000)
    for await (const { rows } of connection.stream({ sql }, { batchRows: 10 })) {
      expect(rows).toHaveLength(10)
      break
    }
    expect((await connection.execute({ sql: 'select 1' })).rows).toEqual([[1]])
    await connection.close()
  })
})
