import type { ApiOptions } from '../api-options.ts'
import { openApiDocument } from '../openapi/document.ts'
import { answer } from '../openapi/operation.ts'
import { jsonTextResult } from '../result.ts'
import type { ApiRoute } from '../route.ts'

const headers = { 'cache-control': 'private, max-age=300' }

/** Tells of all routes, itself among them; the document is made when somebody first asks for it. */
export const openApiRoute = (
  others: readonly ApiRoute[],
  { version }: Pick<ApiOptions, 'version'>,
): ApiRoute => {
  let text: string | undefined
  const route: ApiRoute = {
    method: 'GET',
    path: '/openapi.json',
    operation: {
      summary: 'This document',
      answers: { 200: answer('An OpenAPI 3.1 document.', { type: 'object' }) },
    },
    handle: async () => {
      text ??= JSON.stringify(openApiDocument([...others, route], version))
      return jsonTextResult(200, text, headers)
    },
  }
  return route
}
