import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConfigProviders } from '../../../functions/runtime/ports/config-provider.ts'
import type { Access } from '../../../infra/local/access-log.ts'
import { listen } from '../../../infra/local/listener.ts'
import { restAccess } from '../../../infra/local/rest-access.ts'
import { runCommand } from '../../../infra/local/run-command.ts'
import { readWorker } from '../../../infra/local/worker-properties.ts'

const providers: ConfigProviders = new Map([
  ['vault', { get: async () => new Map([['rest', 'from-the-vault']]) }],
])

const accessOf = (properties: Readonly<Record<string, string>>) =>
  restAccess(readWorker(properties, {}), providers)

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
const login = { 'rest.basic.auth.user': 'alice', 'rest.basic.auth.password': 'secret' }
const reference = `$\u007bvault:rest}`

describe('who may call', () => {
  test.each([
    'http://127.0.0.1:8083',
    'http://localhost:8083',
    'http://[::1]:8083',
    'http://127.0.0.1:8083,http://127.9.9.9:1',
  ])('at %s, everybody on this machine', async listeners => {
    expect(await accessOf({ listeners })).toEqual({})
  })

  test.each(['http://0.0.0.0:8083', 'HTTP://:8083', 'http://127.0.0.1:1,http://connect.example.com:8083'])(
    'at %s, nobody before it is said who',
    async listeners => {
      await expect(accessOf({ listeners })).rejects.toThrow(
        /which other machines may reach\. Set rest\.basic\.auth\.user and rest\.basic\.auth\.password, so that callers are asked for them; or rest\.allow\.anonymous=true, if everybody may call; or listen on 127\.0\.0\.1$/,
      )
      expect(await accessOf({ listeners, 'rest.allow.anonymous': 'true' })).toEqual({})
      expect((await accessOf({ listeners, ...login })).authenticate?.(basic('alice:secret'))).toBe('alice')
    },
  )

  test('is asked on this machine too, when there is a login', async () => {
    const { authenticate } = await accessOf(login)
    expect(authenticate?.(basic('alice:other'))).toBeUndefined()
  })

  test('may be told by a config provider', async () => {
    const { authenticate } = await accessOf({ ...login, 'rest.basic.auth.password': reference })
    expect(authenticate?.(basic('alice:from-the-vault'))).toBe('alice')
    expect(authenticate?.(basic(`alice:${reference}`))).toBeUndefined()
  })

  test.each([
    [{ 'rest.basic.auth.user': 'alice' }, 'rest.basic.auth.password is missing'],
    [{ 'rest.basic.auth.password': 'x' }, 'rest.basic.auth.user is missing'],
    [{ ...login, 'rest.basic.auth.password': '' }, 'rest.basic.auth.password: it is empty'],
    [
      { ...login, 'rest.basic.auth.password': reference.replace('rest', 'nope') },
      'rest.basic.auth.password: its reference leads to nothing',
    ],
    [
      { 'rest.extension.classes': 'org.example.BasicAuthSecurityRestExtension' },
      'there are no extensions here. Callers are asked for a name and a password with rest.basic.auth.user',
    ],
    [{ listeners: 'ftp://127.0.0.1:1' }, 'allowed are http://host:port and https://host:port'],
    [
      { listeners: 'https://127.0.0.1:1' },
      'listeners.https.ssl.keystore.location (PKCS12 or PEM) is missing',
    ],
    [{ 'rest.allow.anonymous': 'yes' }, 'Expected value to be either true or false'],
  ])('%j is refused', async (properties, problem) => {
    await expect((async () => accessOf(properties))()).rejects.toThrow(problem)
  })
})

describe('https', () => {
  let dir: string
  let store: Readonly<Record<string, string>>
  let ca: string

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'https-'))
    const file = join(dir, 'server.p12')
    const keytool = (...args: readonly string[]) =>
      runCommand('keytool', [...args, '-alias', 'rest', '-keystore', file, '-storepass', 'changeit'])
    await keytool(
      '-genkeypair',
      '-keyalg',
      'EC',
      '-storetype',
      'PKCS12',
      '-dname',
      'CN=rest',
      '-ext',
      'san=ip:127.0.0.1',
    )
    ca = await keytool('-exportcert', '-rfc')
    await writeFile(join(dir, 'ca.pem'), ca)
    store = {
      listeners: 'https://127.0.0.1:0',
      'listeners.https.ssl.keystore.location': file,
      'listeners.https.ssl.keystore.password': 'changeit',
    }
  })

  afterAll(() => rm(dir, { recursive: true, force: true }))

  const open = async (properties: Readonly<Record<string, string>>) => {
    const calls: Access[] = []
    const server = await listen('https://127.0.0.1:0', {
      access: await accessOf(properties),
      log: access => calls.push(access),
      handle: async ({ headers }) => ({ statusCode: 200, body: headers['x-forwarded-proto'] ?? '' }),
    })
    return { ...server, calls }
  }

  const get = (port: number, options: RequestOptions = {}) =>
    new Promise<string>((resolve, reject) => {
      const asked = httpsRequest({ host: '127.0.0.1', port, ca, agent: false, ...options }, answer => {
        answer.setEncoding('utf8').on('data', resolve)
      })
      asked.on('error', reject).end()
    })

  test('is spoken with the key store of the listeners', async () => {
    const { port, close, calls } = await open({ ...store, ...login })
    const headers = { authorization: basic('alice:secret') }
    expect(await get(port, { path: '/connectors?token=x', headers })).toBe('https')
    expect(calls).toMatchObject([
      { caller: 'alice', sourceIp: '127.0.0.1', method: 'GET', path: '/connectors', status: 200 },
    ])
    await close(0)
  })

  test('with clients that must have a certificate needs no other login', async () => {
    const { port, close } = await open({
      ...store,
      listeners: 'https://0.0.0.0:0',
      'listeners.https.ssl.client.auth': 'required',
      'listeners.https.ssl.truststore.location': join(dir, 'ca.pem'),
    })
    await expect(get(port)).rejects.toThrow()
    await close(0)
  })

  test('is refused with a key store that cannot be opened', async () => {
    const wrong = { ...store, 'listeners.https.ssl.keystore.password': 'wrong' }
    await expect(accessOf(wrong)).rejects.toThrow('The key store of listeners with https cannot be used: ')
  })

  test('has keys of Kafka alone only when none is its own', async () => {
    const shared = Object.entries(store).map(([key, value]) => [key.replace('listeners.https.', ''), value])
    expect((await accessOf(Object.fromEntries(shared))).tls?.pfx).toBeDefined()
    const apart = { ...Object.fromEntries(shared), 'listeners.https.ssl.client.auth': 'none' }
    await expect(accessOf(apart)).rejects.toThrow(
      'listeners.https.ssl.keystore.location (PKCS12 or PEM) is missing',
    )
  })
})
