import type { MiddlewareObj, Request } from '@middy/core'
import { allowedOrigins, entriesOf } from './allowed-origins.ts'
import type { ApiEvent, ApiResult } from './api-event.ts'

/** What a call is authorized with, beside the type of its body. */
const allowedHeaders = ['Content-Type', 'Authorization', 'X-Amz-Date', 'X-Amz-Security-Token']
const defaultMethods = ['GET', 'POST', 'HEAD']

const isPreflight = ({ headers, requestContext }: ApiEvent) =>
  requestContext.http.method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

/** Without leave to send credentials: a browser adds no login that it remembers to what a page asks for. */
const permission = (origin: string) => ({ 'access-control-allow-origin': origin, vary: 'Origin' })

/** Lets pages of the origins in `access.control.allow.origin` call, and answers what browsers ask before they do. */
export const cors = (worker: Readonly<Record<string, string>>): MiddlewareObj<ApiEvent, ApiResult> => {
  const allows = allowedOrigins(worker) ?? (async () => false)
  const methods = entriesOf(worker['access.control.allow.methods'])
  const allowed = {
    'access-control-allow-methods': (methods.length > 0 ? methods : defaultMethods).join(','),
    'access-control-allow-headers': allowedHeaders.join(','),
    'access-control-max-age': '60',
  }
  const permit = async ({ event, response }: Request<ApiEvent, ApiResult>) => {
    const { origin } = event.headers
    if (response && origin !== undefined && (await allows(origin)))
      response.headers = { ...response.headers, ...permission(origin) }
  }
  return {
    before: async ({ event }) => {
      const { origin } = event.headers
      if (origin === undefined || !isPreflight(event) || !(await allows(origin))) return undefined
      return { statusCode: 204, headers: { ...permission(origin), ...allowed }, body: '' }
    },
    after: permit,
    onError: permit,
  }
}
