import { createHash, createHmac } from 'node:crypto'
import type { AwsCredentials } from '../settings.ts'

interface SignedRequest {
  readonly method: string
  readonly host: string
  /** with its query, as it is sent */
  readonly path: string
  /** names in lower case */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | undefined
}

interface Signing {
  readonly credentials: AwsCredentials
  readonly region: string
  readonly service: string
  readonly now: Date
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

// what is sent is escaped already; all services but S3 sign it escaped once more
const canonicalPath = (path: string) => path.split('/').map(encode).join('/')

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const canonicalQuery = (query: string) =>
  [...new URLSearchParams(query)]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** The headers by which AWS knows who sends a request, by Signature Version 4. */
export const sign = (
  { method, host, path, headers, body = '' }: SignedRequest,
  { credentials, region, service, now }: Signing,
): Readonly<Record<string, string>> => {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '')
  const day = time.slice(0, 8)
  const { sessionToken } = credentials
  const added = {
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  }
  const all = Object.entries({ ...headers, host, ...added }).sort(([a], [b]) => compare(a, b))
  const names = all.map(([name]) => name).join(';')
  const lines = all.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`).join('')
  const payload = headers['x-amz-content-sha256'] ?? sha256(body)
  const [resource = '', query = ''] = path.split('?')
  const canonical = [method, canonicalPath(resource), canonicalQuery(query), lines, names, payload].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  )
  const signature = hmac(key as Buffer, text).toString('hex')
  return {
    ...added,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/** The hash of a body, which OpenSearch Serverless wants as a header. */
export const bodyHash = (body: Uint8Array | string = ''): string => sha256(body)
