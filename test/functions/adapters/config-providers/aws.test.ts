// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { messageOf, traceOf } from '../../../../connectors/sdk/errors.ts'
import { createConfigProviders } from '../../../../functions/adapters/config-providers/config-providers.ts'
import { withResolved } from '../../../../functions/runtime/config/resolve.ts'

const arn = 'arn:aws:secretsmanager:eu-north-1:123456789012:secret:prod/db-AbCdEf'
const parameter = 'arn:aws:ssm:eu-north-1:123456789012:parameter/shared'
const secrets: Record<string, string> = {}
const parameters: Record<string, string> = {
  '/db/password': 'from the store',
  '/db/password:3': 'an older one',
  [parameter]: 'shared',
}
const requests: { readonly target: string; readonly body: Readonly<Record<string, unknown>> }[] = []

/** As Secrets Manager and Parameter Store answer. */
const answerTo = (target: string, body: Readonly<Record<string, unknown>>): object | undefined => {
  if (target === 'secretsmanager.GetSecretValue') {
    const id = String(body.SecretId)
    if (id === 'binary') return { SecretBinary: Buffer.from('bytes').toString('base64') }
    return secrets[id] === undefined ? undefined : { SecretString: secrets[id] }
  }
  const value = parameters[String(body.Name)]
  return value === undefined || body.WithDecryption !== true ? undefined : { Parameter: { Value: value } }
}

const server = createServer(async (request, response) => {
  const target = String(request.headers['x-amz-target'])
  const body = (await json(request)) as Record<string, unknown>
  requests.push({ target, body })
  const answer = answerTo(target, body)
  response.statusCode = answer === undefined ? 400 : 200
  response.setHeader('content-type', 'application/x-amz-json-1.1')
  response.end(JSON.stringify(answer ?? { __type: 'ResourceNotFoundException', message: 'cannot find it' }))
})

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${typeof address === 'object' && address?.port}`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local')
  vi.stubEnv('AWS_REGION', 'eu-north-1')
})
afterAll(() => {
  server.close()
  vi.unstubAllEnvs()
})
beforeEach(() => {
  requests.length = 0
  const db = { user: 'alice', password: 'hunter2', 'a:b': 'colons', port: 12345678901234567890n, tls: true }
  const text = JSON.stringify(db, (_, value) => (typeof value === 'bigint' ? 'PORT' : value))
  secrets.db = text.replace('"PORT"', '12345678901234567890')
  secrets[arn] = secrets.db
  secrets.plain = 'just: a secret'
  secrets.list = '["canary"]'
})

const providers = createConfigProviders({}, { env: {}, confined: true })
const resolve = (text: string) => withResolved(providers, { set: { key: text } }, ({ set }) => set.key)

describe('Secrets Manager', () => {
  test.each([
    ['${secretsmanager:db:user}', 'alice'],
    ['${secretsmanager:db:a:b}', 'colons'],
    ['${secretsmanager:db:port}', '12345678901234567890'],
    ['${secretsmanager:db:tls}', 'true'],
    ['${secretsmanager:plain}', 'just: a secret'],
    ['${secretsmanager:binary}', 'bytes'],
    [`\${secretsmanager:${arn}:password}`, 'hunter2'],
    [`\${secretsmanager:${arn}:a:b}`, 'colons'],
    [`\${secretsmanager:${encodeURIComponent(arn)}:password}`, 'hunter2'],
  ])('%s', async (text, value) => {
    expect(await resolve(text)).toBe(value)
  })

  test('the whole of a secret with an ARN', async () => {
    expect(await resolve(`\${secretsmanager:${arn}}`)).toBe(secrets[arn])
  })

  test('is asked once for a secret, and again by the next one who uses it', async () => {
    const both = `\${secretsmanager:${arn}:user}/\${secretsmanager:${arn}:password}`
    expect(await resolve(both)).toBe('alice/hunter2')
    expect(requests).toEqual([{ target: 'secretsmanager.GetSecretValue', body: { SecretId: arn } }])
    secrets[arn] = '{"user":"bob","password":"rotated"}'
    expect(await resolve(both)).toBe('bob/rotated')
  })

  test.each([
    [
      '${secretsmanager:none:key}',
      'the secret none cannot be read (ResourceNotFoundException: cannot find it)',
    ],
    ['${secretsmanager:db:none}', 'the secret db has no text, number or boolean under the key none'],
    ['${secretsmanager:db:toString}', 'has no text, number or boolean under the key toString'],
    ['${secretsmanager:plain:key}', 'the secret plain is no JSON object, so it has no keys'],
    ['${secretsmanager:list:0}', 'the secret list is no JSON object, so it has no keys'],
  ])('%s cannot be told, and nor is anything else', async (text, message) => {
    const error = await resolve(text).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'EXTERNAL', retriable: true })
    expect(messageOf(error)).toContain('The config provider secretsmanager failed')
    expect(messageOf(error)).toContain(message)
    expect(traceOf(error)).not.toMatch(/hunter2|just: a|canary/)
  })
})

describe('Parameter Store', () => {
  test.each([
    ['${ssm:/db/password}', 'from the store'],
    ['${ssm::/db/password}', 'from the store'],
    ['${ssm:/db/password:3}', 'an older one'],
    [`\${ssm:${parameter}}`, 'shared'],
  ])('%s', async (text, value) => {
    expect(await resolve(text)).toBe(value)
  })

  test('what is not there is named', async () => {
    await expect(resolve('${ssm:/none}')).rejects.toThrow(
      'The config provider ssm failed (/none): the parameter /none cannot be read (ResourceNotFoundException: cannot find it)',
    )
  })
})
