import { ConnectError } from '../sdk/errors.ts'
import type { Answer } from './contract.ts'

/** Why a server refused, in its own words: `strict_dynamic_mapping_exception: …`. */
export interface Reason {
  readonly type: string
  readonly text: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an `error` of an answer or of an item says: the first cause below it that has a reason too. */
export const reasonOf = (error: unknown): Reason => {
  if (!isObject(error)) return { type: '', text: typeof error === 'string' ? error : '' }
  const cause = isObject(error.caused_by) ? error.caused_by : undefined
  const below = cause === undefined ? '' : reasonOf(cause).text
  const reason = typeof error.reason === 'string' ? error.reason : ''
  const type = typeof error.type === 'string' ? error.type : ''
  return { type, text: `${type}: ${reason}${below === '' || reason.includes(below) ? '' : ` (${below})`}` }
}

/** An answer that is an error: `Creating the index orders failed: HTTP 403: …`. */
export const refusal = (doing: string, { status, body }: Answer): ConnectError => {
  const { text } = reasonOf(isObject(body) ? body.error : undefined)
  return new ConnectError('EXTERNAL', `${doing} failed: HTTP ${status}${text === '' ? '' : `: ${text}`}`, {
    retriable: status >= 500 || status === 429 || status === 408,
  })
}
