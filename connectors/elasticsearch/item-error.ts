import { ConnectError } from '../sdk/errors.ts'
import { reasonOf } from './refusal.ts'

/** What an item of a `_bulk` answer says, or a whole answer about one document. */
export interface ItemResult {
  readonly status: number
  readonly error?: unknown
}

export type Verdict = 'done' | 'again' | 'conflict' | 'malformed' | 'failed'

/** By the peers; the last two are those of text that is no JSON. */
const malformed = new Set([
  'strict_dynamic_mapping_exception',
  'mapper_parsing_exception',
  'illegal_argument_exception',
  'action_request_validation_exception',
  'document_parsing_exception',
  'parsing_exception',
  'x_content_parse_exception',
])

/** Refusals under those names that are no document's fault: they would be the same for any. */
const ofIndex =
  /no write index is defined|op_type of create|is not supported on (data streams|alias)|read-only|\[index\./

const typesOf = (error: unknown): readonly string[] => {
  if (typeof error !== 'object' || error === null) return []
  const { type, caused_by } = error as { readonly type?: unknown; readonly caused_by?: unknown }
  return [...(typeof type === 'string' ? [type] : []), ...typesOf(caused_by)]
}

export const verdictOf = ({ status, error }: ItemResult): Verdict => {
  if (error === undefined || error === null) return 'done'
  if (status === 429 || status >= 500) return 'again'
  const types = typesOf(error)
  if (types.includes('version_conflict_engine_exception')) return 'conflict'
  if (types.some(type => malformed.has(type)) && !ofIndex.test(reasonOf(error).text)) return 'malformed'
  return 'failed'
}

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /disk usage exceeded|FORBIDDEN\/12|TOO_MANY_REQUESTS\/12/,
    'its disks are full: free space, then remove index.blocks.read_only_allow_delete if it stays',
  ],
  [/cluster read-only|cluster\.blocks|FORBIDDEN\/6\//, 'remove cluster.blocks.read_only'],
  [
    /cluster_block_exception/,
    'the index takes no writes: remove its block (index.blocks.*) or write to another',
  ],
  [/security_exception/, 'the user needs the privileges to create indices and to write to them'],
  [/index_not_found_exception/, 'it does not exist, and nothing creates it: see action.auto_create_index'],
  [/index_closed_exception/, 'open the index'],
]

const hintOf = (text: string) => hints.find(([pattern]) => pattern.test(text))?.[1]

/** The error of a record that the server does not take. */
export const refusedDocument = ({ error }: ItemResult): ConnectError =>
  new ConnectError('DATA', `Indexing failed: ${reasonOf(error).text}`)

/** The error of a refusal that is no record's fault: it names the index, the reason and what to do. */
export const refusedWrite = (resource: string, { status, error }: ItemResult): ConnectError => {
  const { text } = reasonOf(error)
  const hint = hintOf(text)
  return new ConnectError(
    'EXTERNAL',
    `Writing to ${resource} failed: HTTP ${status}: ${text}${hint === undefined ? '' : `; ${hint}`}`,
    { retriable: status === 429 || status >= 500 },
  )
}
