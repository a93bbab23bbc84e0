import type { Authentication } from '../settings.ts'
import { awsCredentials } from './credentials.ts'
import type { Http } from './http.ts'
import { bodyHash, sign } from './sign.ts'

interface Asked {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  readonly signal: AbortSignal
}

/** The headers of a request, with those by which the server knows who asks. */
type Authorize = (asked: Asked) => Promise<Asked['headers']>

const fixed =
  (authorization: string): Authorize =>
  async ({ headers }) => ({ ...headers, authorization })

const signing = (by: Extract<Authentication, { readonly by: 'signature' }>, http: Http): Authorize => {
  const { region, service } = by
  const credentialsFor = awsCredentials(by, http)
  return async ({ method, url, headers, body, signal }) => {
    const credentials = await credentialsFor(signal)
    const hashed = { ...headers, 'x-amz-content-sha256': bodyHash(body) }
    const request = { method, host: url.host, path: url.pathname + url.search, headers: hashed, body }
    return { ...hashed, ...sign(request, { credentials, region, service, now: new Date() }) }
  }
}

export const authorizing = (authentication: Authentication, http: Http): Authorize => {
  switch (authentication.by) {
    case 'basic': {
      const { user, password } = authentication
      return fixed(`Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`)
    }
    case 'api key':
      return fixed(`ApiKey ${authentication.token.reveal()}`)
    case 'bearer':
      return fixed(`Bearer ${authentication.token.reveal()}`)
    case 'signature':
      return signing(authentication, http)
    default:
      return async ({ headers }) => headers
  }
}
