import { expect, it } from 'vitest'
import { sign } from '../../../connectors/elasticsearch/http/sign.ts'

const signing = {
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  region: 'us-east-1',
  service: 'service',
  now: new Date('2015-08-30T12:36:00Z'),
}
const host = 'example.amazonaws.com'
const form = { 'content-type': 'application/x-www-form-urlencoded' }

// AWS's own test suite: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-test-suite.html
it.each<readonly [string, Omit<Parameters<typeof sign>[0], 'host' | 'headers'>, object, string]>([
  [
    'get-vanilla',
    { method: 'GET', path: '/' },
    {},
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  ],
  [
    'get-vanilla-query-order-key-case',
    { method: 'GET', path: '/?Param2=value2&Param1=value1' },
    {},
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-utf8',
    { method: 'GET', path: '/ሴ' },
    {},
    '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
  ],
  [
    'get-space',
    { method: 'GET', path: '/example space/' },
    {},
    '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741',
  ],
  [
    'post-vanilla',
    { method: 'POST', path: '/' },
    {},
    '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  ],
  [
    'post-x-www-form-urlencoded',
    { method: 'POST', path: '/', body: 'Param1=value1' },
    form,
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
])('signs %s of the test suite', (_, request, headers, signature) => {
  const { authorization } = sign({ ...request, host, headers: { ...headers } }, signing)
  const names = ['host', 'x-amz-date']
  const signed = [...Object.keys(headers), ...names].join(';')
  expect(authorization).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
  )
})

it('adds the token of a session', () => {
  const credentials = { ...signing.credentials, sessionToken: 'the-token' }
  const headers = sign({ method: 'GET', host, path: '/', headers: {} }, { ...signing, credentials })
  expect(headers['x-amz-security-token']).toBe('the-token')
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,')
})
