import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kafkaOptions } from '../../../functions/adapters/kafka/client-config.ts'
import { createKafka } from '../../../functions/adapters/kafka/kafka.ts'
import { type Broker, startBroker } from '../../../infra/local/broker.ts'
import { installBrokerJars } from '../../../infra/local/broker-jars.ts'
import { runCommand } from '../../../infra/local/run-command.ts'
import { readTopic } from './read-topic.ts'

const modules = 'org.apache.kafka.common.security'
const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const
let dataDir: string
let broker: Broker

const keytool = (...args: readonly string[]) =>
  runCommand('keytool', [...args, '-keystore', join(dataDir, 'server.p12'), '-storepass', 'changeit'])

const makeCertificate = async () => {
  const names = ['-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1']
  await keytool('-genkeypair', '-alias', 'broker', '-keyalg', 'EC', '-storetype', 'PKCS12', ...names)
  await writeFile(join(dataDir, 'ca.pem'), await keytool('-exportcert', '-alias', 'broker', '-rfc'))
}

// PLAIN has its users in the broker's configuration, SCRAM in the cluster's, one mechanism a request
const scramUser = async (mechanism: string) => {
  const { flags } = await installBrokerJars()
  const secret = `${mechanism}=[iterations=4096,password=scram-secret]`
  const change = ['--alter', '--add-config', secret, '--entity-type', 'users', '--entity-name', 'alice']
  const at = ['--bootstrap-server', broker.bootstrap]
  await runCommand('java', [
    ...flags,
    '-XX:TieredStopAtLevel=1',
    'kafka.admin.ConfigCommand',
    ...at,
    ...change,
  ])
}

const loginOf = (listener: string) => {
  const key = (mechanism: string) => `listener.name.${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`
  const scram = `${modules}.scram.ScramLoginModule required;`
  return {
    [key('PLAIN')]: `${modules}.plain.PlainLoginModule required user_alice="plain-secret";`,
    [key('SCRAM-SHA-256')]: scram,
    [key('SCRAM-SHA-512')]: scram,
  }
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'security-'))
  await makeCertificate()
  broker = await startBroker({
    dataDir: join(dataDir, 'broker'),
    listeners: { LOGIN: 'SASL_PLAINTEXT', TLS: 'SSL', BOTH: 'SASL_SSL' },
    properties: {
      'sasl.enabled.mechanisms': mechanisms.join(','),
      'ssl.keystore.type': 'PKCS12',
      'ssl.keystore.location': join(dataDir, 'server.p12'),
      'ssl.keystore.password': 'changeit',
      // a client logs in again 10 s before: after 2 s
      'connections.max.reauth.ms': '12000',
      ...loginOf('login'),
      ...loginOf('both'),
    },
  })
  await Promise.all(['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(scramUser))
})
afterAll(async () => {
  await broker.stop()
  await rm(dataDir, { recursive: true })
})

const connect = async (listener: string, properties: Record<string, string>) =>
  createKafka(
    kafkaOptions(
      {
        'bootstrap.servers': broker.listeners[listener] ?? '',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': await readFile(join(dataDir, 'ca.pem'), 'utf8'),
        'default.api.timeout.ms': '3000',
        ...properties,
      },
      'security',
    ),
  )

const login = (mechanism: string, password = mechanism === 'PLAIN' ? 'plain-secret' : 'scram-secret') => ({
  'sasl.mechanism': mechanism,
  'sasl.jaas.config': `${modules}.any.LoginModule required username="alice" password="${password}";`,
})

const listeners = [
  ['TLS', 'SSL', undefined],
  ...mechanisms.map(mechanism => ['LOGIN', 'SASL_PLAINTEXT', mechanism] as const),
  ...mechanisms.map(mechanism => ['BOTH', 'SASL_SSL', mechanism] as const),
] as const

test.each(listeners)(
  'records go through listener %s, %s, login %s',
  async (listener, protocol, mechanism) => {
    const kafka = await connect(listener, {
      'security.protocol': protocol,
      ...(mechanism && login(mechanism)),
    })
    const topic = `${listener}-${mechanism}-${Date.now()}`
    await kafka.createTopic({ name: topic, partitions: 1 })
    const producer = await kafka.producer({ idempotent: true, compression: 'zstd' })
    await producer.send([{ topic, key: null, value: Buffer.from('secret'), timestamp: 1 }])
    expect((await readTopic(kafka, { topic })).map(({ value }) => value)).toEqual(['secret'])
    await kafka.close()
  },
)

test('a wrong password is refused for good, and not shown', async () => {
  const properties = { 'security.protocol': 'SASL_PLAINTEXT', ...login('SCRAM-SHA-256', 'guessed-it') }
  const kafka = await connect('LOGIN', properties)
  const error = await kafka.clusterId().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'KAFKA', retriable: false })
  expect(JSON.stringify(error)).not.toContain('guessed-it')
  await kafka.close()
})

test('a broker whose certificate is not trusted is refused', async () => {
  const kafka = createKafka({
    brokers: [broker.listeners.TLS ?? ''],
    clientId: 'security',
    retryTimeout: 300,
    ssl: {},
  })
  await expect(kafka.clusterId()).rejects.toMatchObject({
    code: 'KAFKA',
    cause: expect.objectContaining({ message: expect.stringMatching(/self.signed certificate/) }),
  })
  await kafka.close()
})

test('a login that ends is renewed while records flow', async () => {
  const kafka = await connect('LOGIN', { 'security.protocol': 'SASL_PLAINTEXT', ...login('SCRAM-SHA-512') })
  const topic = `renewed-${Date.now()}`
  await kafka.createTopic({ name: topic, partitions: 1 })
  const producer = await kafka.producer({ idempotent: true })
  const reader = await kafka.reader({
    positions: [{ topic, partition: 0, offset: 0 }],
    isolation: 'read_committed',
  })
  let sent = 0
  let read = 0
  for (const until = Date.now() + 4000; Date.now() < until; sent++) {
    await producer.send([{ topic, key: null, value: Buffer.from(`${sent}`), timestamp: 1 }])
    read = (await reader.poll(50)).positions[0]?.offset ?? read
  }
  while (read < sent) read = (await reader.poll(2000)).positions[0]?.offset ?? read
  expect(read).toBe(sent)
  await kafka.close()
})
