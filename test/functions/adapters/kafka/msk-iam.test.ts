import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test, vi } from 'vitest'
import { kafkaOptions } from '../../../../functions/adapters/kafka/client-config.ts'
import { iam, module, now, signedToken, withFixedCredentials } from './signed-token.ts'

withFixedCredentials()

const handler = 'software.amazon.msk.auth.iam.IAMOAuthBearerLoginCallbackHandler'
const bearer = {
  'sasl.mechanism': 'OAUTHBEARER',
  'sasl.jaas.config': 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;',
  'sasl.login.callback.handler.class': handler,
}

const read = (properties: Record<string, string>) =>
  kafkaOptions({ 'bootstrap.servers': 'b:9098', 'security.protocol': 'SASL_SSL', ...properties }, 'c')

const tokenOf = async (properties: Record<string, string>): Promise<string> => {
  const { sasl } = read(properties)
  if (sasl === undefined || !('oauthBearerProvider' in sasl)) throw new Error('no login with a token')
  return (await sasl.oauthBearerProvider()).value
}

describe('the token', () => {
  test.each([
    ['AWS_MSK_IAM', iam],
    ['OAUTHBEARER with the handler of MSK', bearer],
    ['OAUTHBEARER with the module of MSK', { ...iam, 'sasl.mechanism': 'OAUTHBEARER' }],
    ['without a login module', { 'sasl.mechanism': 'AWS_MSK_IAM' }],
  ])('is a signed request, byte for byte: %s', async (_, properties) => {
    expect(await tokenOf(properties)).toBe(signedToken('eu-north-1'))
  })

  test.each([
    ['b-1.mine.abc123.c2.kafka.us-east-1.amazonaws.com:9098', 'us-east-1'],
    ['boot-x1.c1.kafka-serverless.ap-south-1.amazonaws.com:9098', 'ap-south-1'],
    ['one:9098,b-2.mine.abc123.c2.kafka.cn-north-1.amazonaws.com.cn:9098', 'cn-north-1'],
    ['kafka.us-east-1.example.com:9098', 'eu-north-1'],
  ])('is for the region of the brokers: %s', async (servers, region) => {
    expect(await tokenOf({ ...iam, 'bootstrap.servers': servers })).toBe(signedToken(region))
  })

  test('is made anew for each login', async () => {
    const first = await tokenOf(iam)
    vi.setSystemTime(now.getTime() + 1000)
    expect(await tokenOf(iam)).not.toBe(first)
  })

  test('is not used when it ends at once', async () => {
    vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', new Date(now.getTime() + 5000).toISOString())
    await expect(tokenOf(iam)).rejects.toMatchObject({ code: 'KAFKA', retriable: true })
  })
})

const assumeRoleAnswer = (expires: Date) => `<AssumeRoleResponse><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-session</SessionToken>
  <Expiration>${expires.toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`

test('a role is taken on where one is named', async () => {
  const asked: string[] = []
  const sts = createServer(async (request, response) => {
    asked.push(await text(request))
    response.end(assumeRoleAnswer(new Date(now.getTime() + 3_600_000)))
  }).listen(0, '127.0.0.1')
  await once(sts, 'listening')
  const address = sts.address()
  vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${typeof address === 'object' && address?.port}`)
  const jaas = `${module} required awsRoleArn="arn:aws:iam::123456789012:role/kafka" awsRoleSessionName="connect";`
  const token = await tokenOf({ ...iam, 'sasl.jaas.config': jaas })
  expect(token).toBe(signedToken('eu-north-1', ['ASIAROLE', 'role-secret', 'role-session']))
  expect(Object.fromEntries(new URLSearchParams(asked[0]))).toMatchObject({
    Action: 'AssumeRole',
    RoleArn: 'arn:aws:iam::123456789012:role/kafka',
    RoleSessionName: 'connect',
  })
  sts.close()
})

test.each([
  [{ ...iam, 'sasl.jaas.config': `${module} required awsStsRegion="x";` }, 'got the option awsStsRegion'],
  [{ ...iam, 'sasl.jaas.config': module }, 'it must read "module required name="value" …;"'],
  [{ ...bearer, 'sasl.login.callback.handler.class': 'x.Y' }, 'its tokens come from MSK IAM only'],
])('what cannot be done is refused: %j', (properties, message) => {
  expect(() => read(properties)).toThrow(message)
})

test('a region that nobody names is missed', () => {
  vi.stubEnv('AWS_REGION', '')
  vi.stubEnv('AWS_DEFAULT_REGION', '')
  expect(() => read(iam)).toThrow('neither bootstrap.servers (b:9098) nor AWS_REGION names one')
})
