// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import { expect, onTestFinished, test, vi } from 'vitest'
import { traceOf } from '../../../../connectors/sdk/errors.ts'
import { createConfigProviders } from '../../../../functions/adapters/config-providers/config-providers.ts'
import type { ByteWriter } from '../../../../functions/adapters/kafka/protocol/byte-writer.ts'
import { openResolvedKafka } from '../../../../functions/adapters/kafka/resolved-kafka.ts'
import {
  type LoopbackRequest,
  metadataAnswer,
  startLoopbackBroker,
  versionsAnswer,
} from './loopback-broker.ts'

const refused = 'Authentication failed: Invalid username or password'

/** A broker that takes one password of PLAIN at a time, and the logins that it saw. */
const passwordBroker = async (password: string) => {
  const broker = { password, logins: [] as string[] }
  const answer = ({ key, body, port }: LoopbackRequest, writer: ByteWriter): boolean => {
    if (key === 18) versionsAnswer(writer)
    else if (key === 17) writer.int16(0).array(['PLAIN'], name => writer.string(name))
    else if (key === 36) {
      const login = body.subarray(4).toString().split('\0').slice(1).join(':')
      broker.logins.push(login)
      if (login === `alice:${broker.password}`) writer.int16(0).int16(-1).int32(0).int64(0)
      else writer.int16(58).string(refused).int32(0).int64(0)
    } else metadataAnswer(writer, port)
    return true
  }
  const { address, close } = await startLoopbackBroker(answer)
  onTestFinished(close)
  return { broker, address }
}

const openWith = async (address: string) => {
  onTestFinished(() => void vi.unstubAllEnvs())
  const worker = {
    'config.providers': 'env',
    'config.providers.env.class': 'EnvVarConfigProvider',
    'bootstrap.servers': address,
    'security.protocol': 'SASL_PLAINTEXT',
    'sasl.mechanism': 'PLAIN',
    'sasl.jaas.config': 'a.PlainLoginModule required username="alice" password="${env:KAFKA_PASSWORD}";',
  }
  const configProviders = createConfigProviders(worker, { env: process.env, confined: false })
  // each request on a connection of its own
  const kafka = await openResolvedKafka({ configProviders, worker, clientId: 'here', maxIdle: 0 })
  onTestFinished(() => kafka.close())
  return kafka
}

test('the password of Kafka is looked up when it starts, and again when it is refused', async () => {
  const { broker, address } = await passwordBroker('first')
  vi.stubEnv('KAFKA_PASSWORD', 'first')
  const kafka = await openWith(address)
  expect(await kafka.clusterId()).toBe('cluster')

  broker.password = 'second'
  vi.stubEnv('KAFKA_PASSWORD', 'second')
  expect(await kafka.clusterId()).toBe('cluster')
  expect(await kafka.clusterId()).toBe('cluster')
  expect(broker.logins).toEqual(['alice:first', 'alice:first', 'alice:second', 'alice:second'])
})

test('a password that is the same is not tried again, and not told', async () => {
  const { broker, address } = await passwordBroker('another')
  vi.stubEnv('KAFKA_PASSWORD', 'canary')
  const kafka = await openWith(address)
  const error = await kafka.clusterId().catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'KAFKA', retriable: false })
  expect(traceOf(error)).toContain(refused)
  expect(traceOf(error)).not.toContain('canary')
  expect(broker.logins).toHaveLength(1)
})
