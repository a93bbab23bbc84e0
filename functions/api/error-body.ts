import type { MiddlewareObj } from '@middy/core'
import { ConnectError, errorCodes } from '../../connectors/sdk/errors.ts'
import { errorText } from './result.ts'

const statusOf = (error: unknown): number =>
  error instanceof ConnectError ? errorCodes[error.code].status : 500

/** Gives errors the status and the body that Kafka Connect's clients know. */
export const errorBody = (): MiddlewareObj => ({
  onError: request => {
    const { error } = request
    const status = statusOf(error)
    const text = errorText(status, error?.message ?? String(error))
    const headers = status === 401 ? { 'www-authenticate': 'Basic realm="Kafka Connect"' } : {}
    request.error = Object.assign(new Error(text), { statusCode: status, expose: true, headers })
  },
})
