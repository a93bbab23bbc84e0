import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type ConnectOnAws, openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { signature } from '../../helpers/aws/http-api.ts'

const page = 'https://console.example.com'

let connect: ConnectOnAws
let url: string
beforeAll(async () => {
  connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
    props: { workerProperties: { 'access.control.allow.origin': page } },
  })
  const [apiId] = (await connect.aws.idsOf('AWS::ApiGatewayV2::Api')).values()
  url = `${connect.aws.endpoint}/_aws/execute-api/${apiId}/$default`
})
afterAll(() => connect?.close())

// preflights have not been seen here: the emulator answers OPTIONS by itself, from what the API says of CORS
test('pages of an allowed origin may read answers, and need a login as everybody does', async () => {
  const call = await fetch(`${url}/connectors`, { headers: { origin: page, authorization: signature } })
  expect([call.status, call.headers.get('access-control-allow-origin')]).toEqual([200, page])
  expect((await fetch(`${url}/connectors`, { headers: { origin: page } })).status).toBe(403)
})

test('names of any characters are created, read and deleted', async () => {
  const name = 'ünïcode ✓ 100%'
  await connect.rest.create(name, {
    'connector.class': 'FileStreamSink',
    file: '/tmp/connect/x',
    topics: 'none',
  })
  const path = `/connectors/${encodeURIComponent(name)}`
  const read = await connect.rest.request('GET', path)
  expect(await read.json()).toMatchObject({ name })
  expect((await connect.rest.request('DELETE', path)).status).toBe(204)
})

test('properties come in bytes of any type, a body of more than 1 MiB does not', async () => {
  const properties = 'name=p1\nconnector.class=FileStreamSink\nfile=/tmp/connect/x\ntopics=no\\\n  ne\n'
  for (const contentType of ['application/octet-stream', 'application/x-www-form-urlencoded']) {
    const created = await connect.rest.request('POST', '/connectors', { contentType, body: properties })
    expect([created.status, await created.json()]).toMatchObject([201, { config: { topics: 'none' } }])
    await connect.rest.delete('p1')
  }
  const body = ' '.repeat(1024 * 1024 + 1)
  for (const contentType of ['application/json', 'application/octet-stream']) {
    const refused = await connect.rest.request('POST', '/connectors', { contentType, body })
    expect(await refused.json()).toEqual({
      error_code: 413,
      message: 'The body has 1048577 bytes, at most 1048576 are allowed',
    })
  }
})
