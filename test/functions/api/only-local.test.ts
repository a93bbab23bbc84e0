import { describe, expect, test } from 'vitest'
import { openApi } from './api-client.ts'

const allowed = 'http://localhost:8083, http://127.0.0.1:8083, http://[::1]:8083'

describe('a web page cannot reach the API of this machine', () => {
  const { request } = openApi({ listeners: ['http://127.0.0.1:8083'] })

  test.each([
    { host: 'localhost:8083' },
    { host: '127.0.0.1:8083' },
    { host: 'LOCALHOST:8083' },
    { host: 'localhost:8083', origin: 'http://127.0.0.1:8083' },
  ])('%o is answered', async headers => {
    expect((await request('GET', '/connectors', { headers })).status).toBe(200)
  })

  test.each([
    [{ host: 'evil.example:8083' }, 'The Host "evil.example:8083"'],
    [{ host: 'localhost:9999' }, 'The Host "localhost:9999"'],
    [{ host: '' }, 'The Host ""'],
    [{ host: 'localhost:8083', origin: 'https://evil.example' }, 'The Origin "https://evil.example"'],
    [{ host: 'localhost:8083', origin: 'http://localhost:3000' }, 'The Origin "http://localhost:3000"'],
    [{ host: 'localhost:8083', origin: 'null' }, 'The Origin "null"'],
  ])('%o is refused', async (headers, what) => {
    const body = { name: 's1', config: { 'connector.class': 'Numbers', topic: 'out' } }
    const answer = await request('POST', '/connectors', { headers, body })
    expect(answer.status).toBe(403)
    expect(answer.body).toEqual({ error_code: 403, message: `${what} is not allowed here, only ${allowed}` })
    const list = await request('GET', '/connectors')
    expect(list.body).toEqual([])
  })
})

describe('a listener on all addresses', () => {
  const { request } = openApi({ listeners: ['http://0.0.0.0:8083'] })
  test.each([
    [{ host: '192.0.2.7:8083' }, 200],
    [{ host: '192.0.2.7:8083', origin: 'http://192.0.2.7:8083' }, 200],
    [{ host: '192.0.2.7:8083', origin: 'https://evil.example' }, 403],
    [{ host: '192.0.2.7:8083', origin: 'null' }, 403],
  ])('answers %o with %i', async (headers, status) => {
    expect((await request('GET', '/connectors', { headers })).status).toBe(status)
  })
})
