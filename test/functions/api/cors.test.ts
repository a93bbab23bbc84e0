import { describe, expect, test } from 'vitest'
import { basicAuthentication } from '../../../functions/api/basic-auth.ts'
import { originPatterns } from '../../../functions/api/origin-patterns.ts'
import { openApi } from './api-client.ts'

const page = 'https://console.example.com'
const worker = {
  'access.control.allow.origin': 'http://localhost:3000, https://.*\\.example\\.com',
  'access.control.allow.methods': 'GET,POST,PUT',
}
const asks = { origin: page, 'access-control-request-method': 'PUT' }

const corsHeaders = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^access-control|^vary/.test(name)))

const permission = { 'access-control-allow-origin': page, vary: 'Origin' }

describe('pages of the origins that are allowed', () => {
  const { request } = openApi({ worker })

  test('are told what they may send', async () => {
    const { status, headers, text } = await request('OPTIONS', '/connectors/s1/config', { headers: asks })
    expect([status, text]).toEqual([204, ''])
    expect(corsHeaders(headers)).toEqual({
      ...permission,
      'access-control-allow-methods': 'GET,POST,PUT',
      'access-control-allow-headers': 'Content-Type,Authorization,X-Amz-Date,X-Amz-Security-Token',
      'access-control-max-age': '60',
    })
  })

  test.each(['/connectors', '/connectors/nope', '/nope'])('may read the answer to %s', async path => {
    const { headers } = await request('GET', path, { headers: { origin: page } })
    expect(corsHeaders(headers)).toEqual(permission)
    expect(headers['content-type']).toBe('application/json')
  })

  test('are told Kafka Connect’s methods when the worker names none', async () => {
    const any = openApi({ worker: { 'access.control.allow.origin': '*' } })
    const { headers } = await any.request('OPTIONS', '/', { headers: asks })
    expect(headers).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-allow-methods': 'GET,POST,HEAD',
    })
  })
})

describe('everybody else', () => {
  const { request } = openApi({ worker })

  test.each([
    'https://evil.example',
    'https://example.com',
    'https://console.example.com.evil.example',
    'http://localhost:3001',
    'null',
  ])('%s is permitted nothing', async origin => {
    const preflight = await request('OPTIONS', '/connectors', { headers: { ...asks, origin } })
    expect([preflight.status, corsHeaders(preflight.headers)]).toEqual([200, {}])
    const { headers } = await request('GET', '/connectors', { headers: { origin } })
    expect(corsHeaders(headers)).toEqual({})
  })

  test('without an origin is told what the resource takes', async () => {
    const { text, headers } = await request('OPTIONS', '/connectors')
    expect([text, corsHeaders(headers)]).toEqual(['HEAD, GET, POST, OPTIONS', {}])
  })

  test('is no page when the worker names no origin', async () => {
    const { headers } = await openApi().request('GET', '/connectors', { headers: { origin: page } })
    expect(corsHeaders(headers)).toEqual({})
  })
})

test('what is no regular expression is told', () => {
  expect(() => originPatterns({ 'access.control.allow.origin': 'https://(' })).toThrow(
    'Invalid value https://( for configuration access.control.allow.origin: ',
  )
})

describe('on this machine', () => {
  const { request } = openApi({
    worker,
    listeners: ['http://127.0.0.1:8083'],
    authenticate: basicAuthentication('alice', 'secret'),
  })
  const authorization = `Basic ${Buffer.from('alice:secret').toString('base64')}`

  test('a preflight, which never has a login, is answered', async () => {
    expect((await request('OPTIONS', '/connectors', { headers: asks })).status).toBe(204)
  })

  test('the call itself needs the login, and the page may read that', async () => {
    const refused = await request('GET', '/connectors', { headers: { origin: page } })
    expect([refused.status, corsHeaders(refused.headers)]).toEqual([401, permission])
    const headers = { origin: page, authorization }
    expect((await request('GET', '/connectors', { headers })).status).toBe(200)
  })

  test('a login may come by any name of this machine', async () => {
    const headers = { host: 'connect.example.com', authorization }
    expect((await request('GET', '/connectors', { headers })).status).toBe(200)
    expect((await request('GET', '/connectors', { headers: { host: 'evil.example' } })).status).toBe(401)
  })

  test('another origin is refused, login or not', async () => {
    const headers = { origin: 'https://evil.example', authorization }
    expect((await request('GET', '/connectors', { headers })).status).toBe(403)
  })
})
