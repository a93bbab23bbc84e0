import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel, type SASLOptions } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Broker, type BrokerOptions, startBroker } from '../../../infra/local/broker.ts'
import { commandLine } from '../../../infra/local/command-line.ts'

let dataDir = ''
let brokers: Broker[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'broker-test-'))
})
afterEach(async () => {
  await Promise.all(brokers.map(broker => broker.stop()))
  brokers = []
  await rm(dataDir, { recursive: true, force: true })
})

const start = async (options: Partial<BrokerOptions> = {}) => {
  const broker = await startBroker({ dataDir, ...options })
  brokers.push(broker)
  return broker
}

const client = (broker: string, sasl?: SASLOptions) =>
  new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, ...(sasl && { sasl, retry: { retries: 0 } }) })

const produce = async ({ bootstrap }: Broker, value: string) => {
  const producer = client(bootstrap).producer()
  await producer.connect()
  const [written] = await producer.send({ topic: 'words', messages: [{ value }] })
  await producer.disconnect()
  return written?.baseOffset
}

describe('the local broker', () => {
  test('keeps what was written through a kill and a stop', async () => {
    const first = await start()
    expect(await produce(first, 'one')).toBe('0')
    await first.kill()
    const second = await start()
    expect(await produce(second, 'two')).toBe('1')
    await second.stop()
    expect(await produce(await start(), 'three')).toBe('2')
  }, 300_000)

  test('is found by its pid, and gone after a stop', async () => {
    const broker = await start()
    expect(await commandLine(broker.pid)).toContain('kafka.Kafka')
    await broker.stop()
    expect(await commandLine(broker.pid)).toBe('')
  })

  test('refuses a port that is in use, in one line', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(start({ port })).rejects.toThrow(`port ${port} on 127.0.0.1, for the broker, is in use`)
    server.close()
  })

  test('has further listeners with a security protocol of their own', async () => {
    const jaas = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="secret";'
    const { listeners } = await start({
      listeners: { SECURE: 'SASL_PLAINTEXT' },
      properties: {
        'sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.secure.plain.sasl.jaas.config': jaas,
      },
    })
    const connect = async (sasl: SASLOptions) => {
      const admin = client(listeners.SECURE ?? '', sasl).admin()
      await admin.connect()
      await admin.disconnect()
    }
    await connect({ mechanism: 'plain', username: 'alice', password: 'secret' })
    await expect(connect({ mechanism: 'plain', username: 'alice', password: 'wrong' })).rejects.toThrow(
      'Authentication failed',
    )
  })
})
