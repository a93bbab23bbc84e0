import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { avroConverter } from '../../../connectors/converters/avro-converter.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { runCommand } from '../../../infra/local/run-command.ts'
import { openAvro } from '../converters/avro/open-avro.ts'
import { type Answer, serve } from './served.ts'

type Served = Awaited<ReturnType<typeof serve>>

const open: Served[] = []
const served = async (...answers: readonly Answer[]) => {
  const server = await serve(answers)
  open.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})

const id = (value: number): Answer => ({ status: 200, body: { id: value } })
const refused = (status: number, error_code: number, message: string): Answer => ({
  status,
  body: { error_code, message },
})
const quick = { 'retries.wait.ms': '1', 'retries.max.wait.ms': '2' }

const write = (url: string, config: Readonly<Record<string, string>> = {}) =>
  openAvro(url, { ...quick, ...config }).write('orders', { type: 'string' }, 'x')

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('no error'),
    error => error as { code: string; retriable: boolean; message: string },
  )

describe('what is asked', () => {
  test('a schema is registered once, with the id before the payload', async () => {
    const registry = await served(id(258))
    const avro = openAvro(registry.url)
    expect(await avro.write('orders', { type: 'string' }, 'x')).toEqual(Buffer.from([0, 0, 0, 1, 2, 2, 120]))
    await avro.write('orders', { type: 'string' }, 'y')
    expect(registry.asked).toEqual([
      {
        method: 'POST',
        path: '/subjects/orders-value/versions?normalize=false',
        authorization: undefined,
        body: { schema: '"string"' },
      },
    ])
  })

  test('the next slice knows what this one has looked up', async () => {
    const registry = await served(id(1))
    for (let slice = 0; slice < 3; slice++) await write(registry.url)
    expect(registry.asked).toHaveLength(1)
  })

  test('who needs the same at the same time shares one request', async () => {
    const registry = await served(id(1))
    await Promise.all([write(registry.url), write(registry.url), write(registry.url)])
    expect(registry.asked).toHaveLength(1)
  })

  test.each([
    ['TopicNameStrategy', false, 'a/b-value'],
    ['io.confluent.kafka.serializers.subject.AssociatedNameStrategy', true, 'a/b-key'],
    ['io.confluent.kafka.serializers.subject.RecordNameStrategy', false, 'n.Row'],
    ['TopicRecordNameStrategy', false, 'a/b-n.Row'],
  ])('the subject by %s', async (strategy, isKey, subject) => {
    const registry = await served(id(1))
    const config = { 'key.subject.name.strategy': strategy, 'value.subject.name.strategy': strategy }
    await openAvro(registry.url, config, isKey).write(
      'a/b',
      { type: 'struct', name: 'n.Row', fields: [] },
      {},
    )
    expect(registry.asked[0]?.path).toBe(`/subjects/${encodeURIComponent(subject)}/versions?normalize=false`)
  })

  test('no subject for a record without a name', async () => {
    const config = { 'value.subject.name.strategy': 'RecordNameStrategy' }
    await expect(write('http://127.0.0.1:1', config)).rejects.toThrow(
      'the message value must only be a record schema',
    )
  })
})

describe('which schema is written', () => {
  const own = { 'auto.register.schemas': 'false' }
  const wide = JSON.stringify({
    type: 'record',
    name: 'n.Row',
    fields: [
      { name: 'b', type: 'long' },
      { name: 'c', type: 'string', default: 'none' },
      { name: 'a', type: ['null', 'string'], default: null },
    ],
  })
  const row = (extra: object = {}) => ({
    type: 'struct' as const,
    name: 'n.Row',
    fields: [
      { name: 'a', schema: { type: 'string' as const } },
      { name: 'b', schema: { type: 'int32' as const, ...extra } },
    ],
  })
  const stored: Answer = { status: 200, body: { id: 9, version: 3, schema: wide } }

  test('the own one, which has to be there', async () => {
    const registry = await served(id(7))
    await write(registry.url, { ...own, 'normalize.schemas': 'true' })
    expect(registry.asked[0]).toMatchObject({ method: 'POST', path: '/subjects/orders-value?normalize=true' })
    const missing = await served(refused(404, 40403, 'Schema not found'))
    expect(await errorOf(write(missing.url, own))).toMatchObject({
      code: 'DATA',
      message: expect.stringMatching(
        /looking up a schema of subject "orders-value".*404\/40403: Schema not found/,
      ),
    })
  })

  test.each([
    [{ 'use.latest.version': 'true' }, '/subjects/orders-value/versions/latest'],
    [{ 'use.schema.id': '9' }, '/schemas/ids/9?fetchMaxId=false&subject=orders-value'],
  ])('that of the registry, with the data by name, and its defaults: %j', async (which, path) => {
    const registry = await served(stored)
    const bytes = await openAvro(registry.url, { ...own, ...which }).write('orders', row(), { a: 'x', b: 1 })
    expect(registry.asked.map(each => each.path)).toEqual([path])
    expect(bytes).toEqual(Buffer.from([0, 0, 0, 0, 9, 2, 8, ...Buffer.from('none'), 2, 2, 120]))
  })

  test('not one that cannot read the data’s own, unless that is not to be looked at', async () => {
    const registry = await served({
      status: 200,
      body: { id: 9, schema: wide.replace('"long"', '"boolean"') },
    })
    const latest = { ...own, 'use.latest.version': 'true' }
    await expect(openAvro(registry.url, latest).write('orders', row(), { a: 'x', b: 1 })).rejects.toThrow(
      'Set latest.compatibility.strict=false',
    )
    const lax = { ...latest, 'latest.compatibility.strict': 'false' }
    await expect(openAvro(registry.url, lax).write('orders', row(), { a: 'x', b: 1 })).rejects.toThrow(
      'INT32 cannot be written as Avro boolean',
    )
  })

  test('the latest, again after a while', async () => {
    const registry = await served(stored)
    const latest = { ...own, 'use.latest.version': 'true', 'latest.cache.ttl.sec': '0' }
    const avro = openAvro(registry.url, latest)
    for (let i = 0; i < 3; i++) await avro.write('orders', row(), { a: 'x', b: i })
    expect(registry.asked).toHaveLength(3)
  })

  test('no id that nobody has', async () => {
    const registry = await served(refused(404, 40403, 'Schema not found'))
    expect(await errorOf(write(registry.url, { ...own, 'use.schema.id': '9' }))).toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('use.schema.id: Error retrieving the schema of id 9'),
    })
  })

  test('no latest, when the subject has none', async () => {
    const registry = await served(refused(404, 40401, "Subject 'orders-value' not found."))
    expect(await errorOf(write(registry.url, { ...own, 'use.latest.version': 'true' }))).toMatchObject({
      code: 'INVALID_CONFIG',
    })
  })
})

describe('a registry that does not answer', () => {
  test('is asked again, and the failure is not kept', async () => {
    const registry = await served({ status: 500 }, 'reset', { status: 429 }, id(3))
    expect(await write(registry.url, { 'max.retries': '3' })).not.toBeNull()
    expect(registry.asked).toHaveLength(4)
    const down = await served({ status: 503 }, id(3))
    expect(await errorOf(write(down.url))).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(await write(down.url)).not.toBeNull()
  })

  test('is left for another', async () => {
    const [first, second] = [await served({ status: 502 }), await served(id(3))]
    expect(await write(`http://127.0.0.1:1,${first.url},${second.url}/`)).not.toBeNull()
    expect(second.asked[0]?.path).toBe('/subjects/orders-value/versions?normalize=false')
  })

  test('because nobody listens, is slow, or says what is no answer', async () => {
    expect(await errorOf(write('http://user:secret@127.0.0.1:1/base'))).toMatchObject({
      code: 'EXTERNAL',
      retriable: true,
      message: expect.stringMatching(/http:\/\/127\.0\.0\.1:1\/base cannot be reached: .*ECONNREFUSED/),
    })
    const slow = await served('silence')
    expect(await errorOf(write(slow.url, { 'http.read.timeout.ms': '50' }))).toMatchObject({
      code: 'EXTERNAL',
      message: expect.stringContaining('no answer within 50 ms'),
    })
    const html = await served({ status: 200, body: '<html>' })
    expect(await errorOf(write(html.url))).toMatchObject({ code: 'EXTERNAL' })
  })
})

describe('a registry that refuses', () => {
  test.each([
    [refused(409, 409, 'incompatible: field b is missing'), 'DATA', 'incompatible: field b is missing'],
    [refused(422, 42201, 'Invalid schema'), 'DATA', '422/42201: Invalid schema'],
    [refused(401, 40101, 'Unauthorized'), 'INVALID_CONFIG', 'see basic.auth.* and bearer.auth.*'],
    [refused(403, 40301, 'not yours'), 'INVALID_CONFIG', 'not yours'],
    [
      { status: 404, body: '<html>not here</html>' },
      'INVALID_CONFIG',
      'there is no schema registry at schema.registry.url',
    ],
  ] as const)('%j', async (answer, code, text) => {
    const registry = await served(answer)
    const error = await errorOf(write(registry.url, { 'max.retries': '5' }))
    expect(error).toMatchObject({ code, retriable: false })
    expect(error.message).toContain('subject "orders-value"')
    expect(error.message).toContain(text)
    expect(registry.asked).toHaveLength(1)
  })
})

describe('who asks', () => {
  const basic = (info: string) => `Basic ${Buffer.from(info).toString('base64')}`
  test.each([
    [
      { 'basic.auth.credentials.source': 'USER_INFO', 'basic.auth.user.info': 'me:pass:word' },
      basic('me:pass:word'),
    ],
    [
      { 'basic.auth.credentials.source': 'USER_INFO', 'schema.registry.basic.auth.user.info': 'old:one' },
      basic('old:one'),
    ],
    [{ 'bearer.auth.credentials.source': 'STATIC_TOKEN', 'bearer.auth.token': 't0ken' }, 'Bearer t0ken'],
  ])('is said by %j', async (config, authorization) => {
    const registry = await served(id(1))
    await write(registry.url, config)
    expect(registry.asked[0]?.authorization).toBe(authorization)
  })

  test('is said by the URL', async () => {
    const registry = await served(id(1))
    await write(registry.url.replace('//', '//me:p%40ss@'))
    expect(registry.asked[0]?.authorization).toBe(basic('me:p@ss'))
  })

  test('is no secret that a message tells', async () => {
    const registry = await served(refused(401, 40101, 'no'))
    const config = { 'basic.auth.credentials.source': 'USER_INFO', 'basic.auth.user.info': 'me:hunter2' }
    const error = await errorOf(write(registry.url.replace('//', '//a:hunter2@'), config))
    expect(JSON.stringify([error.message, String((error as never as Error).stack)])).not.toContain('hunter2')
  })
})

describe('configurations that are refused', () => {
  const check = (config: Readonly<Record<string, string>>) => () =>
    avroConverter.open(
      parseConfig(avroConverter.config, { 'schema.registry.url': 'http://localhost:1', ...config }),
      {
        isKey: false,
      },
    )
  test.each([
    [
      { 'schema.registry.url': 'mock://scope' },
      'schema.registry.url: a URL must begin with http:// or https://',
    ],
    [{ 'schema.registry.url': '' }, 'schema.registry.url: no URL'],
    [{ 'basic.auth.credentials.source': 'SASL_INHERIT' }, 'String must be one of: URL, USER_INFO'],
    [{ 'basic.auth.credentials.source': 'USER_INFO' }, 'basic.auth.user.info must be set'],
    [{ 'bearer.auth.credentials.source': 'OAUTHBEARER' }, 'String must be one of: STATIC_TOKEN'],
    [
      { 'bearer.auth.client.secret': 'hunter2' },
      'Invalid value [hidden] for configuration bearer.auth.client.secret',
    ],
    [{ 'proxy.host': 'proxy' }, 'the registry is reached directly, not through a proxy'],
    [{ 'rule.executors': 'encrypt' }, 'rules of data contracts are not run here'],
    [{ 'use.latest.with.metadata': 'a=b' }, 'schemas are not chosen by metadata here'],
    [{ 'value.subject.name.strategy': 'com.acme.Own' }, 'Class must be one of'],
    [{ 'context.name.strategy': 'com.acme.Own' }, 'contexts are not made of topics here'],
    [
      { 'value.schema.id.serializer': 'io.confluent.kafka.serializers.schema.id.HeaderSchemaIdSerializer' },
      'ids are written before the payload',
    ],
    [
      { 'schema.registry.ssl.truststore.location': '/does/not/exist' },
      'schema.registry.ssl.truststore.location: /does/not/exist cannot be read',
    ],
  ])('%j', (config, message) => {
    expect(check(config)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(message) }),
    )
  })
})

describe('TLS', () => {
  const password = 'changeit'
  let folder: string
  let registry: Served
  const file = (name: string) => join(folder, name)
  const keytool = (name: string, ...args: readonly string[]) =>
    runCommand('keytool', [...args, '-alias', name, '-keystore', file(`${name}.p12`), '-storepass', password])
  /** Vouches for itself; its certificate is in `name.pem`. */
  const identity = async (name: string, ...extensions: readonly string[]) => {
    const names = ['-dname', `CN=${name}`, ...extensions]
    await keytool(name, '-genkeypair', '-keyalg', 'EC', '-storetype', 'PKCS12', ...names)
    writeFileSync(file(`${name}.pem`), await keytool(name, '-exportcert', '-rfc'))
  }
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'registry-tls-'))
    await Promise.all([identity('server', '-ext', 'SAN=IP:127.0.0.1'), identity('client')])
    registry = await serve([id(5)], {
      pfx: readFileSync(file('server.p12')),
      passphrase: password,
      ca: readFileSync(file('client.pem')),
      requestCert: true,
      rejectUnauthorized: true,
    })
  })
  afterAll(async () => {
    await registry?.close()
    rmSync(folder, { recursive: true })
  })

  test('with certificates of one’s own, of the registry as a file or as text', async () => {
    const own = {
      'schema.registry.ssl.keystore.location': file('client.p12'),
      'schema.registry.ssl.keystore.password': password,
    }
    const trusted = file('server.pem')
    expect(
      await write(registry.url, { ...own, 'schema.registry.ssl.truststore.location': trusted }),
    ).not.toBeNull()
    const text = readFileSync(trusted, 'utf8')
    expect(
      await write(registry.url, { ...own, 'schema.registry.ssl.truststore.certificates': text }),
    ).not.toBeNull()
  })

  test('not with a server that nobody vouches for, nor without a certificate that it wants', async () => {
    expect(await errorOf(write(registry.url))).toMatchObject({ code: 'EXTERNAL' })
    const trust = { 'schema.registry.ssl.truststore.location': file('server.pem') }
    expect(await errorOf(write(registry.url, trust))).toMatchObject({ code: 'EXTERNAL' })
  })

  test('not with a store of Java, which says what to do', () => {
    writeFileSync(file('trust.jks'), Buffer.from('feedfeed00000002', 'hex'))
    const config = {
      'schema.registry.url': registry.url,
      'schema.registry.ssl.truststore.location': file('trust.jks'),
    }
    expect(() => avroConverter.open(parseConfig(avroConverter.config, config), { isKey: false })).toThrow(
      /is not of type PEM; "keytool -importkeystore"/,
    )
  })
})
