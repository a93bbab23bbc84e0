import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { KafkaClient } from '@aws-sdk/client-kafka'
import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bootstrapServers } from '../../../functions/bootstrap-servers/bootstrap-servers.ts'

const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-7'

type Route = (request: IncomingMessage, response: ServerResponse) => void

const json =
  (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Route =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
const silence: Route = () => undefined

interface Received {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** MSK's API and the place where CloudFormation waits for answers, both on this machine. */
const open = async () => {
  const asked: string[] = []
  const answered: Received[] = []
  const routes: { msk: Route; answers: Route[] } = { msk: json(200, {}), answers: [] }
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith('/answer')) {
      asked.push(`${request.method} ${decodeURIComponent(request.url ?? '')}`)
      return routes.msk(request, response)
    }
    const { method, url, headers } = request
    answered.push({ method, url, headers, body: await text(request) })
    return (routes.answers.shift() ?? json(200, {}))(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const credentials = { accessKeyId: 'id', secretAccessKey: 'key' }
  const client = new KafkaClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 })
  return {
    asked,
    answered,
    routes,
    endpoint,
    handle: bootstrapServers(client),
    close: () => {
      client.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

let aws: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  aws = await open()
})
afterEach(() => aws.close())

const base = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'BootstrapServers' }

const event = (
  RequestType: 'Create' | 'Update' | 'Delete',
  properties: Readonly<Record<string, string>> = {},
): CloudFormationCustomResourceEvent => {
  const request = {
    ...{ ServiceToken: 'arn', ResourceType: 'Custom::MskBootstrapServers' },
    ResponseURL: `${aws.endpoint}/answer?Signature=abc`,
    ...base,
    ResourceProperties: { ServiceToken: 'arn', clusterArn, authentication: 'iam', ...properties },
  }
  const before = { PhysicalResourceId: clusterArn, OldResourceProperties: { ServiceToken: 'arn' } }
  if (RequestType === 'Create') return { RequestType, ...request }
  if (RequestType === 'Update') return { RequestType, ...request, ...before }
  return { RequestType, ...request, ...before }
}

const left = (ms: number) => ({ getRemainingTimeInMillis: () => ms })
const aMinute = left(60_000)

const answers = () => aws.answered.map(({ body }) => JSON.parse(body))

test.each([
  ['iam', 'bootstrapBrokerStringSaslIam', 'b-1:9098,b-2:9098'],
  ['scram', 'bootstrapBrokerStringSaslScram', 'b-1:9096'],
  ['tls', 'bootstrapBrokerStringTls', 'b-1:9094'],
])('the addresses for %s are those that MSK gives', async (authentication, field, servers) => {
  aws.routes.msk = json(200, { bootstrapBrokerString: 'plain:9092', [field]: servers })
  await aws.handle(event('Create', { authentication }), aMinute)
  expect(aws.asked).toEqual([`GET /v1/clusters/${clusterArn}/bootstrap-brokers`])
  expect(answers()).toEqual([
    {
      ...base,
      Status: 'SUCCESS',
      PhysicalResourceId: clusterArn,
      Data: { bootstrapServers: servers },
    },
  ])
})

test('the answer is put under the URL as it is, without a content type, which its signature does not have', async () => {
  aws.routes.msk = json(200, { bootstrapBrokerStringSaslIam: 'b-1:9098' })
  await aws.handle(event('Create'), aMinute)
  const [answer] = aws.answered
  expect(answer).toMatchObject({ method: 'PUT', url: '/answer?Signature=abc' })
  expect(answer?.headers['content-type'] ?? '').toBe('')
  expect(answer?.headers['content-length']).toBe(String(answer?.body.length))
})

test('an update asks anew, and is another resource when the cluster is another', async () => {
  aws.routes.msk = json(200, { bootstrapBrokerStringSaslIam: 'b-3:9098' })
  const other = `${clusterArn}-other`
  await aws.handle(event('Update', { clusterArn: other }), aMinute)
  expect(answers()).toMatchObject([
    { Status: 'SUCCESS', PhysicalResourceId: other, Data: { bootstrapServers: 'b-3:9098' } },
  ])
})

test('a deletion asks nobody', async () => {
  await aws.handle(event('Delete'), aMinute)
  expect(aws.asked).toEqual([])
  expect(answers()).toEqual([{ ...base, Status: 'SUCCESS', PhysicalResourceId: clusterArn }])
})

test('a cluster without that login fails, with what is to be done', async () => {
  aws.routes.msk = json(200, { bootstrapBrokerStringTls: 'b-1:9094' })
  await aws.handle(event('Create'), aMinute)
  expect(answers()).toMatchObject([
    {
      Status: 'FAILED',
      Reason: `the cluster ${clusterArn} has no addresses for iam: it is not switched on there`,
    },
  ])
})

test('what MSK refuses fails, with its reason', async () => {
  aws.routes.msk = json(
    404,
    { message: `no cluster ${'x'.repeat(5_000)}` },
    { 'x-amzn-errortype': 'NotFoundException' },
  )
  await aws.handle(event('Create'), aMinute)
  expect(answers()).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('no cluster') }])
  expect(aws.answered[0]?.body.length).toBeLessThan(4_096)
})

test('another kind of login is refused by name', async () => {
  await aws.handle(event('Create', { authentication: 'plain' }), aMinute)
  expect(aws.asked).toEqual([])
  expect(answers()).toMatchObject([
    { Status: 'FAILED', Reason: 'authentication is plain, allowed are iam, scram, tls' },
  ])
})

test('when MSK does not answer CloudFormation is answered nevertheless, in time', async () => {
  aws.routes.msk = silence
  const began = performance.now()
  await aws.handle(event('Create'), left(20_300))
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(answers()).toMatchObject([{ Status: 'FAILED', Reason: 'MSK did not answer in time' }])
})

test('when MSK cannot be reached either', async () => {
  aws.routes.msk = request => request.socket.destroy()
  await aws.handle(event('Create'), aMinute)
  expect(answers()).toMatchObject([{ Status: 'FAILED', Reason: expect.any(String) }])
})

test('an answer that is not taken is given again', async () => {
  aws.routes.answers = [json(503, {}), request => request.socket.destroy()]
  await aws.handle(event('Delete'), aMinute)
  expect(answers().map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS'])
})

test('and when it is never taken the function fails, so that Lambda tries again, without telling the URL', async () => {
  aws.routes.answers = [403, 403, 403].map(status => json(status, {}))
  const failure = await aws.handle(event('Delete'), aMinute).catch(error => error)
  expect(failure.message).toBe("CloudFormation's answer was refused with status 403")
  expect(aws.answered).toHaveLength(3)
})
