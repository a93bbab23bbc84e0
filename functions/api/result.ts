import type { ApiResult } from './api-event.ts'

type Headers = Readonly<Record<string, string>>

const json = { 'content-type': 'application/json' }

export const jsonResult = (statusCode: number, body: unknown, headers: Headers = {}): ApiResult =>
  jsonTextResult(statusCode, JSON.stringify(body), headers)

/** For a body that is JSON text already. */
export const jsonTextResult = (statusCode: number, body: string, headers: Headers = {}): ApiResult => ({
  statusCode,
  headers: { ...json, ...headers },
  body,
})

export const emptyResult = (statusCode: number): ApiResult => ({ statusCode, headers: {}, body: '' })

/** The body of every error. */
export const errorText = (status: number, message: string): string =>
  JSON.stringify({ error_code: status, message })

export const errorResult = (status: number, message: string, headers: Headers = {}): ApiResult =>
  jsonTextResult(status, errorText(status, message), headers)

/** The same without its body, as HEAD answers. */
export const bodyless = (result: ApiResult): ApiResult => ({ ...result, body: '' })
