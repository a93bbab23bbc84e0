import { describe, expect, test } from 'vitest'
import { basicAuthentication } from '../../../functions/api/basic-auth.ts'
import { openApi } from './api-client.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('with a name and a password', () => {
  const { request } = openApi({ authenticate: basicAuthentication('alice', 'pässword:1') })

  test.each([basic('alice:pässword:1'), basic('alice:pässword:1').replace('Basic', 'basic')])(
    '%s is let in',
    async authorization => {
      expect((await request('GET', '/connectors', { headers: { authorization } })).status).toBe(200)
    },
  )

  test.each([
    undefined,
    '',
    'Basic',
    'Basic %%%',
    basic('alice:'),
    basic('alice:pässword'),
    basic('Alice:pässword:1'),
    basic('alice:pässword:1 '),
    basic('alice'),
    `Bearer ${basic('alice:pässword:1')}`,
    `Basic ${basic('alice:pässword:1')}`,
  ])('%s is not', async authorization => {
    const headers = authorization === undefined ? {} : { authorization }
    for (const path of ['/connectors', '/', '/health', '/nope']) {
      const answer = await request('GET', path, { headers })
      expect(answer.body).toEqual({ error_code: 401, message: 'User cannot access the resource.' })
      expect(answer.headers['www-authenticate']).toBe('Basic realm="Kafka Connect"')
    }
  })

  test('nothing is done for who is not let in', async () => {
    const body = { name: 's1', config: { 'connector.class': 'Numbers', topic: 'out' } }
    expect((await request('POST', '/connectors', { body })).status).toBe(401)
    const headers = { authorization: basic('alice:pässword:1') }
    expect((await request('GET', '/connectors', { headers })).body).toEqual([])
  })
})
