import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

const joined = (entries: Iterable<readonly [string, string]>): Record<string, string> => {
  const values = new Map<string, string>()
  for (const [name, value] of entries) {
    const before = values.get(name)
    values.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(values)
}

const headersOf = (request: IncomingMessage, scheme: string): Record<string, string> => ({
  'x-forwarded-proto': scheme,
  ...joined(Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.join(',') ?? ''])),
})

/** The path that was asked for as it came, without its query. */
export const rawPath = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? ''

/** The path decoded but for percent signs; `undefined` when it cannot be told what is meant. */
export const decodedPath = (path: string): string | undefined => {
  if (!path.startsWith('/') || /%2f/i.test(path)) return undefined
  try {
    return path.split('%25').map(decodeURIComponent).join('%25')
  } catch {
    return undefined
  }
}

interface Received {
  readonly scheme: 'http' | 'https'
  /** decoded but for percent signs */
  readonly path: string
  readonly body: Buffer
}

/** The event as API Gateway makes it: the path decoded but for percent signs, repeated parameters joined with commas. */
export const httpEvent = (
  request: IncomingMessage,
  { scheme, path, body }: Received,
): APIGatewayProxyEventV2 => {
  const [, query = ''] = (request.url ?? '').split(/\?(.*)/s)
  const headers = headersOf(request, scheme)
  const now = new Date()
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers,
    queryStringParameters: joined(new URLSearchParams(query)),
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: crypto.randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: true,
    body: body.toString('base64'),
  }
}
