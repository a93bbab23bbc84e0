import { afterEach, expect, it, vi } from 'vitest'
import { openOpensearch, order } from './opened-sink.ts'
import { type Script, scriptedSearch } from './scripted-search.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

const config = {
  'aws.region': 'eu-west-1',
  'aws.service.signing.name': 'es',
  'aws.sts.role.arn': 'arn:aws:iam::123456789012:role/search',
  'aws.sts.role.session.name': 'connect',
  'aws.sts.role.external.id': 'shop & more',
}

const given = (end: Date) => `<AssumeRoleResponse><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey>
<SessionToken>role-token</SessionToken><Expiration>${end.toISOString()}</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`

/** A search engine that is AWS STS as well. */
const withRole =
  (sts: ReturnType<Script>): Script =>
  ({ method, path }) =>
    method === 'POST' && path === '/' ? sts : undefined

const asOwner = (url: string) => {
  vi.stubEnv('AWS_ENDPOINT_URL_STS', url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOWNER')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'canary-secret')
}

it('takes on a role with the credentials of the usual places, and signs with its own', async () => {
  const body = given(new Date(Date.now() + 3_600_000))
  await using server = await scriptedSearch(withRole({ status: 200, body }))
  asOwner(server.url)
  const sink = await openOpensearch({ 'connection.url': server.url, ...config })
  await sink.writeAll([order(1, 'a')])
  await sink.writeAll([order(2, 'b')])
  await sink.close()
  const [sts, ...rest] = server.asked
  expect(sts?.headers.authorization).toMatch(/Credential=AKIAOWNER\/\d{8}\/eu-west-1\/sts\/aws4_request/)
  expect(Object.fromEntries(new URLSearchParams(sts?.body))).toEqual({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: 'arn:aws:iam::123456789012:role/search',
    RoleSessionName: 'connect',
    DurationSeconds: '3600',
    ExternalId: 'shop & more',
  })
  expect(rest.length).toBeGreaterThanOrEqual(3)
  for (const { headers } of rest) {
    expect(headers.authorization).toContain('Credential=ASIAROLE/')
    expect(headers['x-amz-security-token']).toBe('role-token')
  }
})

it('asks for the role again before it ends', async () => {
  const body = given(new Date(Date.now() + 30_000))
  await using server = await scriptedSearch(withRole({ status: 200, body }))
  asOwner(server.url)
  const sink = await openOpensearch({ 'connection.url': server.url, ...config })
  await sink.writeAll([order(1, 'a')])
  await sink.close()
  expect(server.asked.filter(({ path }) => path === '/').length).toBeGreaterThan(1)
})

it('says why it may not take it on', async () => {
  const body =
    '<ErrorResponse><Error><Message>not authorized to perform sts:AssumeRole</Message></Error></ErrorResponse>'
  await using server = await scriptedSearch(withRole({ status: 403, body }))
  asOwner(server.url)
  const sink = await openOpensearch({ 'connection.url': server.url, ...config })
  await expect(sink.writeAll([order(1, 'a')])).rejects.toMatchObject({
    retriable: false,
    message:
      'The role arn:aws:iam::123456789012:role/search cannot be taken on: HTTP 403: not authorized to perform sts:AssumeRole',
  })
  await sink.close()
})
