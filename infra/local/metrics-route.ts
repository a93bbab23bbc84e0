import type { MiddlewareObj } from '@middy/core'
import { prometheusType } from '../../functions/adapters/metrics/prometheus-text.ts'
import type { ApiEvent, ApiResult } from '../../functions/api/api-event.ts'

/** Answers `GET /metrics` for Prometheus; used last, it is behind whatever decides who may call. */
export const metricsRoute = (text: () => Promise<string>): MiddlewareObj<ApiEvent, ApiResult> => ({
  before: async ({ event }): Promise<ApiResult | undefined> => {
    const { method, path } = event.requestContext.http
    if (path !== '/metrics' || !['GET', 'HEAD'].includes(method)) return undefined
    return { statusCode: 200, headers: { 'content-type': prometheusType }, body: await text() }
  },
})
