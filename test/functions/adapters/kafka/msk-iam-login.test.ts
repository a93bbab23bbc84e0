import { describe, expect, test, vi } from 'vitest'
import { kafkaOptions } from '../../../../functions/adapters/kafka/client-config.ts'
import { createKafka } from '../../../../functions/adapters/kafka/kafka.ts'
import type { ByteWriter } from '../../../../functions/adapters/kafka/protocol/byte-writer.ts'
import {
  type LoopbackRequest,
  metadataAnswer,
  startLoopbackBroker,
  versionsAnswer,
} from './loopback-broker.ts'
import { iam, now, signedToken, withFixedCredentials } from './signed-token.ts'

withFixedCredentials()

const keys = { metadata: 3, handshake: 17, versions: 18, authenticate: 36 } as const

interface LoginBroker {
  /** ms that a login is good for; 0: for ever */
  readonly lifetime?: number
  /** what each login in turn is refused with */
  readonly refusals?: readonly string[]
}

/** A broker that takes any token, and what clients sent to it. */
const loginBroker = async ({ lifetime = 0, refusals = [] }: LoginBroker = {}) => {
  const requests: LoopbackRequest[] = []
  const logins = () => requests.filter(({ key }) => key === keys.authenticate)
  const answer = (request: LoopbackRequest, writer: ByteWriter): boolean => {
    requests.push(request)
    if (request.key === keys.versions) versionsAnswer(writer)
    else if (request.key === keys.handshake)
      writer.int16(0).array(['OAUTHBEARER'], name => writer.string(name))
    else if (request.key === keys.authenticate) {
      const refusal = refusals[logins().length - 1]
      if (refusal === undefined) writer.int16(0).int16(-1).int32(0).int64(lifetime)
      else writer.int16(58).string(refusal).int32(0).int64(0)
    } else metadataAnswer(writer, request.port)
    return true
  }
  const { address, close } = await startLoopbackBroker(answer)
  const properties = { ...iam, 'security.protocol': 'SASL_PLAINTEXT', 'bootstrap.servers': address }
  const kafka = createKafka({ ...kafkaOptions(properties, 'connect'), retryTimeout: 3000 })
  return {
    kafka,
    requests,
    logins,
    close: async () => {
      await kafka.close()
      await close()
    },
  }
}

const int16 = (value: number) => Buffer.from([value >> 8, value & 0xff])
const int32 = (value: number) => Buffer.concat([int16(value >>> 16), int16(value & 0xffff)])
const string = (text: string) => Buffer.concat([int16(text.length), Buffer.from(text)])
const header = (key: number, version: number, correlationId: number) =>
  Buffer.concat([int16(key), int16(version), int32(correlationId), string('connect')])

describe('the login', () => {
  test('is sent byte for byte', async () => {
    const broker = await loginBroker()
    await broker.kafka.clusterId()
    const message = Buffer.from(`n,,\x01auth=Bearer ${signedToken('eu-north-1')}\x01\x01`)
    expect(broker.requests.slice(0, 3).map(({ frame }) => frame.toString('latin1'))).toEqual(
      [
        header(keys.versions, 2, 0),
        Buffer.concat([header(keys.handshake, 1, 1), string('OAUTHBEARER')]),
        Buffer.concat([header(keys.authenticate, 1, 2), int32(message.length), message]),
      ].map(frame => frame.toString('latin1')),
    )
    expect(broker.requests.map(({ key }) => key)).toEqual([18, 17, 36, 3])
    await broker.close()
  })

  test('lasts as long as the broker says', async () => {
    const broker = await loginBroker({ lifetime: 900_000 })
    await broker.kafka.clusterId()
    await broker.kafka.clusterId()
    expect(broker.logins()).toHaveLength(1)
    await broker.close()
  })

  test('is made anew, with another token, when it is about to end', async () => {
    // kafkajs counts a login as ended 10 s before
    const broker = await loginBroker({ lifetime: 9_000 })
    await broker.kafka.clusterId()
    vi.setSystemTime(now.getTime() + 9_000)
    await broker.kafka.clusterId()
    const [first, second] = broker.logins().map(({ body }) => body.toString('latin1'))
    expect(broker.logins()).toHaveLength(2)
    expect(second).not.toBe(first)
    await broker.close()
  })

  test('is tried again when there are too many at a time', async () => {
    const broker = await loginBroker({ refusals: ['[446c81dc]: Too many connects'] })
    expect(await broker.kafka.clusterId()).toBe('cluster')
    expect(broker.logins()).toHaveLength(2)
    await broker.close()
  })

  test('is given up when access is denied, without telling the token', async () => {
    const broker = await loginBroker({ refusals: ['[446c81dc]: Access denied', 'again'] })
    const error = await broker.kafka.clusterId().catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      retriable: false,
      cause: { message: expect.stringContaining('[446c81dc]: Access denied') },
    })
    expect(broker.logins()).toHaveLength(1)
    expect(JSON.stringify([error, String(error)])).not.toContain('X-Amz')
    await broker.close()
  })
})
