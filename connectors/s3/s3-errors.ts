import { S3ServiceException } from '@aws-sdk/client-s3'
import { ConnectError } from '../sdk/errors.ts'

/** Something a person must change; trying again is of no use until then. */
const permanent = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidBucketName',
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
])

/** of answers without a body */
const hints: Readonly<Record<number, string>> = {
  301: 'HTTP 301: the bucket is in another region than s3.region says',
  403: 'HTTP 403: access denied',
}

const causeOf = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(causeOf).join('; ')
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'Error') return error.message
  return error.message === '' || error.message === error.name ? error.name : `${error.name}: ${error.message}`
}

/** A failed call, as text that names bucket and endpoint. An absent bucket may be created, so it is tried again. */
export const s3Error = (
  error: unknown,
  call: { readonly what: string; readonly where: string; readonly signal: AbortSignal },
): ConnectError => {
  const reason: unknown = call.signal.reason
  const timedOut = reason instanceof DOMException && reason.name === 'TimeoutError'
  const cause = timedOut ? 'no answer in time' : causeOf(error)
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  const told = status === undefined ? cause : `${cause} (${hints[status] ?? `HTTP ${status}`})`
  const retriable = !(error instanceof Error && permanent.has(error.name))
  return new ConnectError('EXTERNAL', `${call.what} in ${call.where} failed: ${told}`, {
    cause: error,
    retriable,
  })
}

const statusOf = (error: unknown) =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

/** of a completed upload nothing is left: its repetition finds none */
export const isTaken = (error: unknown): boolean =>
  statusOf(error) === 412 || (error instanceof S3ServiceException && error.name === 'NoSuchUpload')
export const isForbidden = (error: unknown): boolean => statusOf(error) === 403
export const isAbsent = (error: unknown): boolean => statusOf(error) === 404
/** another conditional write to the same key was under way */
export const isConflict = (error: unknown): boolean => statusOf(error) === 409
