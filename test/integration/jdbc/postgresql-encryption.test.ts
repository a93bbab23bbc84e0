import { chown, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { startPostgres } from '../../../infra/local/postgres.ts'
import { makeCertificates } from '../../helpers/certificates.ts'
import { type OwnServer, ownServer } from '../../helpers/own-server.ts'
import { connectionOptions, dialect } from '../../helpers/postgresql.ts'

const rules = `hostssl all encrypted all scram-sha-256
host all encrypted all reject
hostssl all bare all reject
hostssl all certified all cert
`

const hasServer = inject('postgres')

describe.runIf(hasServer)('sslmode', () => {
  let server: OwnServer<Awaited<ReturnType<typeof startPostgres>>>
  let folder: string
  const file = (name: string) => join(folder, name)

  const connect = async (user: string, properties: Record<string, string>, host = '127.0.0.1') => {
    const { address } = server.current()
    const hosts = [{ host, port: address.port }]
    const connection = await dialect.connect(connectionOptions(address, { user, hosts, properties }))
    try {
      const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'
      return (await connection.execute({ sql })).rows[0]?.[0] === 't' ? 'encrypted' : 'bare'
    } finally {
      await connection.close()
    }
  }

  beforeAll(async () => {
    folder = await makeCertificates()
    server = await ownServer(startPostgres)
    const { address } = server.current()
    const admin = await dialect.connect(connectionOptions(address))
    const { rows } = await admin.execute({ sql: 'SHOW data_directory' })
    const data = String(rows[0]?.[0])
    const { uid, gid } = await stat(data)
    for (const name of ['server.crt', 'server.key', 'ca.crt']) {
      await writeFile(join(data, name), await readFile(file(name)), { mode: 0o600 })
      await chown(join(data, name), uid, gid)
    }
    const known = join(data, 'pg_hba.conf')
    await writeFile(known, rules + (await readFile(known, 'utf8')))
    const settings = ['ssl = on', `ssl_ca_file = 'ca.crt'`].map(each => `ALTER SYSTEM SET ${each}`)
    const users = ['encrypted', 'bare', 'certified'].map(
      each => `CREATE ROLE ${each} LOGIN PASSWORD '${address.password}'`,
    )
    for (const sql of [...settings, ...users, 'SELECT pg_reload_conf()']) await admin.execute({ sql })
    await admin.close()
    await vi.waitFor(() => connect('encrypted', { sslmode: 'require' }), 10_000)
  })
  afterAll(async () => {
    await server?.close()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  test.each([
    ['encrypted', 'prefer', 'encrypted'],
    ['bare', 'prefer', 'bare'],
    ['encrypted', 'allow', 'encrypted'],
    ['bare', 'allow', 'bare'],
    ['bare', 'disable', 'bare'],
  ])('the user %s gets in by %s', async (user, sslmode, expected) => {
    expect(await connect(user, { sslmode })).toBe(expected)
  })

  test('users who have to come otherwise are refused', async () => {
    const refused = { code: 'INVALID_CONFIG', message: expect.stringContaining('pg_hba.conf') }
    await expect(connect('encrypted', { sslmode: 'disable' })).rejects.toMatchObject(refused)
    await expect(connect('bare', { sslmode: 'require' })).rejects.toMatchObject(refused)
  })

  test('the authority and the name of the server are verified', async () => {
    const refused = {
      code: 'INVALID_CONFIG',
      retriable: false,
      message: expect.stringContaining('see sslmode'),
    }
    const sslrootcert = file('ca.crt')
    expect(await connect('encrypted', { sslmode: 'verify-ca', sslrootcert })).toBe('encrypted')
    const inDer = { sslmode: 'verify-ca', sslrootcert: file('ca.der') }
    expect(await connect('encrypted', inDer)).toBe('encrypted')
    expect(await connect('encrypted', { sslmode: 'verify-full', sslrootcert }, 'localhost')).toBe('encrypted')
    expect(await connect('encrypted', { ssl: 'true', sslrootcert }, 'localhost')).toBe('encrypted')
    await expect(connect('encrypted', { sslmode: 'verify-full', sslrootcert })).rejects.toMatchObject(refused)
    await expect(connect('encrypted', { sslmode: 'verify-ca' })).rejects.toMatchObject(refused)
    await expect(connect('encrypted', { ssl: '' }, 'localhost')).rejects.toMatchObject(refused)
    const other = { sslmode: 'verify-ca', sslrootcert: file('other.crt') }
    await expect(connect('encrypted', other)).rejects.toMatchObject(refused)
    const noCertificate = { sslmode: 'verify-ca', sslrootcert: file('client.p12') }
    await expect(connect('encrypted', noCertificate)).rejects.toThrow('client.p12 cannot be used')
  })

  test.each([
    ['PEM', { sslkey: 'client.key', sslcert: 'client.crt' }],
    ['PKCS 8', { sslkey: 'client.pk8', sslcert: 'client.crt' }],
    ['PKCS 12', { sslkey: 'client.p12', sslpassword: 'opens' }],
  ])(
    'a client shows its certificate, with a key in %s',
    async (_, { sslkey, sslcert, sslpassword }: Record<string, string>) => {
      const properties = {
        sslmode: 'require',
        sslkey: file(sslkey ?? ''),
        ...(sslcert && { sslcert: file(sslcert) }),
        ...(sslpassword && { sslpassword }),
      }
      expect(await connect('certified', properties)).toBe('encrypted')
      await expect(connect('certified', { sslmode: 'require' })).rejects.toThrow('certificate')
    },
  )

  test.each([
    ['PEM', { sslkey: 'encrypted.key', sslcert: 'client.crt' }],
    ['PKCS 12', { sslkey: 'client.p12' }],
  ])('a password that does not open a key in %s is told', async (_, files: Record<string, string>) => {
    const paths = Object.fromEntries(Object.entries(files).map(([name, path]) => [name, file(path)]))
    const properties = { sslmode: 'require', ...paths, sslpassword: 'guess-7391' }
    const error = await connect('certified', properties).catch((error: unknown) => error)
    expect(error).toMatchObject({
      code: 'INVALID_CONFIG',
      retriable: false,
      message: expect.stringContaining(`sslkey: ${file(files.sslkey ?? '')} cannot be used`),
    })
    expect(`${(error as Error).stack}`).not.toContain('guess-7391')
  })
})
