import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb'

/**
 * What became of a request that did not succeed. `refused`: its condition does not hold. `unapplied`: it changed
 * nothing and may be sent again. `unknown`: it may have been applied, or be applied later. `invalid`: it changed
 * nothing and never will.
 */
export type Outcome = 'refused' | 'unapplied' | 'unknown' | 'invalid'

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
])
const INVALID = new Set([
  'AccessDeniedException',
  'IdempotentParameterMismatchException',
  'ResourceNotFoundException',
  'ValidationException',
])
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
const CANCELLED_BY_LOAD = new Set([
  'None',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'TransactionConflict',
])

const cancellation = (error: TransactionCanceledException): Outcome => {
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
  if (codes.includes('ConditionalCheckFailed')) return 'refused'
  return codes.every(code => CANCELLED_BY_LOAD.has(code)) ? 'unapplied' : 'invalid'
}

export const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof ConditionalCheckFailedException) return 'refused'
  if (error instanceof TransactionCanceledException) return cancellation(error)
  if (error instanceof DynamoDBServiceException)
    return THROTTLES.has(error.name) ? 'unapplied' : INVALID.has(error.name) ? 'invalid' : 'unknown'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return NEVER_SENT.has(code) ? 'unapplied' : 'unknown'
}
