import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import type { Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import type { ApiEvent, ApiResult } from '../../../functions/api/api-event.ts'
import { basicAuth, basicAuthentication } from '../../../functions/api/basic-auth.ts'
import { errorBody } from '../../../functions/api/error-body.ts'
import { onlyLocal } from '../../../functions/api/only-local.ts'
import { metricsRoute } from '../../../infra/local/metrics-route.ts'

const listener = 'http://127.0.0.1:8083'

/** What stands in front of the REST API on one machine, with a login. */
const api = middy<ApiEvent, ApiResult>(async () => ({ statusCode: 404 }))
  .use(httpErrorHandler({ logger: false }))
  .use(errorBody())
  .use(onlyLocal([listener], { anyHost: true }))
  .use(basicAuth(basicAuthentication('alice', 'secret')))
  .use(metricsRoute(async () => 'up 1\n'))

const login = { authorization: `Basic ${Buffer.from('alice:secret').toString('base64')}` }

const ask = (method: string, path: string, headers: Readonly<Record<string, string>>): Promise<ApiResult> => {
  const event = {
    rawPath: path,
    headers: { host: '127.0.0.1:8083', ...headers },
    requestContext: { http: { method, path } },
  }
  return api(event as unknown as ApiEvent, {} as Context)
}

describe('/metrics', () => {
  it('is for whoever may use the REST API, and nobody else', async () => {
    expect(await ask('GET', '/metrics', login)).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: 'up 1\n',
    })
    const anonymous = await ask('GET', '/metrics', {})
    expect(anonymous.statusCode).toBe(401)
    expect(anonymous.body).not.toContain('up 1')
    const foreign = await ask('GET', '/metrics', { ...login, origin: 'http://evil.example.com' })
    expect(foreign.statusCode).toBe(403)
  })

  it('leaves everything else to the REST API', async () => {
    expect(await ask('POST', '/metrics', login)).toEqual({ statusCode: 404 })
    expect(await ask('GET', '/metrics/x', login)).toEqual({ statusCode: 404 })
  })
})
