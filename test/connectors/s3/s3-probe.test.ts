import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { s3Sink } from '../../../connectors/s3/s3-sink.ts'
import { parseConfig } from '../../../connectors/sdk/config.ts'
import { type Finding, UNREACHABLE } from '../../../connectors/sdk/problem.ts'
import { probed } from '../../helpers/probed.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const serve = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer)
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const credentials = { 'aws.access.key.id': 'AKIA', 'aws.secret.access.key': 'canary-secret' }

const probe = async (url: string, time = 10_000): Promise<readonly Finding[]> => {
  const config = parseConfig(s3Sink.config, {
    's3.bucket.name': 'archive',
    's3.region': 'eu-west-1',
    'store.url': url,
    ...credentials,
  })
  return probed(s3Sink.probe?.(config, { signal: AbortSignal.timeout(time) }))
}

/** How S3 answers: a refusal of HEAD has no body, that of a list says why. */
const s3 =
  (status: number, code = '', region?: string): RequestListener =>
  (request, response) => {
    response.setHeader('x-amz-request-id', 'R1')
    if (region !== undefined) response.setHeader('x-amz-bucket-region', region)
    response.statusCode = status
    response.end(
      request.method === 'HEAD' || code === ''
        ? ''
        : `<Error><Code>${code}</Code><Message>no</Message></Error>`,
    )
  }

test.each<readonly [string, RequestListener, readonly Finding[]]>([
  ['is there', s3(200), []],
  ['does not exist', s3(404), [['s3.bucket.name', 'The bucket archive does not exist']]],
  [
    'is elsewhere',
    s3(301, '', 'us-east-1'),
    [['s3.region', 'The bucket archive is in us-east-1, got eu-west-1']],
  ],
  [
    'is asked for with an unknown key',
    s3(403, 'InvalidAccessKeyId'),
    [['aws.access.key.id', 'S3 does not know the access key AKIA']],
  ],
  [
    'is asked for with a wrong secret',
    s3(403, 'SignatureDoesNotMatch'),
    [['aws.secret.access.key', 'aws.secret.access.key is not the secret of the access key AKIA']],
  ],
  [
    'may not be looked at',
    s3(403, 'AccessDenied'),
    [
      [
        's3.bucket.name',
        'S3 answers with HTTP 403 when it is asked for the bucket archive; whether objects may be written to it cannot be told without writing',
        'warning',
      ],
    ],
  ],
])('a bucket that %s', async (_, answer, found) => {
  expect(await probe(await serve(answer))).toEqual(found)
})

test('a bucket may be listed that may not be asked for', async () => {
  const answer: RequestListener = (request, response) =>
    s3(request.method === 'HEAD' ? 403 : 200)(request, response)
  expect(await probe(await serve(answer))).toEqual([])
})

const closedPort = async () => {
  const url = await serve(() => undefined)
  for (const close of closing.splice(0)) close()
  return url
}

const silentPort = async () => {
  const server = createTcpServer(() => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const talkativePort = async () => {
  const server = createTcpServer(socket => socket.end('220 mail.example.com ESMTP\r\n'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each<readonly [string, () => string | Promise<string>]>([
  ['a closed port', closedPort],
  ['a port that does not answer', silentPort],
  ['a port that speaks something else', talkativePort],
  ['a name that nobody has', () => 'http://nobody.invalid'],
  ['a web server', () => serve((_, response) => response.writeHead(404).end('no such page'))],
  ['a web server that wants a password', () => serve((_, response) => response.writeHead(403).end())],
])('%s is told by one text', async (_, url) => {
  expect(await probe(await url(), 1_000)).toEqual([['store.url', UNREACHABLE]])
})
