import { createHash, createHmac } from 'node:crypto'
import { afterEach, beforeEach, vi } from 'vitest'

export const now = new Date('2026-03-01T12:34:56Z')
const stamp = '20260301T123456Z'
const credentials = ['AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCY', 'session/token+=='] as const

/** Credentials and clock that do not change, for the tests of a file. */
export const withFixedCredentials = () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials[0])
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials[1])
    vi.stubEnv('AWS_SESSION_TOKEN', credentials[2])
    vi.stubEnv('AWS_REGION', 'eu-north-1')
    vi.useFakeTimers({ toFake: ['Date'], now })
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.useRealTimers()
  })
}

export const module = 'software.amazon.msk.auth.iam.IAMLoginModule'
export const iam = { 'sasl.mechanism': 'AWS_MSK_IAM', 'sasl.jaas.config': `${module} required;` }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Signature Version 4 of a presigned request for `kafka-cluster:Connect`, by the specification. */
export const signedToken = (
  region: string,
  [accessKey, secretKey, session]: readonly [string, string, string] = credentials,
): string => {
  const scope = `20260301/${region}/kafka-cluster/aws4_request`
  const query = [
    ['Action', 'kafka-cluster:Connect'],
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${accessKey}/${scope}`],
    ['X-Amz-Date', stamp],
    ['X-Amz-Expires', '900'],
    ['X-Amz-Security-Token', session],
    ['X-Amz-SignedHeaders', 'host'],
  ].map(pair => pair.map(encodeURIComponent).join('='))
  const host = `kafka.${region}.amazonaws.com`
  const request = ['GET', '/', query.join('&'), `host:${host}`, '', 'host', sha256('')].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(request)].join('\n')
  const dateKey = hmac(`AWS4${secretKey}`, '20260301')
  const key = ['kafka-cluster', 'aws4_request'].reduce<Buffer>(hmac, hmac(dateKey, region))
  const signature = hmac(key, toSign).toString('hex')
  const agent = `User-Agent=${encodeURIComponent('aws-msk-iam-sasl-signer-js/1.0.3')}`
  const all = [...query, `X-Amz-Signature=${signature}`, agent].sort()
  return Buffer.from(`https://${host}/?${all.join('&')}`).toString('base64url')
}
