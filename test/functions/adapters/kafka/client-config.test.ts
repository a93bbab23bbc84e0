import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConnectError } from '../../../../connectors/sdk/errors.ts'
import { kafkaOptions } from '../../../../functions/adapters/kafka/client-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'stores-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: Buffer | string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'
const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule'
const read = (properties: Record<string, string>) =>
  kafkaOptions({ 'bootstrap.servers': 'one:9092, two:9093', ...properties }, 'connect')

test('addresses, client id and times', () => {
  expect(read({ 'request.timeout.ms': '5000', 'default.api.timeout.ms': '7000' })).toEqual({
    brokers: ['one:9092', 'two:9093'],
    clientId: 'connect',
    requestTimeout: 5000,
    retryTimeout: 7000,
  })
  expect(read({ 'client.id': 'mine' }).clientId).toBe('mine')
})

test.each([
  ['PLAIN', 'plain'],
  ['SCRAM-SHA-256', 'scram-sha-256'],
  ['SCRAM-SHA-512', 'scram-sha-512'],
])('login with %s', (name, mechanism) => {
  const options = read({
    'security.protocol': 'SASL_PLAINTEXT',
    'sasl.mechanism': name,
    'sasl.jaas.config': `${plain} required\n username="al\\"ice" password='p;w d' other=bare;`,
  })
  expect(options.sasl).toEqual({ mechanism, username: 'al"ice', password: 'p;w d' })
  expect(options.ssl).toBeUndefined()
})

test('stores as PEM, inline and as files', () => {
  const path = file('store.pem', pem)
  expect(read({ 'security.protocol': 'SSL', 'ssl.truststore.location': path }).ssl).toMatchObject({
    ca: Buffer.from(pem),
    minVersion: 'TLSv1.2',
  })
  const inline = read({
    'security.protocol': 'SSL',
    'ssl.truststore.certificates': 'ca',
    'ssl.keystore.certificate.chain': 'chain',
    'ssl.keystore.key': 'key',
    'ssl.key.password': 'secret',
    'ssl.enabled.protocols': 'TLSv1.3',
  })
  expect(inline.ssl).toEqual({
    ca: 'ca',
    cert: 'chain',
    key: 'key',
    passphrase: 'secret',
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
  })
})

test('a PKCS 12 key store, and no check of the name when its algorithm is empty', () => {
  const ssl = read({
    'security.protocol': 'SSL',
    'ssl.keystore.location': file('store.p12', Buffer.from([0x30, 0x82, 0, 0, 0])),
    'ssl.keystore.password': 'secret',
    'ssl.endpoint.identification.algorithm': '',
  }).ssl
  expect(ssl).toMatchObject({ pfx: Buffer.from([0x30, 0x82, 0, 0, 0]), passphrase: 'secret' })
  expect(ssl?.checkServerIdentity?.('any', {} as never)).toBeUndefined()
})

const jks = file('store.jks', Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0]))
test.each([
  [{ 'bootstrap.servers': ' ' }, 'Missing required configuration "bootstrap.servers"'],
  [{ 'security.protocol': 'TLS' }, 'security.protocol: String must be one of: PLAINTEXT, SSL'],
  [{ 'request.timeout.ms': 'soon' }, 'Invalid value soon for configuration request.timeout.ms'],
  [{ 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'GSSAPI' }, 'String must be one of: PLAIN, SCRAM'],
  [{ 'security.protocol': 'SSL', 'ssl.truststore.location': jks }, 'is not of type PEM'],
  [{ 'security.protocol': 'SSL', 'ssl.keystore.location': jks }, 'is not of type PEM or PKCS12'],
  [{ 'security.protocol': 'SSL', 'ssl.truststore.location': join(folder, 'absent') }, 'cannot be read'],
  [{ 'security.protocol': 'SSL', 'ssl.enabled.protocols': 'SSLv3' }, 'got SSLv3, allowed are TLSv1.2'],
])('what is wrong is refused: %j', (properties, message) => {
  expect(() => read(properties)).toThrow(message)
  expect(() => read(properties)).toThrow(ConnectError)
})

test('a login that cannot be read does not show its secret', () => {
  const properties = {
    'security.protocol': 'SASL_PLAINTEXT',
    'sasl.mechanism': 'PLAIN',
    'sasl.jaas.config': 'username=alice password=hunter2',
  }
  expect(() => read(properties)).toThrow(/^Invalid value for configuration sasl\.jaas\.config: (?!.*hunter2)/)
})
