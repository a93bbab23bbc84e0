import { ConnectError } from '../sdk/errors.ts'
import type { Answer } from './contract.ts'

/** Why a server refused, in its own words: `strict_dynamic_mapping_exception: …`. */
export interface Reason {
  readonly type: string
  readonly text: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What an `error` of an answer or of an item says, with the cause below it when that says more. */
export const reasonOf = (error: unknown): Reason => {
  if (!isObject(error)) return { type: '', text: textOf(error) }
  const type = textOf(error.type)
  const reason = textOf(error.reason).replace(/;$/, '')
  const below = error.caused_by === undefined ? '' : reasonOf(error.caused_by).text
  const own = [type, reason].filter(text => text !== '').join(': ')
  return { type, text: below === '' || reason.includes(below) ? own : `${own} (${below})` }
}

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /disk usage exceeded|FORBIDDEN\/12|TOO_MANY_REQUESTS\/12/,
    'its disks are full: free space, then remove index.blocks.read_only_allow_delete if it stays',
  ],
  [/FORBIDDEN\/6\//, 'the cluster takes no writes: remove cluster.blocks.read_only'],
  [
    /cluster_block_exception/,
    'the index takes no writes: remove its block (index.blocks.*) or write to another',
  ],
  [/security_exception/, 'the user needs the privileges to create indices and to write to them'],
  [/index_not_found_exception/, 'it does not exist, and nothing creates it: see action.auto_create_index'],
  [/index_closed_exception/, 'open the index'],
]

/** An answer that is an error: `Creating the index orders failed: HTTP 403: …`, and what to do if that is known. */
export const refusal = (doing: string, { status, body }: Answer): ConnectError => {
  const { text } = reasonOf(isObject(body) ? body.error : undefined)
  const hint = hints.find(([pattern]) => pattern.test(text))?.[1]
  const parts = [`${doing} failed: HTTP ${status}`, ...(text === '' ? [] : [text])]
  return new ConnectError('EXTERNAL', parts.join(': ') + (hint === undefined ? '' : `; ${hint}`), {
    retriable: status >= 500 || status === 429 || status === 408,
  })
}
